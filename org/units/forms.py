"""What is typed about a unit."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from org.access.choices import Right
from org.calendar.models import WorkCalendar
from org.forms import ActForm, DayField, UnitField
from org.people.models import Person
from org.units.choices import UnitKind
from org.units.models import Unit, UnitQuerySet
from org.units.rules import is_at_or_below
from org.units.selectors import directory, matching

code_shape = RegexValidator(r"^[A-Za-z0-9][A-Za-z0-9._-]*$", _("Letters, digits, dots and hyphens only."))


class TreeFilter(forms.Form):
    """Which part of the tree is shown."""

    q = forms.CharField(required=False, max_length=80)
    closed = forms.BooleanField(required=False)

    def narrow(self, units: UnitQuerySet, *, on: dt.date) -> list[Unit]:
        """Those of `units` that the filters let through, with all above each of them."""
        wanted = self.cleaned_data if self.is_valid() else {}
        shown = list(units if wanted.get("closed") else units.active(on=on))
        if not wanted.get("q"):
            return shown
        kept = matching(shown, wanted["q"], directory(shown))
        return [unit for unit in shown if unit.pk in kept]


class UnitForm(ActForm):
    """The data of a unit."""

    name = forms.CharField(label=_("Unit name"), max_length=80)
    code = forms.CharField(label=_("Unit code"), max_length=40, validators=[code_shape])
    kind = forms.ChoiceField(label=_("Kind"), choices=UnitKind)
    position = forms.IntegerField(
        label=_("Position among siblings"), min_value=0, max_value=9999, initial=0, required=False
    )
    opened_on = DayField(label=_("Active from"), required=False)
    has_control = forms.BooleanField(
        label=_("Has a control volume"),
        required=False,
        initial=True,
        help_text=_("Units without one count in totals, and are also shown left out of them."),
    )

    def clean_position(self) -> int:
        return self.cleaned_data["position"] or 0


class NewUnitForm(UnitForm):
    """A unit and where it stands."""

    field_order = ["parent"]

    def __init__(self, *args: Any, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.UNIT_EDIT).filter(closed_on=None)
        self.fields["parent"] = UnitField(places, label=_("Stands below"), empty_label=None)
        self.order_fields(self.field_order)


class MoveForm(ActForm):
    """Where a unit goes; never below itself."""

    def __init__(self, *args: Any, unit: Unit, person: Person, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = Unit.objects.where(person, Right.UNIT_EDIT).filter(closed_on=None)
        fit = [u.pk for u in places if not is_at_or_below(u.path, unit.path) and u.pk != unit.parent_id]
        self.fields["parent"] = UnitField(places.filter(pk__in=fit), label=_("New place: below"))


class CloseForm(ActForm):
    """From which day a unit is closed."""

    on = DayField(label=_("Closed from"))


class AliasForm(ActForm):
    """Other names, one a line."""

    aliases = forms.CharField(
        label=_("Aliases, one a line"),
        required=False,
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("The words that sheets use for this unit. Every import understands them."),
    )

    def clean_aliases(self) -> list[str]:
        names = [line.strip() for line in self.cleaned_data["aliases"].splitlines() if line.strip()]
        if any(len(name) > 80 for name in names):
            raise forms.ValidationError(_("An alias has at most 80 characters."))
        return names


class UnitCalendarForm(ActForm):
    """Whose working time counts."""

    calendar = forms.ModelChoiceField(
        WorkCalendar.objects.order_by("name"),
        label=_("Working calendar"),
        required=False,
        empty_label=_("The same as the unit above"),
    )
