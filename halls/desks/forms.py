"""What is typed where the bands of utilisation are set."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.desks.models import DeskBands
from halls.desks.services import NOTE_MOST

TEXT = {"class": "form-control", "autocomplete": "off"}


def per_cent(label: Any, *, required: bool = True, help_text: Any = "", most: int = 100) -> forms.DecimalField:
    return forms.DecimalField(
        label=label,
        min_value=0,
        max_value=most,
        max_digits=5,
        decimal_places=2,
        required=required,
        help_text=help_text,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "decimal", "step": "0.01"}),
    )


def date(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    return forms.DateField(label=label, required=required, widget=widget, help_text=help_text)


class BandsForm(forms.Form):
    valid_from = date(_("Valid from"))
    idle_until = per_cent(_("Idle below, in per cent"))
    relatively_idle_until = per_cent(_("Relatively idle below, in per cent"))
    saturated_until = per_cent(
        _("Saturated below, in per cent"), help_text=_("From there up to and with 100 % a hall is busy.")
    )
    note = forms.CharField(
        label=_("Why"),
        max_length=NOTE_MOST,
        required=False,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Needed for days that are over."),
    )

    def __init__(self, data: Any = None, *, bands: DeskBands | None, today: dt.date) -> None:
        names = ("idle_until", "relatively_idle_until", "saturated_until")
        known = {name: getattr(bands, name) for name in names} if bands else {}
        super().__init__(data, initial={**known, "valid_from": today})
