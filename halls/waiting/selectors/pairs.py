"""Busy halls beside idle ones: whom to divert, when, and where to (S0 1.1 客户分流)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from halls.waiting.rules import Move, is_finding, moves
from halls.waiting.selectors.counting import HALL
from halls.waiting.selectors.reading import by_one
from halls.waiting.selectors.tables import loads, siblings

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.waiting.selectors.asked import Asked


@dataclass(frozen=True)
class Pair:
    """A hall above its line and one beside it with room; `is_near` where both are of the same bureau."""

    busy: Premises
    idle: Premises
    is_near: bool
    moves: list[Move]
    busy_share: Decimal
    idle_share: Decimal | None

    @property
    def visits(self) -> Decimal:
        """How many visits a day could move in all."""
        return sum((one.visits for one in self.moves), Decimal(0))


def pairs(asked: Asked) -> list[Pair]:
    """The most to move in front. Halls of the same bureau come first: others only where none of these has room."""
    halls, tallies, found = list(asked.halls), by_one(asked.waits.by(HALL)), []
    by_hall = loads(asked)
    for busy in halls:
        share = tallies[busy.pk].share(asked.base) if busy.pk in tallies else None
        line = asked.share_line(busy).share
        if share is None or not is_finding(share, line):
            continue
        for is_near, others in zip((True, False), siblings(busy, halls), strict=True):
            near = []
            for idle in others:
                could = moves(
                    by_hall.get(busy.pk, {}),
                    by_hall.get(idle.pk, {}),
                    busy_line=line,
                    idle_line=asked.share_line(idle).share,
                )
                if could:
                    idle_share = tallies[idle.pk].share(asked.base)
                    near.append(Pair(busy, idle, is_near, could, share, idle_share))
            found += near
            if near:
                break
    return sorted(found, key=lambda pair: -pair.visits)
