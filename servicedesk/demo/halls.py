"""The halls of the demo branch: what they offer, who sits there, and January's visits (rule book 1.1).

The source does not say after how many minutes a wait is overtime; the demo sets ten by an ordinary dated rule, which
says so, since its pages would otherwise show nothing but that no limit is set.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.bulk import look_again
from halls.intake.services import write_visits
from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Premises, Service
from halls.premises.services import add_device, save_counter, save_service, set_rule, set_up_hall
from halls.queue.choices import SessionEnd
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from halls.waiting.services import refresh
from org.models import Person, Unit
from org.people.choices import Role
from org.people.services import create_person, start_posting
from org.units.services import set_opening_hours
from servicedesk.demo import texts
from servicedesk.demo.visits import CLOSES, OPENS, SERVICES, Places, Sitting, month_of_visits

RULE_NOTE = "演示设定：原始资料没有写明等候时限"
GIVEN = "敏静丽强磊洋艳勇军杰娟涛超霞平刚桂英华玲婷雪琴红梅云飞鹏辉"


@dataclass(frozen=True)
class DemoHall:
    """A row of 客流监控; halls that the source does not count have figures of plausible shape."""

    code: str
    tickets: int
    overtime: int
    counters: int


# S0 1.1: rows 13,261/4,181, 9,276/1,188, 7,497/1,221. They add up to 6,590 = 21.94 %; the 6,591 that S0 prints as
# their total was counted apart. January is theirs alone, so that the branch's total is the source's too.
SOURCE_HALLS = (
    DemoHall("FY-H01", 13_261, 4_181, 7),
    DemoHall("FY-H02", 9_276, 1_188, 5),
    DemoHall("FY-H03", 7_497, 1_221, 5),
)
# Counted in the month before: S0 says of two of them that their counters are idle, and of none how many came.
OTHER_HALLS = (
    DemoHall("FY-H04", 1_873, 96, 2),
    DemoHall("FY-H05", 1_642, 71, 2),
    DemoHall("FY-H06", 812, 9, 2),
    DemoHall("FY-H07", 745, 6, 2),
)
HALLS = SOURCE_HALLS + OTHER_HALLS


def open_halls(*, units: dict[str, Unit], first_month: dt.date, by: Person, now: dt.datetime) -> int:
    """Set the halls up and give them the visits of the first month, or of the one before; says how many.

    Call in a transaction.
    """
    days, before = _days_of(first_month), _days_of((first_month - dt.timedelta(days=1)).replace(day=1))
    set_rule(
        unit=units["DEMO"],
        valid_from=before[0],
        wait_minutes=10,
        share_limit=Decimal(10),
        recalls=2,
        places_back=3,
        put_back_most=1,
        note=RULE_NOTE,
        by=by,
        now=now,
    )
    halls = []
    for hall in HALLS:
        days_of_hall = days if hall in SOURCE_HALLS else before
        premises = _set_up(hall, units[hall.code], by, now)
        places = Places(
            premises.pk,
            dict(Service.objects.filter(premises=premises).values_list("prefix", "pk")),
            _counters_with_staff(hall, premises, units[hall.code], before[0], now),
        )
        chance = random.Random(f"{hall.code} {hall.tickets}")  # noqa: S311  (the same month every time)
        visits, sittings = month_of_visits(
            days=days_of_hall, tickets=hall.tickets, overtime=hall.overtime, places=places, chance=chance
        )
        write_visits(visits)
        _sit(sittings)
        halls.append(premises)
    look_again(Visit, Segment, CounterSession, SessionPause)
    for day in (*before, *days):
        refresh(halls=halls, day=day, now=now)
    return sum(hall.tickets for hall in HALLS)


def _days_of(month: dt.date) -> list[dt.date]:
    following = (month.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return [month + dt.timedelta(days=offset) for offset in range((following - month).days)]


def _set_up(hall: DemoHall, unit: Unit, by: Person, now: dt.datetime) -> Premises:
    premises = set_up_hall(unit=unit, by=by, now=now)
    set_opening_hours(unit=unit, hours={day: [(OPENS, CLOSES)] for day in range(7)}, by=by, now=now)
    for position, (prefix, name, is_priority, _share, _minutes) in enumerate(SERVICES, start=1):
        save_service(
            premises=premises, prefix=prefix, name=name, position=position, is_priority=is_priority, by=by, now=now
        )
    for number in range(1, hall.counters + 1):
        save_counter(premises=premises, name=str(number), services=[], by=by, now=now)
    add_device(premises=premises, kind=DeviceKind.KIOSK, name="大厅入口取号机", by=by, now=now)
    add_device(premises=premises, kind=DeviceKind.DISPLAY, name="等候区显示屏", by=by, now=now)
    return premises


def _counters_with_staff(
    hall: DemoHall, premises: Premises, unit: Unit, day: dt.date, now: dt.datetime
) -> Sequence[tuple[int, int]]:
    """Each counter with the clerk who sits there; none of them has an account."""
    found = []
    since = min(day, now.date()) - dt.timedelta(days=365)
    for place, counter in enumerate(Counter.objects.filter(premises=premises)):
        number = f"{hall.code.removeprefix('FY-')}-{place + 1:02d}"
        at = sum(map(ord, number)) + 7 * place
        name = texts.SURNAMES[at % len(texts.SURNAMES)] + GIVEN[at * 3 % len(GIVEN)]
        person = create_person(staff_number=number, name=name, post="营业员", by=None, now=now)
        start_posting(person=person, unit=unit, role=Role.COUNTER_STAFF, starts_on=since, by=None, now=now)
        found.append((counter.pk, person.pk))
    return found


def _sit(sittings: Sequence[Sitting]) -> None:
    sessions = [
        CounterSession(
            counter_id=one.counter,
            staff_id=one.staff,
            business_day=one.opened.date(),
            opened_at=one.opened,
            closed_at=one.closed,
            end=SessionEnd.SIGNED_OFF,
        )
        for one in sittings
    ]
    CounterSession.objects.bulk_create(sessions, batch_size=500)
    pauses = [
        SessionPause(session=session, reason=one.reason, started_at=one.pause[0], ended_at=one.pause[1])
        for session, one in zip(sessions, sittings, strict=True)
        if one.pause
    ]
    SessionPause.objects.bulk_create(pauses, batch_size=500)
