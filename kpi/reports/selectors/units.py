"""Units as the tables of a report need them, also those that a ticket remembers from before a move."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpi.reports.rules.errors import Node
from org.units.models import Unit
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.periods.rules import Period

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
