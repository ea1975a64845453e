"""What is typed when a day is counted by hand."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.intake.choices import Channel
from halls.intake.models import DayTotal
from halls.intake.rules import MOST_TICKETS, REASON_MOST, fault_of_reason, faults_of_count
from halls.intake.services import Figures
from halls.premises.models import Premises, Service

TEXT = {"class": "form-control", "autocomplete": "off"}
SELECT = {"class": "form-select"}


def _number(label: Any, *, required: bool = False, help_text: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"})
    return forms.IntegerField(
        label=label, min_value=0, max_value=MOST_TICKETS, required=required, widget=widget, help_text=help_text
    )


class _FiguresForm(forms.Form):
    tickets = _number(_("Customers"), required=True)
    over_limit = _number(_("Of them over the wait limit"), help_text=_("Leave empty what was not counted."))
    served = _number(_("Of them served"))
    left = _number(_("Of them left before they were served"))
    reason = forms.CharField(
        label=_("Why by hand"),
        max_length=REASON_MOST,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Such as: the ticket machine was broken from ten o'clock."),
    )

    def clean(self) -> dict[str, Any]:
        """The figures as one value, under their own name; all that is wrong with them is told at once."""
        said = super().clean() or self.cleaned_data
        if "tickets" in said:
            said["figures"] = Figures(said["tickets"], said.get("over_limit"), said.get("served"), said.get("left"))
            for name, fault in faults_of_count(**asdict(said["figures"])).items():
                if name not in self.errors:
                    self.add_error(name, str(fault))
        return said

    def clean_reason(self) -> str:
        words = " ".join(self.cleaned_data["reason"].split())
        if fault := fault_of_reason(words):
            raise forms.ValidationError(str(fault))
        return words


class NewTotalForm(_FiguresForm):
    business_day = forms.DateField(
        label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={**TEXT, "type": "date"})
    )
    channel = forms.ChoiceField(
        label=_("Counted at"), choices=Channel.choices, initial=Channel.QUEUE, widget=forms.Select(attrs=SELECT)
    )
    service = forms.ChoiceField(label=_("Service"), required=False, widget=forms.Select(attrs=SELECT))
    field_order = ("business_day", "channel", "service")

    def __init__(self, data: Any = None, *, premises: Premises, day: dt.date) -> None:
        super().__init__(data, initial={"business_day": day})
        self._services = {one.prefix: one for one in premises.services.all()}
        whole = ("", _("All together"))
        choices = [whole, *((prefix, str(one)) for prefix, one in self._services.items())]
        self.fields["service"].choices = choices  # type: ignore[attr-defined]

    def clean_service(self) -> Service | None:
        return self._services.get(self.cleaned_data["service"])


class CorrectForm(_FiguresForm):
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, total: DayTotal) -> None:
        names = ("tickets", "over_limit", "served", "left", "version")
        super().__init__(data, initial={name: getattr(total, name) for name in names})
        self.fields["reason"].label = _("Why it is corrected")
        self.fields["reason"].help_text = ""


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why it is taken back"), max_length=REASON_MOST, widget=forms.TextInput(attrs=TEXT)
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, total: DayTotal) -> None:
        super().__init__(data, initial={"version": total.version})
