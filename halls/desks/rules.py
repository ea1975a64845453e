"""Utilisation of counters: handling time over open time, its bands, and half-hours. Pure functions over values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from halls.desks.choices import IDLE_ONES, Band
from org.units.rules import chain

HALF_HOUR = 1800
SLOTS = 48
WHOLE = Decimal(100)


@dataclass(frozen=True)
class Use:
    """Seconds in which counters served, and seconds in which they were open."""

    busy: int = 0
    open: int = 0

    def __add__(self, other: Use) -> Use:
        return Use(self.busy + other.busy, self.open + other.open)

    @property
    def share(self) -> Decimal | None:
        """S0 1.1: handling ÷ open; None where nothing was open. Never held to one: above it something is wrong."""
        return Decimal(self.busy) / self.open if self.open else None

    @property
    def is_over(self) -> bool:
        """More was served than was open: a counter served before it was opened or after it was signed off."""
        return self.busy > self.open


@dataclass(frozen=True)
class Cuts:
    """Per cents at which a band ends and the next begins; a value on a cut belongs to the busier band."""

    idle_until: Decimal
    relatively_idle_until: Decimal
    saturated_until: Decimal

    def __post_init__(self) -> None:
        if not is_ordered(self.idle_until, self.relatively_idle_until, self.saturated_until):
            raise ValueError(f"cut-offs ascend between 0 and 100: {self}")

    @property
    def edges(self) -> tuple[Decimal, Decimal, Decimal]:
        return self.idle_until, self.relatively_idle_until, self.saturated_until

    @property
    def spans(self) -> list[tuple[Band, Decimal, Decimal]]:
        """Each band with the per cents it lies between: the next begins where one ends, the last one has its end."""
        ends = (Decimal(0), *self.edges, WHOLE)
        return list(zip(Band, ends[:-1], ends[1:], strict=True))

    def band(self, share: Decimal | None) -> Band | None:
        """The band of a share (0.72); one above the whole is busy all the same."""
        if share is None:
            return None
        passed = sum(share * 100 >= edge for edge in self.edges)
        return list(Band)[passed]


def is_ordered(*cuts: Decimal) -> bool:
    """Whether cut-offs ascend strictly between 0 and 100, so that bands leave no gap and none is empty."""
    ends = (Decimal(0), *cuts, WHOLE)
    return all(before < after for before, after in pairwise(ends))


def halves(start: dt.datetime, end: dt.datetime, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """The half-hours (0 to 47, by the hall's clock) that a stretch of time touches, each with its seconds there."""
    local = start.astimezone(zone)
    begins = int(start.timestamp() + (local.utcoffset() or dt.timedelta()).total_seconds())
    ends = begins + max(0, int(end.timestamp()) - int(start.timestamp()))
    while begins < ends:
        step = min(ends, (begins // HALF_HOUR + 1) * HALF_HOUR)
        yield begins // HALF_HOUR % SLOTS, step - begins
        begins = step


def slot_time(slot: int) -> dt.time:
    """When a half-hour begins: 21 is 10:30."""
    return dt.time(slot // 2, slot % 2 * 30)


def slot_words(slot: int) -> str:
    return f"{slot_time(slot):%H:%M}"


@dataclass(frozen=True)
class Placed:
    """Something with its band and its way from the top of the tree of units."""

    key: int
    path: str
    share: Decimal
    band: Band | None


def pairs(placed: Sequence[Placed]) -> list[tuple[int, int]]:
    """Each busy hall with the idle one nearest to it in the tree, the least used of those equally near."""
    idle = [one for one in placed if one.band in IDLE_ONES]
    found = []
    for busy in sorted((one for one in placed if one.band == Band.BUSY), key=lambda one: -one.share):
        nearest = min(idle, key=lambda one: (-_together(busy.path, one.path), one.share), default=None)
        if nearest is not None:
            found.append((busy.key, nearest.key))
    return found


def _together(one: str, other: str) -> int:
    """How many units two paths have in common."""
    return len(set(chain(one)) & set(chain(other)))


def total(uses: Iterable[Use]) -> Use:
    """Of several: the ratio of the sums, never a mean of ratios."""
    return sum(uses, Use())
