"""What is typed about a view, and which columns a list shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from complaints.tickets.filters import units_for
from complaints.tickets.forms import unit_choices
from complaints.worklist.columns import ALWAYS, COLUMNS, Column
from complaints.worklist.saved.models import SavedView
from complaints.worklist.saved.services import NAME_MOST
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit


class ViewForm(forms.Form):
    name = forms.CharField(
        label=_("Name of the view"),
        max_length=NAME_MOST,
        widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"}),
    )
    unit = forms.ChoiceField(
        label=_("Shared with"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
        help_text=_("Everybody at this unit and below finds the view; each still sees only the tickets of own units."),
    )
    is_first = forms.BooleanField(
        label=_("Open the worklist with this view"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )

    def __init__(self, data: Any = None, *, person: Person, view: SavedView | None = None) -> None:
        known = {"name": view.name, "unit": view.unit.code if view.unit else ""} if view else {}
        super().__init__(data, initial=known)
        self.units = units_for(person, Right.VIEW_SHARE)
        self.kept = view.unit if view else None
        shared = unit_choices(self.units)
        if view and view.unit and not person.may(Right.VIEW_SHARE, at=view.unit):
            shared.append((view.unit.code, view.unit.name))
        if view:
            del self.fields["is_first"]
        if shared:
            self.fields["unit"].choices = [("", _("Only me")), *shared]  # type: ignore[attr-defined]
        else:
            del self.fields["unit"]

    def clean_unit(self) -> Unit | None:
        """A unit that the owner no longer answers for stays what it is: whether it may, the act says."""
        code = self.cleaned_data["unit"]
        if self.kept and code == self.kept.code:
            return self.kept
        return self.units.filter(code=code).first() if code else None


@dataclass(frozen=True)
class Place:
    """One line of the form of columns."""

    code: str
    heading: str | Promise
    chosen: bool
    fixed: bool
    place: int


def places(chosen: Iterable[Column]) -> list[Place]:
    """Every column there is: those shown in their order, then the others."""
    shown = [column.code for column in chosen]
    codes = [*shown, *(code for code in COLUMNS if code not in shown)]
    return [
        Place(code, COLUMNS[code].heading, code in shown, code == ALWAYS, at) for at, code in enumerate(codes, start=1)
    ]


def columns_from(said: Mapping[str, str], ticked: Iterable[str]) -> list[str]:
    """The ticked columns in the order of the numbers beside them; a number that is none comes last."""

    def place(code: str) -> int:
        words = said.get(f"place-{code}", "")
        return int(words) if words.isdecimal() and len(words) < 4 else 999

    return sorted((code for code in ticked if code in COLUMNS), key=place)
