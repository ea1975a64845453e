"""A busy morning of the demo branch: what opens an emergency, one that was lived through, and the month's finding.

When it opens and who waits then is read from the visits; what was done and said is invented, as are the numbers of
the rule: the source names the procedure and the 10 %, and no other (S0 1.1). The finding's figures are the visits'
too: in January 4,181 of 13,261 at 桂花西路.
"""

from __future__ import annotations

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from core.periods.rules import Month
from halls.findings.services import make_finding
from halls.premises.models import Premises
from halls.premises.rules import is_open
from halls.premises.selectors import rule_for, windows_of
from halls.queue.models import CounterSession, Visit
from halls.queue.rules import seconds_between
from halls.rush.choices import Trigger
from halls.rush.models import Emergency, EmergencyStep
from halls.rush.rules import Measured, met
from halls.rush.selectors import HallNow, rush_rules_for
from halls.rush.services import (
    Wanted,
    add_note,
    close_emergency,
    open_by_rule,
    review_emergency,
    save_plan,
    set_rush_rule,
    settle_step,
)
from org.models import Person, Unit

LOCAL = ZoneInfo("Asia/Shanghai")
HALL, TOP = "FY-H01", "DEMO"
FIRST_DAY, LOOKS_FROM, LOOKS = 10, dt.time(9, 30), 24
"""From this day on each morning is looked through, every five minutes, for the first one on which the rule opens."""

RULE = Wanted(share_tickets=20, calm_minutes=10, escalate_minutes=30)
PLAN = (
    ("counters", "先开离门口最近的柜台"),
    ("roaming", "两人持终端受理缴费和查询"),
    ("manager", ""),
    ("divert_self", "引导到自助缴费机和网上营业厅"),
    ("divert_hall", "愿意步行的客户引导到春秋北路营业厅"),
    ("district", ""),
    ("care", "老年客户优先安排座位"),
)
SETTLED = (
    (1, 3, "done", "三号台开了"),
    (2, 6, "done", ""),
    (3, 6, "done", ""),
    (4, 9, "done", "引导了十一位"),
    (5, 12, "skipped", "客户不愿换厅"),
    (7, 15, "done", ""),
)
"""Place of the step, minutes after the opening, what became of it, and a note."""

CAUSES = {"between_times": "九点半到十点半集中", "diversion_attitude": "", "slow_it": "计费系统上午缓慢"}


def live_through_a_rush(*, units: dict[str, Unit], people: dict[str, Person], first_month: dt.date) -> None:
    """A rule and a plan for every hall, a morning on which the rule opened, looked back on, and what the month showed.

    Call once the month's visits are there.
    """
    hall = Premises.objects.select_related("unit").get(unit=units[HALL])
    leads, sets = people["DEMO-05"], people["DEMO-01"]
    begins = dt.datetime.combine(first_month, dt.time(8), tzinfo=LOCAL)
    set_rush_rule(
        unit=units[TOP], valid_from=first_month, wanted=RULE, note="演示数据，数值为虚构", by=sets, now=begins
    )
    save_plan(unit=units[TOP], steps=PLAN, version=None, by=sets, now=begins)
    _one_morning(hall, first_month, leads)
    make_finding(
        premises=hall,
        month=Month.of(first_month),
        causes=CAUSES,
        words="取号集中在上午，缴费与业务办理混排，系统缓慢的日子等候明显拉长。",
        by=leads,
        now=begins + dt.timedelta(days=33),
    )


def _one_morning(hall: Premises, first_month: dt.date, leads: Person) -> None:
    here, trigger, opened = _first_busy(hall, first_month)
    open_by_rule(here, trigger, now=opened)
    emergency = Emergency.objects.open().select_related("premises__unit").get(premises=hall)
    for place, after, state, note in SETTLED:
        step = EmergencyStep.objects.select_related("by", "emergency__premises").get(
            emergency=emergency, position=place
        )
        settle_step(step=step, state=state, note=note, **_at(opened, after, leads))
    add_note(emergency=emergency, text="两位客户对等候不满，已当面致歉并优先办理", **_at(opened, 18, leads))
    close_emergency(emergency=emergency, result="等候的客户明显减少，未引发投诉", **_at(opened, 47, leads))
    review_emergency(
        emergency=emergency,
        review="自助缴费引导最见效；忙的日子应提前多开一个柜台",
        **_at(opened, 22 * 60, leads),
    )


def _first_busy(hall: Premises, first_month: dt.date) -> tuple[HallNow, Trigger, dt.datetime]:
    """The first look at which the rule opens; a month of the demo branch always has one."""
    for day in range(FIRST_DAY, 29):
        begins = dt.datetime.combine(first_month.replace(day=day), LOOKS_FROM, tzinfo=LOCAL)
        visits = list(Visit.objects.of(hall).filter(business_day=begins.date()))
        for look in range(LOOKS):
            moment = begins + dt.timedelta(minutes=5 * look)
            here = _as_it_was(hall, visits, moment)
            trigger = met(here.conditions, here.measured) if here.conditions else None
            if trigger is not None:
                return here, trigger, moment
    raise LookupError("No morning of the month is busy.")


def _as_it_was(hall: Premises, visits: list[Visit], moment: dt.datetime) -> HallNow:
    """The hall at a moment that is over, from its visits and sessions."""
    day = moment.date()
    rule = rule_for(hall.unit, on=day)
    limit = rule.wait_minutes if rule else None
    came = [one for one in visits if one.arrived_at <= moment]
    waits = [
        seconds_between(one.arrived_at, moment) for one in came if (one.called_at or one.ended_at or moment) > moment
    ]
    seats = CounterSession.objects.filter(counter__premises=hall, opened_at__lte=moment, closed_at__gt=moment)
    measured = Measured(
        waiting=len(waits),
        longest_seconds=max(waits, default=0),
        over=sum(one > limit * 60 for one in waits) if limit else None,
        limit_minutes=limit,
        tickets=len(came),
        open_counters=seats.count(),
    )
    serves = is_open(windows_of(hall), moment, hall.time_zone)
    return HallNow(hall, day, measured, rush_rules_for([hall.unit], on=day).get(hall.unit_id), rule, serves)


def _at(opened: dt.datetime, minutes: int, by: Person) -> dict[str, Any]:
    return {"by": by, "now": opened + dt.timedelta(minutes=minutes)}
