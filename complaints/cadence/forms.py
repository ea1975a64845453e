"""What is typed: which sheet to make, a department's answer, what quality is measured by, whose a cause is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import Filled, SheetKind
from complaints.cadence.selectors import branches_where
from complaints.cadence.services.answering import MEASURE_MOST
from complaints.cadence.services.measuring import SOURCE_MOST
from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets.filters import units_for
from complaints.tickets.forms import category_choices, unit_choices
from core.fields import WholeNumberField
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person

_CONTROL = {"class": "form-control", "autocomplete": "off"}
_SELECT = {"class": "form-select"}


def _select(label: Any, choices: Any = (), **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices, widget=forms.Select(attrs=_SELECT), **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"})
    return forms.DateField(label=label, widget=widget, **more)


def _number(label: Any, *, most: int, help_text: Any) -> WholeNumberField:
    widget = forms.NumberInput(attrs=_CONTROL)
    return WholeNumberField(
        label=label, min_value=1, max_value=most, required=False, help_text=help_text, widget=widget
    )


class MakeForm(forms.Form):
    """A kind, a unit where the person computes months, and a period that is over."""

    kind = _select(_("Circular or sheet"), SheetKind.choices)
    unit = _select(_("Unit"))
    period = forms.CharField(
        label=_("Period"),
        max_length=10,
        help_text=_("A day 2011-01-17, a week 2011-W03, or a month 2011-01"),
        widget=forms.TextInput(attrs=_CONTROL),
    )

    def __init__(self, data: Any = None, *, person: Person, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        units = units_for(person, Right.INDICATOR_COMPUTE)
        self._units = {unit.code: unit for unit in units}
        self.fields["unit"].choices = unit_choices(units)  # type: ignore[attr-defined]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]


class AnswerForm(forms.Form):
    measure = forms.CharField(
        label=_("Measure taken"),
        max_length=MEASURE_MOST,
        help_text=_("What changes so that it does not happen again."),
        widget=forms.Textarea(attrs={"class": "form-control", "rows": 4}),
    )
    due_on = _day(_("To be done by"))
    opens_action = forms.BooleanField(
        label=_("Open it as a corrective action"),
        required=False,
        initial=True,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )


_EMPTY = _("Empty: not counted.")


class StandardForm(forms.Form):
    valid_from = _day(_("In force from"), help_text=_("The first of a month."))
    filled = forms.MultipleChoiceField(
        label=_("Fields that must be filled"),
        choices=Filled.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    text_least = _number(_("Customer's words, at least so many characters"), most=1000, help_text=_EMPTY)
    note_least = _number(_("Outcome, at least so many characters"), most=1000, help_text=_EMPTY)
    acknowledge_minutes = _number(_("Acknowledged within so many minutes"), most=100_000, help_text=_EMPTY)
    source = forms.CharField(
        label=_("Who decided this, and where it is written"),
        max_length=SOURCE_MOST,
        widget=forms.TextInput(attrs=_CONTROL),
    )


class OwnerForm(forms.Form):
    """Whoever keeps the causes of several branches says in which one a cause belongs to nobody."""

    cause = _select(_("Cause"))
    unit = _select(_("Belongs to"), required=False)
    branch = _select(
        _("Branch"), required=False, help_text=_("Needed where the cause belongs to nobody; otherwise the unit's own.")
    )
    valid_from = _day(_("In force from"))

    def __init__(self, data: Any = None, *, person: Person, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        units = units_for(person, Right.CATEGORY_EDIT)
        self._units: dict[str, Unit] = {unit.code: unit for unit in units}
        self.fields["unit"].choices = [("", _("Nobody")), *unit_choices(units)]  # type: ignore[attr-defined]
        branches = list(branches_where(person, Right.CATEGORY_EDIT))
        self._branches = {unit.code: unit for unit in branches}
        self.fields["branch"].choices = [("", ""), *((one.code, one.name) for one in branches)]  # type: ignore[attr-defined]
        if len(branches) < 2:
            del self.fields["branch"]
        self.fields["cause"].choices = category_choices(Tree.CAUSE)  # type: ignore[attr-defined]

    def clean_branch(self) -> Unit | None:
        return self._branches.get(self.cleaned_data["branch"])

    def clean_unit(self) -> Unit | None:
        return self._units.get(self.cleaned_data["unit"])

    def clean_cause(self) -> Category:
        found = Category.objects.of(Tree.CAUSE).filter(code=self.cleaned_data["cause"]).first()
        if found is None:
            raise ValidationError(_("There is no such cause."))
        return found
