"""What a person types about a batch."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.batches.services.deciding import TITLE_MOST, WHY_MOST
from complaints.batches.services.working import PLAN_MOST
from complaints.tickets.filters import units_for
from complaints.tickets.forms import unit_choices
from org.access.choices import Right
from org.people.models import Person
from org.units.models import Unit


def _line(label: Any, *, most: int) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, widget=widget)


def _words(label: Any, *, most: int) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, widget=forms.Textarea(attrs={"class": "form-control", "rows": 4})
    )


class DecideForm(forms.Form):
    why = _line(_("Why"), most=WHY_MOST)


class OpenForm(forms.Form):
    title = _line(_("What it is about"), most=TITLE_MOST)
    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    why = _line(_("Why it is a batch"), most=WHY_MOST)

    def __init__(self, data: Any = None, *, person: Person) -> None:
        super().__init__(data)
        units = units_for(person, Right.BATCH_DECIDE)
        self._units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class AddForm(forms.Form):
    number = _line(_("Ticket number"), most=20)


class PlanForm(forms.Form):
    instead_of = forms.CharField(required=False, widget=forms.HiddenInput)
    plan = _words(_("One plan for all: what every customer is told and offered"), most=PLAN_MOST)


class AnswerForm(forms.Form):
    words = _words(_("What the customer was told"), most=PLAN_MOST)
