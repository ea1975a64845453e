"""The aggregate queries. Each groups over one index; nothing reads a ticket by itself.

The organisation is the one of then: tickets keep the chain of units they were received in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.db.models import Count, Exists

from complaints.tickets.choices import ErrorSide, State
from complaints.tickets.models import Complaint
from core.periods.rules import Month, Period
from kpi.volumes.rules import Tally, added
from org.units.models import Unit, below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from collections.abc import Iterable

    from complaints.tickets.models import ComplaintQuerySet


def counted_in(unit: Unit, period: Period) -> ComplaintQuerySet:
    """The tickets that every volume of the report counts."""
    return (
        Complaint.objects.counted()
        .at_or_below(unit)
        .received_in(first_month=period.first.number, last_month=period.last.number)
    )


@dataclass(frozen=True)
class Volumes:
    """Tallies by month (201101) and by the path of the ticket's own unit."""

    by_month: Mapping[int, Mapping[str, Tally]]

    def of(self, period: Period) -> dict[str, Tally]:
        """By unit path, the months of the period together."""
        return added(self.by_month.get(month.number, {}) for month in period.months)


def volumes(unit: Unit, span: Period) -> Volumes:
    """One query: received and open by month and unit path (index complaint_month_unit alone)."""
    rows = counted_in(unit, span).order_by().values_list("month", "unit_path", "state").annotate(number=Count("*"))
    by_month: dict[int, dict[str, Tally]] = defaultdict(dict)
    for month, path, state, number in rows:
        tally = Tally(number, number if state == State.OPEN else 0)
        by_month[month][path] = by_month[month].get(path, Tally()) + tally
    return Volumes(by_month)


ErrorCounts: TypeAlias = dict[ErrorSide, dict[str, int]]
"""By side and path of the erring unit."""


def errors(unit: Unit, span: Period) -> dict[int, ErrorCounts]:
    """One query: work errors by month, side and path of the erring unit (index complaint_errors)."""
    rows = (
        counted_in(unit, span)
        .exclude(error_side="")
        .order_by()
        .values_list("month", "error_side", "error_path")
        .annotate(number=Count("*"))
    )
    by_month: dict[int, ErrorCounts] = defaultdict(lambda: {side: {} for side in ErrorSide})
    for month, side, path, number in rows:
        by_month[month][ErrorSide(side)][path] = number
    return by_month


def errors_of(by_month: Mapping[int, ErrorCounts], side: ErrorSide, period: Period) -> dict[str, int]:
    """By path of the erring unit, the months of the period together."""
    together: dict[str, int] = defaultdict(int)
    for month in period.months:
        for path, number in by_month.get(month.number, {}).get(side, {}).items():
            together[path] += number
    return dict(together)


def causes(unit: Unit, period: Period) -> dict[int | None, int]:
    """One query: tickets by the id of their cause; None is "not filled"."""
    rows = counted_in(unit, period).order_by().values_list("cause").annotate(number=Count("*"))
    return dict(rows)


def monthly_volume(unit: Unit, span: Period) -> dict[int, int]:
    """One query: tickets by month (201101)."""
    rows = counted_in(unit, span).order_by().values_list("month").annotate(number=Count("*"))
    return dict(rows)


def recorded_months(unit: Unit, months: Iterable[Month]) -> set[int]:
    """Those of `months` (201101) in which the whole tree that the unit stands in received anything at all.

    Outside of these there is no data; inside them a unit without tickets has zero. One query of EXISTS.
    """
    tree = Complaint.objects.counted().filter(below_any("unit_path", chain(unit.path)[:1]))
    asked = {f"in_{month.number}": Exists(tree.filter(month=month.number)) for month in months}
    if not asked:
        return set()
    found = Unit.objects.filter(pk=unit.pk).annotate(**asked).values(*asked).get()
    return {int(name.removeprefix("in_")) for name, there in found.items() if there}


def errors_by_ticket_unit(top: Unit, span: Period) -> dict[ErrorSide, dict[str, int]]:
    """One query: work errors by side and by every unit of the ticket's chain; a unit answers for what it received."""
    rows = (
        counted_in(top, span)
        .exclude(error_side="")
        .order_by()
        .values_list("error_side", "unit_path")
        .annotate(number=Count("*"))
    )
    sides: dict[ErrorSide, dict[str, int]] = {side: defaultdict(int) for side in ErrorSide}
    for side, path, number in rows:
        for above in chain(path):
            sides[ErrorSide(side)][above] += number
    return sides
