"""Halls for tests: open on weekdays from eight to six, one service A and one B, three counters."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from halls.premises.models import Counter, HallRule, Premises, Service
from halls.queue.choices import Origin
from halls.queue.models import CounterSession, Visit
from halls.queue.services import open_session, take_number
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.services import set_opening_hours

ZONE = ZoneInfo("Asia/Shanghai")
MORNING = dt.datetime(2011, 1, 17, 9, 0, tzinfo=ZONE)
"""A Monday, an hour after the doors open."""


def minutes(count: float) -> dt.datetime:
    """So many minutes after nine."""
    return MORNING + dt.timedelta(minutes=count)


def a_hall(name: str = "桂花西路营业厅", *, under: Unit | None = None, counters: int = 3) -> Premises:
    unit = a_unit(name, under=under, kind=UnitKind.HALL)
    premises = Premises.objects.create(unit=unit)
    hours = {day: [(dt.time(8), dt.time(18))] for day in range(5)}
    set_opening_hours(unit=unit, hours=hours, by=None, now=MORNING)
    Service.objects.create(premises=premises, prefix="A", name="业务办理", position=1)
    Service.objects.create(premises=premises, prefix="B", name="缴费", position=2)
    for number in range(1, counters + 1):
        Counter.objects.create(premises=premises, name=str(number))
    return premises


def a_rule(unit: Unit, **said: object) -> HallRule:
    usual = {"valid_from": dt.date(2011, 1, 1), "wait_minutes": 10, "made_at": MORNING}
    return HallRule.objects.create(unit=unit, **(usual | said))


def a_visit(premises: Premises, *, prefix: str = "A", now: dt.datetime = MORNING, priority: int = 0) -> Visit:
    service = premises.services.get(prefix=prefix)
    return take_number(premises=premises, service=service, origin=Origin.KIOSK, now=now, priority=priority)


def a_session(premises: Premises, counter: str = "1", *, now: dt.datetime = MORNING) -> CounterSession:
    """Somebody new sits at the counter."""
    clerk = a_clerk(premises)
    return open_session(counter=premises.counters.get(name=counter), by=clerk, now=now)


def a_clerk(premises: Premises) -> Person:
    return a_person(Role.COUNTER_STAFF, at=premises.unit)
