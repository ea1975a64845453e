"""What is typed to decide, to withdraw, to find, and to appoint a substitute."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.approvals.choices import Decision, RequestState


class Show(models.TextChoices):
    """The lists of requests; each is an address of its own."""

    WAITING = "waiting", _("Waiting for me")
    ASKED = "asked", _("Asked by me")
    DECIDED = "decided", _("Decided by me")
    REACH = "reach", _("All I may see")


class ListFilter(forms.Form):
    show = forms.ChoiceField(choices=Show.choices, required=False)
    kind = forms.CharField(max_length=60, required=False)
    state = forms.ChoiceField(choices=RequestState.choices, required=False)
    after = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class DecisionForm(forms.Form):
    """`step` is the key of the step that was on the page, so that a second tap never speaks in the next one."""

    decision = forms.ChoiceField(label=_("Decision"), choices=Decision.choices)
    step = forms.IntegerField(min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment"),
        max_length=1000,
        required=False,
        widget=forms.Textarea({"rows": 2, "class": "form-control"}),
    )
    password = forms.CharField(
        label=_("Your password"),
        max_length=200,
        strip=False,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "current-password", "class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("decision") in (Decision.REFUSE, Decision.RETURN) and not cleaned.get("comment"):
            self.add_error("comment", _("Say why, so that the others know what to do."))
        return cleaned

    def focus_first_error(self) -> None:
        """Let the page open at what is missing: on a phone the buttons stand far from the fields."""
        for name in self.errors:
            if name in self.fields:
                self.fields[name].widget.attrs["autofocus"] = True
                return


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput({"class": "form-control"}))


class SubstituteForm(forms.Form):
    """`person` is asked for only of those who may appoint for others."""

    person = forms.CharField(
        label=_("Staff number of the person to be replaced"),
        max_length=32,
        required=False,
        help_text=_("Empty for yourself."),
        widget=forms.TextInput({"class": "form-control"}),
    )
    substitute = forms.CharField(
        label=_("Staff number of the substitute"), max_length=32, widget=forms.TextInput({"class": "form-control"})
    )
    from_on = forms.DateField(label=_("From"), widget=forms.DateInput({"type": "date", "class": "form-control"}))
    to_on = forms.DateField(
        label=_("To and including"), widget=forms.DateInput({"type": "date", "class": "form-control"})
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, widget=forms.TextInput({"class": "form-control"}))

    def __init__(self, *args: Any, for_others: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not for_others:
            del self.fields["person"]

    def clean_person(self) -> Any:
        number = self.cleaned_data["person"]
        return _person(number) if number else None

    def clean_substitute(self) -> Any:
        return _person(self.cleaned_data["substitute"])

    def clean_from_on(self) -> dt.date:
        day: dt.date = self.cleaned_data["from_on"]
        if day.year < 2000:
            raise ValidationError(_("Enter the year with four digits."))
        return day


def _person(number: str) -> Any:
    known = get_user_model().objects.filter(is_active=True)
    found = known.filter(**{get_user_model().USERNAME_FIELD: number}).first()
    if found is None:
        raise ValidationError(_("Nobody who may sign in has this staff number."))
    return found
