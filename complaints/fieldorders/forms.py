"""What is typed about a field order."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.fieldorders import rules
from complaints.fieldorders.choices import CustomerTerm, ReviewResult
from org.people.models import Person
from org.units.models import Unit


def _long(label: Any, *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": 3})
    return forms.CharField(label=label, max_length=rules.WORDS_MOST, required=required, widget=widget)


def _short(label: Any, *, most: int, required: bool) -> forms.CharField:
    widget = forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=most, required=required, widget=widget)


def _select(label: Any, choices: Any = ()) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs={"class": "form-select"}))


class RecordForm(forms.Form):
    term = _select(_("Customer"), CustomerTerm.choices)
    unit = _select(_("Unit that goes"))
    place = _short(_("Place"), most=rules.PLACE_MOST, required=True)
    task = _long(_("What to do there"))

    def __init__(self, data: Any = None, *, units: list[Unit], **more: Any) -> None:
        super().__init__(data, **more)
        self._units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [(unit.code, unit.name) for unit in units]  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class OrderForm(forms.Form):
    """Several stand on one page, so each names its fields by itself."""

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{type(self).__name__.lower()}_%s")


class DispatchForm(OrderForm):
    worker = _select(_("Who goes"))

    def __init__(self, data: Any = None, *, workers: list[Person]) -> None:
        super().__init__(data)
        self._workers = {one.staff_number: one for one in workers}
        choices = [(number, f"{one.name} · {number}") for number, one in self._workers.items()]
        self.fields["worker"].choices = choices  # type: ignore[attr-defined]

    def clean_worker(self) -> Person:
        return self._workers[self.cleaned_data["worker"]]


class DoneForm(OrderForm):
    words = _long(_("What was done"))


class ReviewForm(OrderForm):
    review = forms.ChoiceField(
        label=_("What the customer says on the phone"),
        choices=ReviewResult.choices,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    words = _long(_("What the customer said"))
    recording = _short(_("Recording number"), most=60, required=False)


class CancelForm(OrderForm):
    reason = _long(_("Why nobody goes"))
