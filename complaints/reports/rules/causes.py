"""Causes from the top of their tree to its leaves: counts, shares, and how few make most (S4 5.1; S0 1.4 TOP10)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

TOP = 10


@dataclass(frozen=True)
class Counted:
    """Tickets of one cause in this period and the one before, and those with an error of our own or of a channel."""

    now: int = 0
    before: int = 0
    own: int = 0
    channel: int = 0

    def __add__(self, other: Counted) -> Counted:
        return Counted(
            self.now + other.now, self.before + other.before, self.own + other.own, self.channel + other.channel
        )


@dataclass(frozen=True)
class Branch:
    """A place in the tree; `itself` are tickets filed under a cause that has finer ones which occur too."""

    path: str
    depth: int
    counted: Counted
    itself: bool = False


def branches(counted: Mapping[str, Counted], *, step: int) -> list[Branch]:
    """Every cause that occurs and all above it, in tree order, each with what is filed below it.

    `counted` by path, whose parts are `step` signs long.
    """
    sums: dict[str, Counted] = {}
    for path, one in counted.items():
        for end in range(step, len(path) + 1, step):
            sums[path[:end]] = sums.get(path[:end], Counted()) + one
    found = []
    for path in sorted(sums):
        depth = len(path) // step - 1
        found.append(Branch(path, depth, sums[path]))
        if path in counted and sums[path] != counted[path]:
            found.append(Branch(path, depth + 1, counted[path], itself=True))
    return found


def largest(counted: Mapping[str, Counted], most: int = TOP) -> list[str]:
    """Paths by the number of this period, the larger first, ties in tree order; only those that occur in it."""
    occurring = [path for path, one in counted.items() if one.now]
    return sorted(occurring, key=lambda path: (-counted[path].now, path))[:most]


def cumulative(numbers: Sequence[int], whole: int) -> list[Decimal | None]:
    """Running shares of `whole`: the Pareto line; None out of nothing."""
    running, shares = 0, []
    for one in numbers:
        running += one
        shares.append(Decimal(running) / Decimal(whole) if whole else None)
    return shares


def added(rows: Iterable[Counted]) -> Counted:
    return sum(rows, Counted())
