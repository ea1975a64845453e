"""What the demo has of desks: a month of agent-days of the outbound team, and a plan of seats for the busiest hall.

Bands of counter utilisation are left unset, as the source left them: whoever tries the demo sets them.
"""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal

from halls.agents.models import AgentDay
from halls.agents.services import put_days
from halls.premises.models import Premises
from halls.staffing.services import save_plan
from org.models import Person, Unit
from org.people.choices import Role
from org.people.services import create_person, start_posting

TEAM = "FY-WH"
PLANNED_HALL = "FY-H01"
ON_DUTY = 8 * 3600
SEED = 540074
PLAN_NOTE = "演示设定：原始资料没有写明服务目标"

# Nobody here is real and none of them has an account: staff number, name, calls and seconds a call of an ordinary day.
AGENTS = (
    ("WH-01", "俞青", 71, 296),
    ("WH-02", "柳燕", 69, 301),
    ("WH-03", "骆佳", 74, 288),
    ("WH-04", "楼斌", 66, 309),
    ("WH-05", "施琪", 58, 322),
    ("WH-06", "裘珍", 79, 281),
)
SLIP = ("WH-04", 12)
"""On this agent's day, counted from the first of the month, the switch's clock ran on: more talk than duty."""


def staff_hotline(*, units: dict[str, Unit], first_month: dt.date, now: dt.datetime) -> int:
    """Agents and their days of the first month, Mondays to Fridays; says how many days."""
    team = units[TEAM]
    since = min(first_month, now.date()) - dt.timedelta(days=365)
    chance = random.Random(SEED)  # noqa: S311  (the same month every time)
    rows: list[AgentDay] = []
    for number, name, calls, seconds in AGENTS:
        agent = create_person(staff_number=number, name=name, post="话务员", by=None, now=now)
        start_posting(person=agent, unit=team, role=Role.CALLER, starts_on=since, by=None, now=now)
        rows += [_day(agent, team, day, calls, seconds, chance, now) for day in _days(first_month) if day.weekday() < 5]
    put_days(rows)
    return len(rows)


def plan_seats(*, units: dict[str, Unit], first_month: dt.date, by: Person, now: dt.datetime) -> None:
    """A plan for the last Monday of the month from the Mondays before it, so that its page has a day to compare."""
    monday = max(day for day in _days(first_month) if day.weekday() == 0)
    save_plan(
        premises=Premises.objects.get(unit=units[PLANNED_HALL]),
        day=monday,
        looked_from=first_month,
        looked_until=monday - dt.timedelta(days=1),
        goal_share=Decimal(90),
        shrinkage=Decimal(15),
        note=PLAN_NOTE,
        by=by,
        now=now,
    )


def _day(
    agent: Person, team: Unit, day: dt.date, calls: int, seconds: int, chance: random.Random, now: dt.datetime
) -> AgentDay:
    answered = calls + chance.randint(-4, 4)
    talk = answered * (seconds + chance.randint(-9, 9))
    if (agent.staff_number, day.day) == SLIP:
        talk = ON_DUTY + 1_500
    transfers = chance.randint(1, 6)
    return AgentDay(
        agent=agent,
        unit=team,
        day=day,
        calls=answered,
        talk_seconds=talk,
        duty_seconds=ON_DUTY,
        after_call_seconds=answered * chance.randint(20, 45),
        transfers=transfers,
        solved=answered - transfers - chance.randint(0, 5),
        entered_at=now,
    )


def _days(month: dt.date) -> list[dt.date]:
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return [month + dt.timedelta(days=offset) for offset in range((following - month).days)]
