"""What a caller types."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.callbacks import rules
from complaints.callbacks.choices import Reached, Satisfaction

ANSWERS = [(one.value, one.label) for one in (Satisfaction.SATISFIED, Satisfaction.DISSATISFIED, Satisfaction.UNRATED)]
WHY_NOT = [(value, label) for value, label in Reached.choices if value != Reached.REACHED]


def _words(label: Any, *, required: bool = False) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return forms.CharField(label=label, max_length=rules.WORDS_MOST, required=required, widget=widget)


def _recording() -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=_("Recording number"), max_length=rules.RECORDING_MOST, required=False, widget=widget)


def _radios(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label, choices=choices, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )


class CallForm(forms.Form):
    """Several stand on one page, so each names its fields by itself."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}_%s")


class ReachedForm(CallForm):
    satisfaction = _radios(_("Is the customer satisfied?"), ANSWERS)
    score = forms.IntegerField(
        label=_("Points, 1 to 10"),
        min_value=1,
        max_value=10,
        required=False,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )
    words = _words(_("What the customer said"))
    recording = _recording()


class MissedForm(CallForm):
    why = _radios(_("Why not"), WHY_NOT)
    again_at = forms.DateTimeField(
        label=_("Call again at"),
        required=False,
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"class": "form-control", "type": "datetime-local"}),
        help_text=_("Leave empty for in an hour."),
    )
    words = _words(_("Words"))
    recording = _recording()


class GiveUpForm(CallForm):
    reason = _words(_("Why this customer is not called any more"), required=True)
