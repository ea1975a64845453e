"""What customers said when they were called (S2 3.1; segments S0 1.10).

C_SAT 投诉满意率 = satisfied ÷ followed up. Who was not reached is not followed up, and never counts as satisfied.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Called:
    """Tickets by the worst answer of the period's calls; `points` is the sum of `scores` scores given.

    What is counted in SQL is nested (each includes those before it), what is shown is the difference.
    """

    asked: int = 0
    answered_or_given_up: int = 0
    reached: int = 0
    rated: int = 0
    dissatisfied: int = 0
    scored: int = 0
    to_4: int = 0
    to_6: int = 0
    to_8: int = 0
    scores: int = 0
    points: int = 0

    @property
    def waiting(self) -> int:
        return self.asked - self.answered_or_given_up

    @property
    def not_reached(self) -> int:
        return self.answered_or_given_up - self.reached

    @property
    def satisfied(self) -> int:
        return self.rated - self.dissatisfied

    @property
    def unrated(self) -> int:
        return self.reached - self.rated

    @property
    def mean(self) -> Decimal | None:
        """Of all scores given, on the scale of 1 to 10; None without one."""
        return Decimal(self.points) / Decimal(self.scores) if self.scores else None

    def __add__(self, other: Called) -> Called:
        return Called(*(getattr(self, name) + getattr(other, name) for name in Called.__dataclass_fields__))
