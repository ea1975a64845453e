"""What is typed about remedies and letters, checked for its shape."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Choice
from complaints.remedies import rules
from complaints.remedies.rules import Plan
from core.fields import PlainNumberField

NONE = Decimal(0)
AMOUNT = _("Amount")
AMOUNT_HINT = _("In yuan, such as 128.50. Empty where no money is paid.")


def _yuan(label: Any = AMOUNT, help_text: Any = AMOUNT_HINT, *, least: Decimal = rules.LEAST_YUAN) -> PlainNumberField:
    """An amount of yuan in plain digits; None where left empty (C16)."""
    return PlainNumberField(
        label=label,
        min_value=least,
        max_value=rules.MOST_YUAN,
        decimal_places=2,
        required=False,
        help_text=help_text,
        widget=forms.TextInput(attrs={"class": "form-control", "inputmode": "decimal", "autocomplete": "off"}),
    )


def _words(label: Any, *, rows: int = 3, most: int = rules.WORDS_MOST, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, help_text=help_text)


def _line(label: Any, *, most: int, required: bool = True, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget, help_text=help_text)


def _moment(label: Any, *, help_text: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"class": "form-control", "type": "datetime-local"})
    return forms.DateTimeField(label=label, required=False, widget=widget, help_text=help_text)


class AlternativesForm(forms.Form):
    """Two offers; each may have been taken from a past one, whose key is kept with it."""

    first_words = _words(_("First alternative"))
    first_amount = _yuan(_("Amount of the first alternative"), least=NONE)
    second_words = _words(_("Second alternative"))
    second_amount = _yuan(_("Amount of the second alternative"), least=NONE)
    first_precedent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    second_precedent = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)

    def plan(self, which: str) -> Plan:
        said = self.cleaned_data
        return Plan(said[f"{which}_words"], said[f"{which}_amount"], said[f"{which}_precedent"])


class SearchForm(forms.Form):
    q = forms.CharField(max_length=60, required=False)


class ChoiceForm(forms.Form):
    choice = forms.ChoiceField(
        label=_("The customer"), choices=Choice.choices, widget=forms.RadioSelect(attrs={"class": "form-check-input"})
    )
    words = _words(_("What the customer said"))
    asked_at = _moment(_("Asked on"), help_text=_("Empty for now."))


class MediationForm(forms.Form):
    agreed = forms.ChoiceField(
        label=_("What it came to"),
        choices=[("yes", _("An agreement")), ("no", _("No agreement; the make-up follows"))],
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    words = _words(_("What was agreed, or what was talked over"))
    amount = _yuan()

    def clean_agreed(self) -> bool:
        return bool(self.cleaned_data["agreed"] == "yes")


class PlanForm(forms.Form):
    """`kind` is what is planned: a refund has no empty amount."""

    words = _words(_("What is done for the customer"))
    amount = _yuan()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind in rules.PAYS_MONEY:
            self.fields["amount"].required = True
            self.fields["amount"].help_text = _("In yuan, such as 128.50.")

    def plan(self) -> Plan:
        return Plan(self.cleaned_data["words"], self.cleaned_data["amount"])


class DeliverForm(forms.Form):
    amount = _yuan(_("Amount paid"), _("As it was approved."), least=NONE)
    proof = _line(_("Receipt number"), most=rules.PROOF_MOST, required=False, help_text=_("Or attach the receipt."))
    file = forms.FileField(
        label=_("Receipt"), required=False, widget=forms.ClearableFileInput(attrs={"class": "form-control"})
    )


class LetterForm(forms.Form):
    version = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    text = _words(
        _("Text of the letter"),
        rows=16,
        most=rules.LETTER_MOST,
        help_text=_("These are filled in: %(places)s") % {"places": " ".join(f"{{{name}}}" for name in rules.PLACES)},
    )


class SendForm(forms.Form):
    how = _line(_("How it was sent"), most=80, help_text=_("Such as by express with its number, or handed over."))
    sent_at = _moment(_("Sent on"), help_text=_("Empty for now."))
