"""Who inspects whom in a round of cross inspection: drawn by lot, within three rules.

S3 4.4 lets districts inspect each other's halls each quarter. Nobody inspects a hall of their own; two never inspect
each other; and nobody inspects a hall they inspected in the round before.
"""

from __future__ import annotations

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

LOOKS_MOST = 20_000
"""Places tried before the draw says that it found nothing; a draw of a hundred halls looks at a few hundred."""


@dataclass(frozen=True)
class Inspector:
    """Somebody who inspects, by a key of theirs, and the paths of all units they are at home in."""

    key: int
    homes: tuple[str, ...]


@dataclass(frozen=True)
class Hall:
    """A hall to be inspected, by a key of its own, and its unit's path."""

    key: int
    path: str


@dataclass(frozen=True)
class Pair:
    inspector: int
    hall: int


class NoDraw(Exception):
    """No way to draw was found; `why` names the rule that stands in the way, `hall` the one nobody may inspect."""

    def __init__(self, why: str, *, hall: int | None = None) -> None:
        super().__init__(why)
        self.why = why
        self.hall = hall


NOBODY, TOO_FEW, ONLY_OWN, NO_WAY = "nobody", "too_few", "only_own", "no_way"


def is_own(inspector: Inspector, path: str) -> bool:
    """Whether a unit is a home of the inspector's or below one (H18)."""
    return path.startswith(inspector.homes)


def draw(inspectors: Sequence[Inspector], halls: Sequence[Hall], *, last: Collection[Pair], seed: int) -> list[Pair]:
    """One inspector for each hall, the work shared out evenly. Raises NoDraw.

    The same seed draws the same, in whatever order people and halls come. Halls that few may inspect are given out
    first, so that looking back is rare.
    """
    if not inspectors or not halls:
        raise NoDraw(NOBODY)
    if len({one.homes for one in inspectors}) < 2:
        raise NoDraw(TOO_FEW)
    inspectors, halls = sorted(inspectors, key=_key), sorted(halls, key=_key)
    lot = random.Random(seed)  # noqa: S311  # the seed is kept so that anyone can draw again; nothing is secret
    before = set(last)
    free = {
        hall.key: [one for one in inspectors if not is_own(one, hall.path) and Pair(one.key, hall.key) not in before]
        for hall in halls
    }
    for key, candidates in free.items():
        if not candidates:
            raise NoDraw(ONLY_OWN, hall=key)
    order = lot.sample(halls, len(halls))
    order.sort(key=lambda hall: len(free[hall.key]))
    search = _Search(inspectors, free, lot)
    if not search.place(order):
        raise NoDraw(NO_WAY)
    return [Pair(search.given[hall.key].key, hall.key) for hall in halls]


def _key(one: Inspector | Hall) -> int:
    return one.key


def homes_of(path: str, inspectors: Sequence[Inspector]) -> set[str]:
    """The homes that a hall lies in."""
    return {home for one in inspectors for home in one.homes if path.startswith(home)}


class _Search:
    """Places one hall after the other and takes back what leads nowhere."""

    def __init__(self, inspectors: Sequence[Inspector], free: dict[int, list[Inspector]], lot: random.Random) -> None:
        self.given: dict[int, Inspector] = {}
        self._inspectors, self._free, self._lot = inspectors, free, lot
        self._load = dict.fromkeys((one.key for one in inspectors), 0)
        # No more than an even share: ten halls among four inspectors are three at most for each.
        self._most = -(-len(free) // len(inspectors))
        self._visits: dict[tuple[str, str], int] = {}
        self._looks = 0

    def place(self, halls: Sequence[Hall]) -> bool:
        """Without calling itself, so that a thousand halls are drawn as five are."""
        tried: list[Iterator[Inspector]] = []
        at = 0
        while at < len(halls):
            if at == len(tried):
                tried.append(self._candidates(halls[at]))
            one = next((one for one in tried[at] if self._fits(one, halls[at])), None)
            if one is not None:
                self._give(one, halls[at], by=1)
                at += 1
                continue
            tried.pop()
            at -= 1
            if at < 0 or self._looks > LOOKS_MOST:
                return False
            self._give(self.given[halls[at].key], halls[at], by=-1)
        return True

    def _candidates(self, hall: Hall) -> Iterator[Inspector]:
        """Whoever has least to do comes first; among those the lot decides."""
        candidates = self._lot.sample(self._free[hall.key], len(self._free[hall.key]))
        return iter(sorted(candidates, key=lambda one: self._load[one.key]))

    def _fits(self, one: Inspector, hall: Hall) -> bool:
        self._looks += 1
        if self._looks > LOOKS_MOST or self._load[one.key] >= self._most:
            return False
        theirs = homes_of(hall.path, self._inspectors)
        return not any(self._visits.get((there, home)) for there in theirs for home in one.homes)

    def _give(self, one: Inspector, hall: Hall, *, by: int) -> None:
        self.given[hall.key] = one
        self._load[one.key] += by
        for there in homes_of(hall.path, self._inspectors):
            for home in one.homes:
                self._visits[home, there] = self._visits.get((home, there), 0) + by
