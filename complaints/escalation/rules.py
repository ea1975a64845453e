"""Who stands at which level of the chain, and when a rung is due (S0 1.13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from complaints.escalation.choices import Counted, Line, Occasion, Trigger
from complaints.tickets.choices import Channel, EventKind
from org.people.choices import Role

FIRST, LAST = 1, 5

CHAIN: Mapping[Line, Mapping[int, Role]] = {
    Line.BRANCH: {
        1: Role.HANDLER,
        2: Role.SERVICE_MANAGER,
        3: Role.MARKET_MANAGER,
        4: Role.DEPUTY_GENERAL_MANAGER,
        5: Role.MARKET_MANAGER,
    },
    Line.CALL_CENTRE: {
        1: Role.HANDLER,
        2: Role.TEAM_LEADER,
        3: Role.CALL_CENTRE_SUPERVISOR,
        4: Role.CALL_CENTRE_DIRECTOR,
        5: Role.MARKET_MANAGER,
    },
}
"""S0 1.13: two parallel lines; the last level is the market department, by a written liaison form."""

FROM_THE_LAST = frozenset({Role.MARKET_MANAGER, Role.GENERAL_MANAGER})
"""Above the last level nobody stands: what came to the market department, it or the general manager gives back."""

OCCASION_OF_CHANNEL = {Channel.MEDIA: Occasion.MEDIA, Channel.REGULATOR: Occasion.REGULATOR}


@dataclass(frozen=True)
class Draft:
    """A rung as the source has it; it names no times, so no draft climbs by time."""

    level: int
    trigger: Trigger
    roles: tuple[Role, ...]
    occasion: str = ""
    liaison_form: bool = False
    urgent: bool = False


def first_draft(line: Line) -> list[Draft]:
    """S0 1.13 as rungs: each level by hand, the events at once.

    Media goes up the chain, to the general office and to the market department at once; a batch goes up the chain
    and then to the market department in writing. For the others the source names only the chain.
    """
    chain = CHAIN[line]
    up = tuple(chain[level] for level in range(2, LAST))
    at_once = {
        Occasion.MEDIA: tuple(dict.fromkeys((*up, Role.GENERAL_OFFICE, Role.MARKET_MANAGER))),
        Occasion.REGULATOR: up,
        Occasion.BATCH: up,
        Occasion.ZERO_TOLERANCE: up,
    }
    return [
        *(Draft(level, Trigger.HAND, (role,), liaison_form=level == LAST) for level, role in chain.items()),
        *(Draft(LAST - 1, Trigger.EVENT, roles, occasion, urgent=True) for occasion, roles in at_once.items()),
        Draft(LAST, Trigger.EVENT, (chain[LAST],), Occasion.BATCH, liaison_form=True, urgent=True),
        Draft(2, Trigger.EVENT, (chain[2],), Occasion.REOPENED),
    ]


def may_lower(line: Line, level: int, roles: Collection[Role]) -> bool:
    """Whether somebody in `roles` stands above `level` of the line (S0 1.13); the general manager stands above all."""
    if level >= LAST:
        return not FROM_THE_LAST.isdisjoint(roles)
    stands = max((at for at, role in CHAIN[line].items() if role in roles), default=0)
    return stands > level or Role.GENERAL_MANAGER in roles


def line_of(channel: str, *, call_centre: Collection[str]) -> Line:
    """The call centre's line for tickets that came by its channels, the branch's for all others."""
    return Line.CALL_CENTRE if channel in call_centre else Line.BRANCH


def moment_of(counted: str, minutes: int, *, start: dt.datetime | None, due: dt.datetime | None) -> dt.datetime | None:
    """When a rung by time is due; None where what it is counted from is not known or stands still."""
    offset = dt.timedelta(minutes=minutes)
    match Counted(counted):
        case Counted.BEFORE_DUE:
            return due - offset if due else None
        case Counted.AFTER_DUE:
            return due + offset if due else None
        case Counted.AFTER_START:
            return start + offset if start else None


def fits(grades: str, grade: str) -> bool:
    """Whether a rung for `grades` ("BC"; empty for all, ungraded ones too) is meant for a ticket of `grade`."""
    return not grades or (grade != "" and grade in grades)


def occasion_of(kind: str, data: Mapping[str, Any]) -> Occasion | None:
    """Which occasion an event of a ticket's history is, if it is one."""
    if kind == EventKind.REOPENED:
        return Occasion.REOPENED
    if kind == EventKind.TAGGED and data.get("act") == "put" and data.get("zero_tolerance"):
        return Occasion.ZERO_TOLERANCE
    if kind == EventKind.BATCH and data.get("escalates"):
        return Occasion.BATCH
    return None
