"""Where the tickets behind each figure are: the worklist with exactly the filters that were counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.tickets.selectors import worklist_address
from org.units.rules import is_at_or_below

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from complaints.tickets.choices import ErrorSide
    from core.periods.rules import Period
    from kpi.reports.rules.errors import Node
    from org.units.models import Unit


@dataclass(frozen=True)
class Addresses:
    """Addresses for one unit and period; all empty for a reader who may not see tickets."""

    unit: Unit
    period: Period
    shown: bool = True

    def tickets(self, unit: str = "", /, **filters: object) -> str:
        """Tickets of the period at or below the unit (or another one), narrowed by worklist filters."""
        if not self.shown:
            return ""
        return worklist_address(unit=unit or self.unit.code, **self._months(), **filters)

    def of_region(self, node: Node, *, itself: bool, **filters: object) -> str:
        """Tickets received at or below a unit of then, or at that very unit."""
        if node.moved:
            return self.tickets(within=[node.path], **filters)
        return self.tickets(node.code, region_exact="1" if itself else "", **filters)

    def of_errors(self, node: Node, *, itself: bool, side: ErrorSide | None = None) -> str:
        """Tickets of the unit with an error at or below a unit of then, or at that very one.

        A unit outside the report's own has a row for itself alone.
        """
        exact = itself or not is_at_or_below(node.path, self.unit.path)
        narrowed = {"error": side, "error_exact": "1" if exact else ""}
        if node.moved:
            return self.tickets(error_within=[node.path], **narrowed)
        return self.tickets(error_unit=node.code, **narrowed)

    def of_regions(self, paths: Sequence[str]) -> str:
        """Tickets received at or below any of these units of then; empty where there are none."""
        return self.tickets(within=sorted(paths)) if paths else ""

    def of_other_regions(self, paths: Sequence[str]) -> str:
        """Tickets received at none of these units of then, nor below them; empty where there are none."""
        return self.tickets(without=sorted(paths)) if paths else ""

    def of_other_causes(self, codes: Sequence[str]) -> str:
        """Tickets whose cause is filled in and none of these; empty where there are none."""
        return self.tickets(cause_not=list(codes)) if codes else ""

    def changed_after(self, moment: dt.datetime) -> str:
        """Tickets with an entry in their trail since, void ones too."""
        return self.tickets(state="all", changed=moment.isoformat())

    def of(self, period: Period) -> Addresses:
        """The same for another period."""
        return Addresses(self.unit, period, self.shown)

    def _months(self) -> dict[str, str]:
        if self.period.length == 1:
            return {"month": self.period.first.words}
        return {"from_": self.period.first.words, "to": self.period.last.words}
