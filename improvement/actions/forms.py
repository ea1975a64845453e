"""What is typed about corrective actions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from improvement.actions import services
from improvement.actions.choices import Show
from improvement.actions.models import Action
from improvement.actions.registry import OriginFacts
from improvement.actions.selectors import SIZES, units_to_open_at
from org.access.choices import Right
from org.people.models import Person
from org.people.selectors import colleague
from org.units.models import Unit
from org.units.rules import chain

if TYPE_CHECKING:
    from collections.abc import Mapping

INDENT = "\N{EM SPACE}"
ORIGIN = re.compile(r"\A[a-z_]+\.[a-z_]+:[0-9]{1,18}\Z")


def _long(label: Any, *, most: int, rows: int = 4, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"class": "form-control", "rows": rows})
    return forms.CharField(label=label, max_length=most, widget=widget, help_text=help_text)


class ListFilter(forms.Form):
    """What the address of the list may say; a word that means nothing is left aside."""

    show = forms.ChoiceField(choices=Show.choices, required=False)
    unit = forms.CharField(max_length=40, required=False)
    origin = forms.RegexField(ORIGIN, max_length=80, required=False)
    size = forms.TypedChoiceField(choices=[(size, size) for size in SIZES], coerce=int, required=False)
    after = forms.CharField(max_length=40, required=False)

    def __init__(self, data: Mapping[str, Any], *, person: Person) -> None:
        super().__init__(data)
        self._person = person

    def clean_unit(self) -> Unit | None:
        code = self.cleaned_data["unit"]
        found = Unit.objects.visible_to(self._person).filter(code=code).first() if code else None
        if code and found is None:
            raise ValidationError(_("There is no unit “%(code)s” here."), params={"code": code})
        return found


class OpenForm(forms.Form):
    """The unit is one where the person may open actions; the owner somebody of the person's units."""

    unit = forms.ChoiceField(label=_("Unit"), widget=forms.Select(attrs={"class": "form-select"}))
    cause = forms.CharField(
        label=_("Cause"),
        max_length=services.CAUSE_MOST,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    measure = _long(
        _("What is to be done"),
        most=services.WORDS_MOST,
        help_text=_("What changes so that it does not happen again, not what the customer is given."),
    )
    owner = forms.CharField(
        label=_("Owner's staff number"),
        max_length=32,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off", "list": "people"}),
    )
    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
    )

    def __init__(self, data: Any = None, *, person: Person, facts: OriginFacts) -> None:
        super().__init__(data, initial={"unit": facts.unit.code, "cause": facts.cause})
        self._person = person
        self._units = {unit.code: unit for unit in units_to_open_at(person)}
        top = min((len(chain(unit.path)) for unit in self._units.values()), default=1)
        self.fields["unit"].choices = [  # type: ignore[attr-defined]
            (unit.code, f"{INDENT * (len(chain(unit.path)) - top)}{unit.name}") for unit in self._units.values()
        ]

    def clean_unit(self) -> Unit:
        return self._units[self.cleaned_data["unit"]]

    def clean_owner(self) -> Person:
        found = colleague(self._person, Right.ACTION_EDIT, self.cleaned_data["owner"])
        if found is None:
            raise ValidationError(_("Nobody of your units has this staff number."))
        return found


class DoneForm(forms.Form):
    words = _long(
        _("What was done"),
        most=services.WORDS_MOST,
        help_text=_("Photos and papers that show it are added on the page of the action."),
    )


class VerifyForm(forms.Form):
    words = _long(_("What you saw, where and when"), most=services.WORDS_MOST)


class RejectForm(forms.Form):
    words = _long(_("What is still missing"), most=services.WORDS_MOST)


class CancelForm(forms.Form):
    reason = _long(_("Why it is not needed any more"), most=services.WORDS_MOST, rows=3)


class ChangeForm(forms.Form):
    """Somebody else of the person's units, another day, or both."""

    owner = forms.CharField(
        label=_("Owner's staff number"),
        max_length=32,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    due_on = forms.DateField(
        label=_("Due on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"class": "form-control", "type": "date"}),
    )
    reason = _long(_("Why the owner or the day changes"), most=services.WORDS_MOST, rows=3)

    def __init__(self, data: Any = None, *, person: Person, action: Action) -> None:
        super().__init__(data, initial={"owner": action.owner.staff_number, "due_on": action.due_on})
        self._person, self._owner = person, action.owner

    def clean_owner(self) -> Person:
        number = self.cleaned_data["owner"]
        found = (
            self._owner if number == self._owner.staff_number else colleague(self._person, Right.ACTION_EDIT, number)
        )
        if found is None:
            raise ValidationError(_("Nobody of your units has this staff number."))
        return found
