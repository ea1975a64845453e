"""What is typed where it is said what is asked of agents."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from halls.agents.rules import Asked
from halls.agents.services import REASON_MOST, WORDING_MOST
from halls.desks.forms import TEXT, date, per_cent


class GoalForm(forms.Form):
    valid_from = date(_("Valid from"))
    talk_from = per_cent(_("Talk utilisation from, in per cent"))
    talk_until = per_cent(_("Talk utilisation up to, in per cent"))
    calls_a_day = forms.IntegerField(
        label=_("Calls a day"),
        min_value=1,
        max_value=999,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "numeric"}),
    )
    minutes_a_call = forms.DecimalField(
        label=_("Minutes a call at most"),
        min_value=0,
        max_value=120,
        max_digits=4,
        decimal_places=1,
        widget=forms.NumberInput(attrs={**TEXT, "inputmode": "decimal", "step": "0.1"}),
    )
    wording = forms.CharField(
        label=_("Wording of the source"),
        max_length=WORDING_MOST,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("Where this is written, in its own words."),
    )

    reason = forms.CharField(
        label=_("Why it changes"),
        required=False,
        max_length=REASON_MOST,
        widget=forms.TextInput(attrs=TEXT),
        help_text=_("For days that are over, or of which something is asked already."),
    )

    def __init__(self, data: Any = None, *, asked: Asked, today: dt.date) -> None:
        names = ("talk_from", "talk_until", "calls_a_day", "minutes_a_call", "wording")
        super().__init__(data, initial={name: getattr(asked, name) for name in names} | {"valid_from": today})
