"""Spot tests 抽查 in figures (S3 4.4, 4.5): drawing, points out of a hundred, ranking."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.ui.rules import half_up
from halls.spottests.choices import Result

WORDS_MOST = 300
ANSWER_MOST = 1_000
REASON_MOST = 200
NAME_MOST = 60
QUESTIONS_MOST = 50
STAFF_MOST = 9_999
HUNDRED = Decimal(100)
CORRECT_LEAST = Decimal("90.0")
"""S3 4.4: of the answers of a cross inspection at least 90 % are right."""

WORTH = {Result.RIGHT.value: Decimal(1), Result.PART.value: Decimal("0.5"), Result.WRONG.value: Decimal(0)}


def drawn_from(keys: Iterable[int], count: int, *, seed: str) -> list[int]:
    """`count` of the keys in a random order that the seed gives again: who doubts a draw draws it anew."""
    return random.Random(seed).sample(sorted(keys), count)  # noqa: S311  # chance that can be repeated, no secret


def score_of(results: Sequence[str]) -> Decimal:
    """Points out of a hundred: every question weighs the same, one answered in part half of it; two decimals."""
    return half_up(HUNDRED * sum((WORTH[one] for one in results), Decimal(0)) / len(results), 2)


@dataclass(frozen=True)
class Standing:
    """How a district, hall or person did: the share of staff tested (None for one person) and the mean score."""

    key: str
    name: str
    tested: int
    staff: int | None
    points: Decimal

    @property
    def rate(self) -> Decimal | None:
        """S3 4.5 部门总抽查率: people tested ÷ staff, a ratio; None for a person, or where nobody counted the staff."""
        return Decimal(self.tested) / self.staff if self.staff else None

    @property
    def score(self) -> Decimal | None:
        """The mean of the scores; None where nobody was tested."""
        return self.points / self.tested if self.tested else None


@dataclass(frozen=True)
class Ranked:
    """`rank` is None where nobody was tested."""

    rank: int | None
    standing: Standing


def ranked(standings: Iterable[Standing]) -> list[Ranked]:
    """S3 4.5: by score, then by share tested, the higher first; who ties in both, as printed, shares a rank.

    The source's tables agree in both orders, so which of them ranks is a reading (rule book 4.5).
    """
    rows = sorted(standings, key=lambda row: (_order(row), row.key))
    found: list[Ranked] = []
    for place, row in enumerate(rows, start=1):
        ties = bool(found) and _order(found[-1].standing) == _order(row)
        rank = found[-1].rank if ties else place
        found.append(Ranked(None if row.score is None else rank, row))
    return found


def _order(row: Standing) -> tuple[bool, Decimal, Decimal]:
    score = Decimal(0) if row.score is None else half_up(row.score, 1)
    rate = Decimal(0) if row.rate is None else half_up(row.rate * 100, 1)
    return row.score is None, -score, -rate


@dataclass(frozen=True)
class CrossHall:
    """S3 4.4 in one hall: whether everybody of the front desk was asked, and what share of the answers was right."""

    name: str
    staff: int
    asked: int
    answers: int
    right: int
    recorded: int

    @property
    def is_whole(self) -> bool:
        return self.staff > 0 and self.asked >= self.staff

    @property
    def correct(self) -> Decimal | None:
        """Right answers ÷ answers; one answered in part is not right."""
        return Decimal(self.right) / self.answers if self.answers else None

    @property
    def is_met(self) -> bool:
        return self.is_whole and self.correct is not None and half_up(self.correct * 100, 1) >= CORRECT_LEAST

    @property
    def recorded_share(self) -> Decimal | None:
        """S3 4.4: training records kept, of those asked."""
        return Decimal(self.recorded) / self.asked if self.asked else None


def whole_of(halls: Sequence[CrossHall], name: str) -> CrossHall:
    """All halls as one: sums, so that its shares are ratios of sums."""
    return CrossHall(
        name,
        sum(hall.staff for hall in halls),
        sum(hall.asked for hall in halls),
        sum(hall.answers for hall in halls),
        sum(hall.right for hall in halls),
        sum(hall.recorded for hall in halls),
    )
