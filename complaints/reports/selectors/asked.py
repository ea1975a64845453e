"""What a report is asked about, and where the tickets behind its figures are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from django.utils.translation import gettext as _

from complaints.reports.rules.table import Cell
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import worklist_address
from core.periods.rules import Period
from org.units.models import Unit, below_any
from org.units.rules import STEP_WIDTH, unit_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

Tally = TypeVar("Tally")


@dataclass(frozen=True)
class Place:
    """A unit as tickets remember it: today's name and code, and whether it hangs elsewhere today."""

    path: str
    name: str
    code: str
    position: int
    moved: bool = False
    itself: bool = False

    @property
    def filters(self) -> dict[str, object]:
        """The filters of the worklist for tickets there."""
        if self.moved:
            return {"within": [self.path]}
        return {"unit": self.code, "region_exact": "1"} if self.itself else {"unit": self.code}


@dataclass(frozen=True)
class Asked:
    """A unit with everything below it, and the period; `now` decides what is overdue, `reader` who is named."""

    unit: Unit
    period: Period
    now: dt.datetime
    reader: Person

    @property
    def received(self) -> dict[str, object]:
        """Filters of the tickets received in the period."""
        return received(self.period)

    @property
    def whole(self) -> Place:
        return Place(self.unit.path, _("Total"), self.unit.code, 0)

    def tickets(self) -> ComplaintQuerySet:
        """All tickets there that count, of every time: to be narrowed by a period."""
        return Complaint.objects.counted().at_or_below(self.unit)

    def related(self, rows: QuerySet[Any], complaint: str) -> QuerySet[Any]:
        """Rows of a ticket's relation, of the same tickets."""
        there = below_any(f"{complaint}__unit_path", [self.unit.path])
        return rows.filter(there).exclude(**{f"{complaint}__state": "void"})


def received(period: Period) -> dict[str, object]:
    if period.length == 1:
        return {"month": period.first.words}
    return {"from_": period.first.words, "to": period.last.words}


def count(value: int, place: Place | None = None, /, **filters: object) -> Cell:
    """A number of tickets and the way to them; nothing opens nothing."""
    where = place.filters if place else {}
    return Cell(value, worklist_address(**(where | filters)) if value else "")


def by_child(tallies: Mapping[str, Tally], unit: Unit) -> dict[str, Tally]:
    """Tallies by the unit directly below; those of `unit` itself stay with it."""
    found: dict[str, Tally] = {}
    for path, tally in tallies.items():
        child = path[: len(unit.path) + STEP_WIDTH]
        found[child] = found[child] + tally if child in found else tally  # type: ignore[operator]
    return found


def places(paths: Iterable[str], unit: Unit, *, exact: bool = False) -> dict[str, Place]:
    """Places by path in the order of the units, one query; `exact` ones stand for themselves alone.

    What `unit` received without passing it on is called its own.
    """
    paths = list(paths)
    units = Unit.objects.in_bulk({unit_id(path) for path in paths})
    found = [_place(path, units[unit_id(path)], unit, exact=exact, alone=len(paths) == 1) for path in paths]
    return {place.path: place for place in sorted(found, key=lambda one: (one.position, one.path))}


def _place(path: str, known: Unit, top: Unit, *, exact: bool, alone: bool) -> Place:
    is_top = path == top.path
    name = _("%(unit)s itself") % {"unit": known.name} if is_top and not alone else known.name
    return Place(
        path=path,
        name=name,
        code=known.code,
        position=-1 if is_top else known.position,
        moved=known.path != path,
        itself=is_top or exact,
    )
