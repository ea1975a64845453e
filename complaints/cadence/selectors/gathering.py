"""Reading tickets for a sheet: those of a unit, as they stood when a period ended, spread over the units below."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from complaints.cadence.rules import Draft
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint, ComplaintQuerySet
from org.units.models import Unit
from org.units.rules import STEP_WIDTH, after, unit_id

ALL, OWN = "all", "own"
"""Rows of a section by unit: the whole, and what is of the unit itself and of none below it."""

LISTED_MOST = 50
Pairs = Iterable[tuple[int, str]]


def below(unit: Unit) -> ComplaintQuerySet:
    """Tickets at or below `unit` that count; at a top of the tree the bounds are said so that no index is misled."""
    rows = Complaint.objects.counted()
    if len(unit.path) == STEP_WIDTH:
        return rows.exclude(unit_path__lt=unit.path).exclude(unit_path__gte=after(unit.path))
    return rows.at_or_below(unit)


def standing(rows: ComplaintQuerySet, *, at: dt.datetime) -> ComplaintQuerySet:
    """Those that were open at `at`, by what is known now: open still, or closed since."""
    return rows.filter(Q(state=State.OPEN) | Q(state=State.CLOSED, closed_at__gte=at), received_at__lt=at)


class Spread:
    """Figures of a section for `unit` and for each unit directly below it, as tickets remember where they were."""

    def __init__(self, draft: Draft, section: str, unit: Unit) -> None:
        self.draft, self.section, self.unit = draft, section, unit
        self._width = len(unit.path) + STEP_WIDTH
        children = Unit.objects.filter(parent=unit).order_by("position", "name", "pk")
        self._names = dict(children.values_list("pk", "name"))

    def put(self, column: str, pairs: Pairs) -> None:
        """A figure from (ticket, path) pairs; a ticket that comes twice counts as the two things it stands for."""
        found: dict[str, list[int]] = defaultdict(list)
        found[ALL] = []
        for pk, path in pairs:
            found[ALL].append(pk)
            found[path[: self._width]].append(pk)
        for place, tickets in found.items():
            row, name = self._row(place)
            self.draft.put(self.section, row, column, tickets, name=name, count=len(tickets))
        self.draft.arrange(self.section, [ALL, OWN, *map(str, self._names)])

    def rows(self, column: str, rows: ComplaintQuerySet) -> None:
        """A figure from tickets, each once."""
        self.put(column, rows.order_by().values_list("pk", "unit_path").distinct())

    def leave_unset(self, columns: Iterable[str]) -> None:
        """For every row that there is."""
        for row in list(self.draft.sections[self.section]):
            for column in columns:
                self.draft.leave_unset(self.section, row, column)

    def _row(self, place: str) -> tuple[str, str]:
        if place in (ALL, self.unit.path):
            return (ALL if place == ALL else OWN), self.unit.name
        number = unit_id(place)
        if number not in self._names:
            self._names[number] = Unit.objects.filter(pk=number).values_list("name", flat=True).first() or str(number)
        return str(number), self._names[number]
