"""A hall with three clerks and a head, in a week that lies before it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from halls.premises.models import Premises
from halls.rosters.models import RosterWeek, Shift
from halls.rosters.services import add_shift, publish_week
from halls.tests.factories import ZONE, a_hall
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

MONDAY = dt.date(2011, 1, 17)
TUESDAY = MONDAY + dt.timedelta(days=1)
NOW = dt.datetime(2011, 1, 14, 15, 0, tzinfo=ZONE)
"""The Friday before."""


@dataclass(frozen=True)
class Floor:
    """The hall, its head and three who serve there."""

    branch: Unit
    hall: Premises
    head: Person
    first: Person
    second: Person
    third: Person


def a_floor() -> Floor:
    branch = a_unit("富阳分公司")
    hall = a_hall("桂花西路营业厅", under=branch)
    clerks = [a_person(Role.COUNTER_STAFF, at=hall.unit, name=name, language="en") for name in ("陈静", "吴敏", "徐丽")]
    return Floor(branch, hall, a_person(Role.HALL_MANAGER, at=hall.unit, name="林晓", language="en"), *clerks)


def a_shift(
    floor: Floor, person: Person, since: str = "08:00", until: str = "12:00", *, day: dt.date = TUESDAY, **more: Any
) -> Shift:
    return add_shift(
        premises=more.pop("hall", floor.hall),
        day=day,
        person=person,
        starts_at=dt.time.fromisoformat(since),
        ends_at=dt.time.fromisoformat(until),
        by=floor.head,
        now=more.pop("now", NOW),
        **more,
    )


def published(floor: Floor, *, reason: str = "", monday: dt.date = MONDAY) -> RosterWeek:
    week = RosterWeek.objects.get(premises=floor.hall, monday=monday)
    return publish_week(premises=floor.hall, monday=monday, version=week.version, reason=reason, by=floor.head, now=NOW)


def seen(shift: Shift) -> Shift:
    """The shift as somebody else reads it now."""
    return Shift.objects.select_related("premises__unit", "person", "week", "counter").get(pk=shift.pk)
