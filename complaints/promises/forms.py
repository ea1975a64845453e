"""What is typed about a promise."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.promises import rules
from org.people.models import Person


def _long(label: Any, *, most: int, required: bool) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


class PromiseForm(forms.Form):
    words = _long(_("What was promised"), most=rules.WORDS_MOST, required=True)
    due_at = forms.DateTimeField(
        label=_("Until"),
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"class": "form-control", "type": "datetime-local"}),
    )
    owner = forms.ChoiceField(label=_("Who sees to it"), widget=forms.Select(attrs={"class": "form-select"}))

    def __init__(self, data: Any = None, *, owners: list[Person], person: Person, **more: Any) -> None:
        super().__init__(data, initial={"owner": person.staff_number}, **more)
        self._owners = {one.staff_number: one for one in owners}
        choices = [(number, f"{one.name} · {number}") for number, one in self._owners.items()]
        self.fields["owner"].choices = choices  # type: ignore[attr-defined]

    def clean_owner(self) -> Person:
        return self._owners[self.cleaned_data["owner"]]


class KeepForm(forms.Form):
    how = _long(_("How it was kept"), most=rules.HOW_MOST, required=False)


class BreakForm(forms.Form):
    how = _long(_("Why it was not kept"), most=rules.HOW_MOST, required=True)


class ReleaseForm(forms.Form):
    how = _long(_("What the customer said"), most=rules.HOW_MOST, required=True)
