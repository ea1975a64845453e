"""How much was done in time: tallies of tickets, and working hours at a rank.

Rule book 8.5 C_TIME: 及时率 = on time ÷ closed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

SECONDS = Decimal(3600)


@dataclass(frozen=True)
class Handled:
    """Tickets of one unit or grade. `closed` is in time, late and without a deadline together."""

    received: int = 0
    overdue: int = 0
    no_closing: int = 0
    in_time: int = 0
    late: int = 0
    no_due: int = 0
    paused: int = 0

    @property
    def closed(self) -> int:
        return self.in_time + self.late + self.no_due

    @property
    def judged(self) -> int:
        """Closed tickets of which can be said whether they were in time."""
        return self.in_time + self.late

    def __add__(self, other: Handled) -> Handled:
        return Handled(*(getattr(self, name) + getattr(other, name) for name in Handled.__dataclass_fields__))


def at_rank(seconds: Sequence[float], share: Decimal) -> Decimal | None:
    """Hours at the nearest rank: of n lengths in order the one at place ⌈share · n⌉; None without any."""
    if not seconds:
        return None
    place = max(ceil(share * len(seconds)), 1)
    return Decimal(str(sorted(seconds)[place - 1])) / SECONDS
