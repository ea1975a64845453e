"""What the hall of the world has of desks: bands, an agent's day, a plan of seats."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from halls.agents.models import AgentDay
from halls.agents.services import set_goal
from halls.desks.services import set_bands
from halls.premises.models import Premises
from halls.staffing.models import PlannedHalf, StaffingPlan
from org.models import Person
from org.people.choices import Role

A_DAY = dt.datetime(2011, 1, 17, 4, 0, tzinfo=dt.UTC)


def add_desks(things: dict[str, Any], hall: Premises, people: dict[str, Person], mark: Callable[[str], str]) -> None:
    """Puts the agent and the plan among `things`."""
    made: dict[str, Any] = {"by": people[Role.SERVICE_MANAGER], "now": A_DAY}
    cuts = {"idle_until": Decimal(40), "relatively_idle_until": Decimal(60), "saturated_until": Decimal(85)}
    set_bands(unit=hall.unit, valid_from=A_DAY.date(), note=mark("年初会议"), **cuts, **made)
    asked = {"talk_from": Decimal(69), "talk_until": Decimal(74), "calls_a_day": 70, "minutes_a_call": Decimal(5)}
    set_goal(unit=hall.unit, valid_from=A_DAY.date(), wording=mark("分公司通知"), **asked, **made)
    agent = people[Role.CALLER]
    AgentDay.objects.create(
        agent=agent, unit=hall.unit, day=A_DAY.date(), calls=70, talk_seconds=21_000, duty_seconds=28_800,
        transfers=4, solved=60, entered_at=A_DAY,
    )  # fmt: skip
    plan = StaffingPlan.objects.create(
        premises=hall, weekday=0, valid_from=A_DAY.date(), looked_from=dt.date(2010, 12, 1),
        looked_until=dt.date(2011, 1, 16), days_counted=6, visits_counted=240, handling_seconds=480, wait_minutes=10,
        goal_share=Decimal(90), note=mark("春节前"), made_at=A_DAY, made_by=people[Role.SERVICE_MANAGER],
    )  # fmt: skip
    PlannedHalf.objects.create(plan=plan, slot=21, arrivals=Decimal(12), by_goal=5, seats=5)
    things |= {"agent": agent, "staffing_plan": plan}


_HALL: dict[str, Callable[[Any], Any]] = {"code": lambda world: world.hall.code}
_PLAN: dict[str, Callable[[Any], Any]] = {"pk": lambda world: world.things["staffing_plan"].pk}
_AGENT: dict[str, Callable[[Any], Any]] = {"staff_number": lambda world: world.things["agent"].staff_number}

ARGUMENTS: dict[str, dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(["desk_bands", "hall_desks", "api_hall_desks", "agent_goal"], _HALL),
    **dict.fromkeys(["staffing_hall", "api_staffing_hall", "api_staffing_need"], _HALL),
    **dict.fromkeys(["staffing_plan", "api_staffing_plan"], _PLAN),
    "agent": _AGENT,
}
