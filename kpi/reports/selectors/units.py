"""Units as the tables of a report need them, also those that a ticket remembers from before a move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.models import Complaint
from core.periods.rules import Month
from kpi.reports.rules.errors import Node
from org.units.models import Unit
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.periods.rules import Period
    from org.people.models import Person

DEMO_CODE = "DEMO"


class UnitsOfThen:
    """Nodes by the path a ticket or a target knows, each with the unit's name of today."""

    def __init__(self, top: Unit, period: Period, paths: Iterable[str]) -> None:
        today = {unit.pk: unit for unit in Unit.objects.at_or_below(top)}
        wanted = {path for known in paths for path in chain(known)}
        strangers = {unit_id(path) for path in wanted} - today.keys()
        units = today | (Unit.objects.in_bulk(strangers) if strangers else {})
        self.nodes: dict[str, Node] = {unit.path: _node(unit, unit.path, period) for unit in today.values()}
        for path in wanted - self.nodes.keys():
            self.nodes[path] = _node(units[unit_id(path)], path, period)


def _node(unit: Unit, path: str, period: Period) -> Node:
    opened = unit.opened_on is None or unit.opened_on <= period.last_day
    closed = unit.closed_on is not None and unit.closed_on <= period.first_day
    return Node(
        path=path,
        code=unit.code,
        name=unit.name,
        kind=unit.kind,
        position=unit.position,
        has_control=unit.has_control,
        listed=opened and not closed and unit.path == path,
        moved=unit.path != path,
    )


def unit_for_report(person: Person, right: str) -> Unit | None:
    """The highest unit at which `person` holds `right`; None if there is none."""
    paths = person.paths_for(right)
    return Unit.objects.filter(path__in=paths).shallowest_first().first()


def latest_month(unit: Unit) -> Month | None:
    """The last month in which the unit received a complaint."""
    number = Complaint.objects.counted().at_or_below(unit).order_by("-month").values_list("month", flat=True).first()
    return None if number is None else Month.from_number(number)
