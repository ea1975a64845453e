"""The hall of the world in a rush: an emergency that lasts, and one that has ended and asks to be looked back on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from halls.premises.models import Premises
from halls.rush.services import Wanted, add_note, close_emergency, open_by_hand, save_plan, set_rush_rule, settle_step
from org.models import Person
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 3, 0, tzinfo=dt.UTC)


def add_rush(things: dict[str, Any], hall: Premises, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts both emergencies among `things`; the plan and the rule are the hall's own."""
    lead: dict[str, Any] = {"by": people[Role.HALL_MANAGER], "now": A_DAY}
    set_up: dict[str, Any] = {"by": people[Role.DISTRICT_MANAGER], "now": A_DAY}
    wanted = Wanted(share_tickets=30, calm_minutes=10, escalate_minutes=30)
    set_rush_rule(unit=hall.unit, valid_from=A_DAY.date(), wanted=wanted, note=mark("年初定"), **set_up)
    steps = [("counters", mark("先开三号台")), ("divert_hall", ""), ("care", mark("热水"))]
    save_plan(unit=hall.unit, steps=steps, version=None, **set_up)
    ended = open_by_hand(premises=hall, words=mark("系统慢"), **lead)
    close_emergency(emergency=ended, result=mark("已恢复"), **lead)
    lasting = open_by_hand(premises=hall, words=mark("发薪日"), **lead)
    settle_step(step=lasting.steps.get(position=1), state="done", note=mark("已开"), **lead)
    add_note(emergency=lasting, text=mark("客户情绪平稳"), **lead)
    things |= {"emergency": lasting, "ended_emergency": ended}


_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
_LASTING: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["emergency"].pk}
_ENDED: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["ended_emergency"].pk}
_STEP = _LASTING | {"position": lambda world: 2}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys([f"{door}emergency_{act}" for door in ("", "api_") for act in ("open", "rule", "plan")], _HALL),
    **dict.fromkeys([f"{door}emergency_{act}" for door in ("", "api_") for act in ("note", "close")], _LASTING),
    **dict.fromkeys(["emergency", "emergency_live", "api_emergency"], _LASTING),
    **dict.fromkeys(["emergency_review", "api_emergency_review"], _ENDED),
    **dict.fromkeys(["emergency_step", "api_emergency_step"], _STEP),
}
