"""A counter's morning: somebody signs on, serves for a while, rests, signs off."""

from __future__ import annotations

import datetime as dt

from halls.premises.models import Counter, Premises
from halls.queue.choices import Origin, Outcome, PauseReason, SegmentKind, SessionEnd, VisitState
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from halls.tests.factories import ZONE
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person

MONDAY = dt.date(2011, 1, 17)


def at(clock: str, day: dt.date = MONDAY) -> dt.datetime:
    hour, minute = map(int, clock.split(":"))
    return dt.datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def sat(
    counter: Counter,
    opened: str,
    closed: str | None,
    *,
    day: dt.date = MONDAY,
    rest: tuple[str, str] | None = None,
    by: Person | None = None,
) -> CounterSession:
    """Somebody sat at the counter, with one rest at most."""
    session = CounterSession.objects.create(
        counter=counter,
        staff=by or a_person(Role.COUNTER_STAFF, at=counter.premises.unit),
        business_day=day,
        opened_at=at(opened, day),
        closed_at=at(closed, day) if closed else None,
        end=SessionEnd.SIGNED_OFF if closed else "",
    )
    if rest:
        SessionPause.objects.create(
            session=session, reason=PauseReason.MEAL, started_at=at(rest[0], day), ended_at=at(rest[1], day)
        )
    return session


def served(premises: Premises, arrived: str, called: str, ended: str, *, counter: Counter | None = None,
           day: dt.date = MONDAY, number: int | None = None) -> Visit:  # fmt: skip
    """A visit that was served; at a counter with its stretch of service, without one as a sheet tells it."""
    service = premises.services.first()
    wait = int((at(called, day) - at(arrived, day)).total_seconds())
    visit = Visit.objects.create(
        premises=premises,
        business_day=day,
        prefix="A",
        number=number or Visit.objects.filter(premises=premises, business_day=day).count() + 1,
        service=service,
        origin=Origin.KIOSK if counter else Origin.SHEET,
        state=VisitState.ENDED,
        outcome=Outcome.SERVED,
        arrived_at=at(arrived, day),
        queued_at=at(arrived, day),
        called_at=at(called, day),
        served_at=at(called, day),
        ended_at=at(ended, day),
        wait_seconds=wait,
        serve_wait_seconds=wait,
        serve_seconds=int((at(ended, day) - at(called, day)).total_seconds()),
    )
    if counter:
        Segment.objects.create(
            visit=visit,
            kind=SegmentKind.SERVING,
            service=service,
            counter=counter,
            staff=CounterSession.objects.filter(counter=counter).latest("opened_at").staff,
            started_at=at(called, day),
            ended_at=at(ended, day),
        )
    return visit
