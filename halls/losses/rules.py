"""失分分析: where points were lost, again and again, and who saw it and who did not. Values only.

S0 1.2 names halls under 95, those with full marks, the mean by dimension, the spread, and a table of what was seen
item by item with the halls. All scores are Decimals on a scale of 100; rounding is for display.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from halls.checks.choices import Averages, CheckKind
from halls.checks.rules import FULL, ZERO, is_named

PERIODS_LOOKED_BACK = 6
"""How far back a loss is followed to say how often in a row it was found."""


@dataclass(frozen=True)
class HallScores:
    """The checks of one hall in a period, or of several together: counts and sums, so that they add up."""

    checks: int = 0
    scored: int = 0
    sum: Decimal = ZERO
    earned: Decimal = ZERO
    possible: Decimal = ZERO
    least: Decimal | None = None
    most: Decimal | None = None
    full: int = 0

    @property
    def unscored(self) -> int:
        """Visits without a score are counted as such, never as 0."""
        return self.checks - self.scored

    def mean(self, averages: str) -> Decimal | None:
        """None where nothing was scored. The two means differ, so a page prints which one it shows."""
        if averages == Averages.POOLED:
            return FULL * self.earned / self.possible if self.possible else None
        return self.sum / self.scored if self.scored else None


def together(those: Iterable[HallScores]) -> HallScores:
    kept = list(those)
    return HallScores(
        checks=sum(one.checks for one in kept),
        scored=sum(one.scored for one in kept),
        sum=sum((one.sum for one in kept), ZERO),
        earned=sum((one.earned for one in kept), ZERO),
        possible=sum((one.possible for one in kept), ZERO),
        least=min((one.least for one in kept if one.least is not None), default=None),
        most=max((one.most for one in kept if one.most is not None), default=None),
        full=sum(one.full for one in kept),
    )


def spread(scores: Iterable[Decimal | None]) -> Decimal | None:
    """S0 1.2: the best hall's score less the worst one's; None where fewer than two halls have one."""
    known = [score for score in scores if score is not None]
    return max(known) - min(known) if len(known) > 1 else None


@dataclass(frozen=True)
class Standing:
    """Which halls have full marks, and which are named (S0-M1). `unset` have a score but nobody set them a line."""

    full: list[int] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    unset: list[int] = field(default_factory=list)


def standing(scores: Mapping[int, Decimal | None], lines: Mapping[int, Decimal]) -> Standing:
    """By hall: its mean and the line in force for it. A hall exactly at the line is not named."""
    found = Standing()
    for hall, score in scores.items():
        if score is None:
            continue
        if score == FULL:
            found.full.append(hall)
        if hall not in lines:
            found.unset.append(hall)
        elif is_named(score, lines[hall]):
            found.named.append(hall)
    return found


@dataclass(frozen=True)
class Loss:
    """One item at one hall in a period. `zero` are findings that cost nothing (S0-M2)."""

    code: str
    hall: int
    words: str
    dimension: str
    section: str
    asked: int
    findings: int
    zero: int
    lost: Decimal


@dataclass(frozen=True)
class ItemLoss:
    """One item at all halls together, the hall that lost most in front."""

    code: str
    words: str
    dimension: str
    section: str
    asked: int
    findings: int
    zero: int
    lost: Decimal
    halls: list[Loss]

    @property
    def share(self) -> Decimal:
        """How many of those asked were findings, 0 to 1."""
        return Decimal(self.findings) / self.asked if self.asked else ZERO


def by_item(losses: Iterable[Loss]) -> list[ItemLoss]:
    """Items with findings, what cost most first, then what was found most often."""
    kept: dict[str, list[Loss]] = {}
    for loss in losses:
        kept.setdefault(loss.code, []).append(loss)
    items = [_item(those) for those in kept.values()]
    return sorted((one for one in items if one.findings), key=lambda one: (-one.lost, -one.findings, one.code))


def _item(losses: Sequence[Loss]) -> ItemLoss:
    first = losses[0]
    return ItemLoss(
        code=first.code,
        words=first.words,
        dimension=first.dimension,
        section=first.section,
        asked=sum(one.asked for one in losses),
        findings=sum(one.findings for one in losses),
        zero=sum(one.zero for one in losses),
        lost=sum((one.lost for one in losses), ZERO),
        halls=sorted((one for one in losses if one.findings), key=lambda one: (-one.lost, -one.findings, one.hall)),
    )


def in_a_row(found: Sequence[bool]) -> int:
    """How many periods in a row up to the last one something was found; `found` oldest first."""
    count = 0
    for was in reversed(found):
        if not was:
            break
        count += 1
    return count


# Who saw it: the hall itself, another hall, the branch's supervision, a shopper.

SIDES: dict[str, tuple[str, ...]] = {
    "self": (CheckKind.DAILY, CheckKind.PATROL),
    "peer": (CheckKind.CROSS,),
    "branch": (CheckKind.SUPERVISION, CheckKind.MULTIMEDIA),
    "mystery": (CheckKind.MYSTERY,),
}


@dataclass(frozen=True)
class Seen:
    """How often one side looked at an item, and how often it found something."""

    asked: int
    findings: int

    @property
    def share(self) -> Decimal | None:
        return Decimal(self.findings) / self.asked if self.asked else None


@dataclass(frozen=True)
class Gap:
    """One item by side. `gap` is what shoppers found more often than the hall itself, as a difference of shares."""

    code: str
    words: str
    sides: dict[str, Seen]

    @property
    def gap(self) -> Decimal | None:
        own, others = self.sides["self"].share, self.sides["mystery"].share
        return None if own is None or others is None else others - own


def gaps(seen: Mapping[str, tuple[str, Mapping[str, Seen]]]) -> list[Gap]:
    """Items that at least two sides looked at, the widest gap first; those without one at the end."""
    nothing = Seen(0, 0)
    found = [
        Gap(code, words, {side: sides.get(side, nothing) for side in SIDES})
        for code, (words, sides) in seen.items()
        if sum(1 for one in sides.values() if one.asked) > 1
    ]
    return sorted(found, key=lambda one: (one.gap is None, -(one.gap or ZERO), one.code))
