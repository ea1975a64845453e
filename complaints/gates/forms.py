"""What a person types at a gate."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.gates.services.difficult import PURPOSE_MOST
from complaints.gates.services.excessive import REASON_MOST
from complaints.gates.services.reports import WORDS_MOST
from complaints.tickets.filters import units_for
from complaints.tickets.forms import unit_choices
from org.access.choices import Right
from org.people.models import Person
from org.people.selectors import colleague
from org.units.models import Unit


def _words(label: Any, *, most: int) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"class": "form-control", "rows": 5})
    )


def _line(label: Any, *, most: int, help_text: Any = "") -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget, help_text=help_text)


def _day(label: Any) -> forms.DateField:
    return forms.DateField(
        label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"})
    )


class ReportForm(forms.Form):
    words = _words(_("What was done, and why the customer stays dissatisfied"), most=WORDS_MOST)


class RefuseForm(forms.Form):
    reason = _words(_("Why the demand is excessive"), most=REASON_MOST)


class ReviewForm(forms.Form):
    purpose = _line(_("Purpose of the entry"), most=PURPOSE_MOST)
    expires_on = _day(_("Until, a year at most"))


class EndForm(forms.Form):
    why = _line(_("Why not any more"), most=PURPOSE_MOST)


class ListForm(ReviewForm):
    phone = _line(_("Phone"), most=40)
    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    reviewer = _line(_("Reviewer"), most=40, help_text=_("Staff number of a colleague who may see this list."))

    field_order = ("phone", "unit", "purpose", "reviewer", "expires_on")

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        self.person = person
        units = units_for(person, Right.DIFFICULT_EDIT)
        self._units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]

    def clean_reviewer(self) -> Person:
        found = colleague(self.person, Right.DIFFICULT_EDIT, self.cleaned_data["reviewer"])
        if found is None:
            raise forms.ValidationError(_("There is nobody with this staff number here."))
        return found
