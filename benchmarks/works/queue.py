"""A hall with a long queue, many counters with somebody at each, and ticket machines; the cookies to ask as them."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction
from django.utils import timezone

from benchmarks.works import arguments, tell
from core import numbers
from halls.machines.views import COOKIE
from halls.premises.choices import DeviceKind
from halls.premises.models import Counter, Device, Premises, Service
from halls.premises.services import hashed
from halls.queue.choices import Entered, Origin, SegmentKind
from halls.queue.models import CounterSession, Segment, Visit
from halls.queue.selectors import today_in
from halls.queue.services.taking import series
from org.models import Person, Posting, Unit
from org.people.choices import Role
from org.units.choices import UnitKind
from org.units.services import set_opening_hours

now = timezone.now()


def a_hall() -> Premises:
    unit = Unit(code="BENCH", name="桂花西路营业厅", kind=UnitKind.HALL, path="?")
    unit.save()
    unit.path = f"{unit.pk:06d}/"
    unit.save(update_fields=["path"])
    hours = {day: [(dt.time(0), dt.time(23, 59, 59))] for day in range(7)}
    set_opening_hours(unit=unit, hours=hours, by=None, now=now)
    hall = Premises.objects.create(unit=unit, kiosk_daily_most=1_000_000)
    for prefix, name in (("A", "业务办理"), ("B", "缴费")):
        Service.objects.create(premises=hall, prefix=prefix, name=name)
    return hall


def with_counters(hall: Premises, count: int) -> list[str]:
    """A clerk at each; their sessions of the browser."""
    start = dt.date(2000, 1, 1)
    people = Person.objects.bulk_create(
        Person(staff_number=f"B{number:05d}", name="林晓", password="!") for number in range(count)
    )
    Posting.objects.bulk_create(
        Posting(person=one, unit=hall.unit, role=Role.COUNTER_STAFF, starts_on=start) for one in people
    )
    counters = Counter.objects.bulk_create(Counter(premises=hall, name=str(number)) for number in range(count))
    day = today_in(hall, now)
    CounterSession.objects.bulk_create(
        CounterSession(counter=counter, staff=person, business_day=day, opened_at=now)
        for counter, person in zip(counters, people, strict=True)
    )
    return [signed_in(person) for person in people]


def signed_in(person: Person) -> str:
    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return f"sessionid={session.session_key}"


def with_machines(hall: Premises, count: int) -> list[str]:
    by = Person.objects.earliest("pk")
    said: dict[str, Any] = {"premises": hall, "kind": DeviceKind.KIOSK, "made_at": now, "made_by": by}
    for number in range(count):
        Device.objects.create(
            name=f"{number}", token_hash=hashed(f"machine-{number}"), paired_at=now, seen_at=now, **said
        )
    return [f"{COOKIE}=machine-{number}" for number in range(count)]


def with_queue(hall: Premises, service: Service, count: int) -> None:
    """Numbers as `take_number` writes them, a tenth of a second apart."""
    day, moments = today_in(hall, now), [now - dt.timedelta(seconds=(count - place) / 10) for place in range(count)]
    said: dict[str, Any] = {"premises": hall, "service": service, "origin": Origin.KIOSK, "business_day": day}
    visits = Visit.objects.bulk_create(
        Visit(prefix="A", number=place + 1, arrived_at=at, queued_at=at, follow_key=secrets.token_urlsafe(15), **said)
        for place, at in enumerate(moments)
    )
    Segment.objects.bulk_create(
        Segment(visit=one, kind=SegmentKind.WAITING, entered=Entered.ARRIVED, service=service, started_at=one.queued_at)
        for one in visits
    )
    numbers.reserve(series(hall, day, "A"), count=count)


with transaction.atomic():
    hall = a_hall()
    clerks = with_counters(hall, arguments["counters"])
    machines = with_machines(hall, arguments["machines"])
    service = hall.services.get(prefix="A")
    with_queue(hall, service, arguments["waiting"])
with connection.cursor() as cursor:
    # What the statement alone is measured on: the same queue, its index, and nothing else.
    cursor.execute(
        "CREATE TABLE bench_queue AS SELECT id, premises_id, priority, queued_at, state FROM halls_visit ORDER BY id"
    )
    cursor.execute("ALTER TABLE bench_queue ADD PRIMARY KEY (id)")
    cursor.execute("CREATE INDEX ON bench_queue (premises_id, priority DESC, queued_at, id) WHERE state = 'waiting'")
    cursor.execute("ANALYZE")
tell({"clerks": clerks, "machines": machines, "hall": hall.pk, "code": hall.unit.code, "service": service.pk})
