"""A week of a hall's roster as a sheet, one line a shift, with what speaks against it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.defaultfilters import date as as_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exports.registry import Column, listing
from core.refusals import Refusal
from halls.premises.models import Premises
from halls.rosters import rules
from halls.rosters.choices import Conflict
from halls.rosters.models import Shift
from halls.rosters.selectors import week_of
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


class NoSuchWeek(Refusal):
    """The address names no hall within reach, or no week."""


@dataclass(frozen=True)
class Row:
    shift: Shift
    conflicts: list[Conflict]


def _rows(person: Person, params: Mapping[str, str]) -> list[Row]:
    halls = Premises.objects.where(person, Right.ROSTER_VIEW).select_related("unit")
    hall = halls.filter(unit__code=params.get("hall", "")).first()
    if hall is None:
        raise NoSuchWeek(_("There is no such hall within your reach."))
    try:
        day = dt.date.fromisoformat(params.get("week", ""))
    except ValueError:
        raise NoSuchWeek(_("Name a day of the week, such as 2011-01-17.")) from None
    week = week_of(hall, rules.monday_of(day))
    if not week.is_published and not person.may(Right.ROSTER_EDIT, at=hall.unit):
        return []
    return [Row(shift, week.conflicts.get(shift.pk, [])) for shift in week.shifts]


COLUMNS = [
    Column(_("Day"), lambda row: row.shift.day),
    Column(_("Weekday"), lambda row: as_date(row.shift.day, "l")),
    Column(_("Staff number"), lambda row: row.shift.person.staff_number),
    Column(pgettext_lazy("roster", "Person"), lambda row: row.shift.person.name),
    Column(pgettext_lazy("time", "From"), lambda row: f"{row.shift.starts_at:%H:%M}"),
    Column(pgettext_lazy("time", "Until"), lambda row: f"{row.shift.ends_at:%H:%M}"),
    Column(pgettext_lazy("roster", "Hours"), lambda row: row.shift.span.minutes / 60),
    Column(_("Counter"), lambda row: row.shift.counter.name if row.shift.counter else ""),
    Column(_("Post"), lambda row: row.shift.post),
    Column(_("To be looked at"), lambda row: "、".join(str(one.label) for one in row.conflicts), width=30),
    Column(_("Why it was changed"), lambda row: row.shift.changed_why, width=30),
]

listing("roster", _("Roster of a week"), Right.ROSTER_VIEW, columns=COLUMNS, rows=_rows)
