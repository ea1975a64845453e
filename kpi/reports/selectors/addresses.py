"""Where the tickets behind each figure are: the worklist with exactly the filters that were counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.tickets.selectors import worklist_address

if TYPE_CHECKING:
    from kpi.periods.rules import Period


@dataclass(frozen=True)
class Addresses:
    """Addresses for one unit and period; all empty for a reader who may not see tickets."""

    unit: str
    period: Period
    shown: bool = True

    def tickets(self, *, unit: str = "", **filters: str) -> str:
        """Tickets of the period at or below the unit (or another one), narrowed by worklist filters."""
        if not self.shown:
            return ""
        return worklist_address(unit=unit or self.unit, **self._months(), **filters)

    def of(self, period: Period) -> Addresses:
        """The same for another period."""
        return Addresses(self.unit, period, self.shown)

    def _months(self) -> dict[str, str]:
        if self.period.length == 1:
            return {"month": self.period.first.words}
        return {"from_": self.period.first.words, "to": self.period.last.words}
