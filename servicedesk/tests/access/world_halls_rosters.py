"""What the hall of the world has of rosters: a published week with a shift of the hall manager, a swap, a rule."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.premises.models import Premises
from halls.rosters.models import RosterWeek, Shift, Swap
from halls.rosters.services import add_certificate, set_duty_rule
from org.models import Person
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 14, 5, 0, tzinfo=dt.UTC)
MONDAY = dt.date(2011, 1, 17)


def add_rosters(things: dict[str, Any], hall: Premises, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts a shift and its swap among `things`: the hall manager's, asked of one of the counter staff."""
    by: dict[str, Any] = {"by": people[Role.SERVICE_MANAGER], "now": A_DAY}
    noon: dict[str, Any] = {"noon_least": 2, "noon_from": dt.time(12), "noon_until": dt.time(13)}
    certificate = mark("上岗证")[:40]
    set_duty_rule(unit=hall.unit, valid_from=MONDAY, certificate=certificate, note=mark("征期安排"), **noon, **by)
    # People of the world are posted at the branch; rows stand here without the acts that ask for the hall's own staff.
    owner, colleague = people[Role.HALL_MANAGER], people[Role.COUNTER_STAFF]
    add_certificate(person=owner, kind=certificate, until=dt.date(2011, 12, 31), unit=hall.unit, **by)
    week = RosterWeek.objects.create(
        premises=hall, monday=MONDAY, published_at=A_DAY, published_by=by["by"], reason=mark("人手不足")
    )
    shift = Shift.objects.create(
        premises=hall, week=week, day=MONDAY, person=owner, post=mark("引导台")[:40], starts_at=dt.time(8),
        ends_at=dt.time(12), changed_why=mark("顶班"), made_at=A_DAY, made_by=by["by"],
    )  # fmt: skip
    swap = Swap.objects.create(
        shift=shift, shift_version=1, asked_by=owner, asked_at=A_DAY, colleague=colleague, why=mark("家里有事")
    )
    things |= {"shift": shift, "swap": swap}


_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
_SHIFT: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["shift"].pk}
_SWAP: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["swap"].pk}
_AT_HALL = ("roster", "roster_day", "roster_copy", "roster_publish", "shift_new", "certificates", "duty_rule")

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_AT_HALL, _HALL),
    **dict.fromkeys(["api_roster", "api_roster_copy", "api_roster_publish", "api_certificates"], _HALL),
    **dict.fromkeys(
        ["shift", *(f"{door}_{act}" for door in ("shift", "api_shift") for act in ("remove", "swap"))], _SHIFT
    ),
    "api_shift_move": _SHIFT,
    **dict.fromkeys(
        ["swap", *(f"{door}_{act}" for door in ("swap", "api_swap") for act in ("answer", "decide", "withdraw"))], _SWAP
    ),
}
