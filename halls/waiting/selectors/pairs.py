"""Busy halls beside idle ones: whom to divert, when, and where to (S0 1.1 客户分流)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from halls.waiting.choices import Base
from halls.waiting.rules import Move, is_finding, moves
from halls.waiting.selectors.counting import HALL
from halls.waiting.selectors.reading import by_one
from halls.waiting.selectors.tables import siblings

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.waiting.rules import Tally
    from halls.waiting.selectors.asked import Asked


@dataclass(frozen=True)
class Pair:
    """A hall above its line and one beside it with room; `is_near` where both are of the same bureau."""

    busy: Premises
    idle: Premises
    is_near: bool
    moves: list[Move]
    busy_share: Decimal | None
    idle_share: Decimal | None

    @property
    def visits(self) -> Decimal:
        """How many visits a day could move in all."""
        return sum((one.visits for one in self.moves), Decimal(0))


LEAST = Decimal(1)
"""Fewer visits a day than this are nothing that anybody could direct."""


def pairs(asked: Asked) -> list[Pair]:
    """The most to move in front. Halls of the same bureau come first: others only where none of these has room."""
    halls, tallies = list(asked.halls), by_one(asked.waits.by(HALL))
    found: list[Pair] = []
    for busy in halls:
        share = tallies[busy.pk].share(Base.ALL) if busy.pk in tallies else None
        if share is None or not is_finding(share, asked.share_line(busy).share):
            continue
        same, beside = siblings(busy, halls)
        found += _with_room(asked, busy, same, tallies, is_near=True) or _with_room(
            asked, busy, beside, tallies, is_near=False
        )
    return sorted(found, key=lambda pair: -pair.visits)


def _with_room(
    asked: Asked, busy: Premises, others: list[Premises], tallies: dict[int, Tally], *, is_near: bool
) -> list[Pair]:
    lines, by_hall = {hall.pk: asked.share_line(hall).share for hall in (busy, *others)}, asked.loads
    found = []
    for idle in others:
        if idle.pk in by_hall:
            could = moves(by_hall[busy.pk], by_hall[idle.pk], busy_line=lines[busy.pk], idle_line=lines[idle.pk])
            shares = [tallies[hall.pk].share(Base.ALL) for hall in (busy, idle)]
            found.append(Pair(busy, idle, is_near, could, *shares))
    return [pair for pair in found if pair.visits >= LEAST]
