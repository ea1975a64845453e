"""What a queue looks like at a moment. Live questions read the rows that live, never the day or the past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Max, OuterRef, Q, Subquery, Sum

from halls.premises.models import Counter, Premises
from halls.premises.rules import business_day
from halls.premises.selectors import rule_for, waits_until
from halls.queue import rules
from halls.queue.choices import AT_COUNTER, Outcome, VisitState
from halls.queue.models import CounterSession, Segment, SessionPause, Visit, VisitQuerySet

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from halls.premises.models import PremisesQuerySet, Service
    from org.people.models import Person

LATELY = 30
"""How many of the last served visits tell how long one takes."""


@dataclass(frozen=True)
class Place:
    """Where a number stands: how many are called before it, and in how many minutes its turn may come."""

    ahead: int
    minutes: int | None


@dataclass(frozen=True)
class ServiceQueue:
    """How many wait for a service, and how long the one who waits longest and was never called."""

    service: Service
    waiting: int
    longest_seconds: int
    over_limit: int

    @property
    def longest_minutes(self) -> int:
        return self.longest_seconds // 60


@dataclass(frozen=True)
class CounterNow:
    """A counter: who sits there since when, what they serve and since when in one go, or why it rests."""

    counter: Counter
    session: CounterSession | None
    pause: SessionPause | None
    visit: Visit | None
    since: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.session is not None and self.pause is None


@dataclass(frozen=True)
class HeldNow:
    """A number on hold: since when, and what was noted about it."""

    visit: Visit
    since: dt.datetime
    note: str


def today_in(premises: Premises, now: dt.datetime) -> dt.date:
    return business_day(now, premises.time_zone)


def live_in(premises: Premises, *, now: dt.datetime) -> VisitQuerySet:
    """What lives in a hall today."""
    return Visit.objects.of(premises).live().on(today_in(premises, now))


def fingerprint(premises: Premises | PremisesQuerySet) -> str:
    """Differs whenever something in the queue or at the counters of a hall, or of several, has moved.

    One small index is read, and the sessions that are open.
    """
    visits = Visit.objects.of(premises).live().aggregate(live=Count("*"), newest=Max("pk"), versions=Sum("version"))
    of_halls = {"counter__premises" if isinstance(premises, Premises) else "counter__premises__in": premises}
    sessions = CounterSession.objects.filter(closed_at=None, **of_halls).aggregate(
        open=Count("*"), newest=Max("pk"), versions=Sum("version")
    )
    return "-".join(str(value or 0) for value in (*visits.values(), *sessions.values()))


def called_now(premises: Premises, *, now: dt.datetime) -> list[Visit]:
    """Numbers at counters, the last call in front: what a display shows."""
    rows = live_in(premises, now=now).filter(state__in=AT_COUNTER).select_related("counter", "service")
    return list(rows.order_by("-last_called_at", "-pk"))


def waits_now(halls: Sequence[Premises], *, now: dt.datetime) -> dict[int, list[int | None]]:
    """By hall, of whoever waits today the seconds since arrival; None for a number that was called before.

    Rule book 1.1: a wait ends with the first call, and what a number waits after it counts in no limit. Units and
    their opening hours come with the halls; one question however many.
    """
    days = {hall.pk: today_in(hall, now) for hall in halls}
    until = {hall.pk: waits_until(hall, days[hall.pk], now=now) for hall in halls}
    found: dict[int, list[int | None]] = {hall.pk: [] for hall in halls}
    rows = Visit.objects.filter(premises__in=days).waiting().order_by()
    for hall, day, arrived, known in rows.values_list("premises", "business_day", "arrived_at", "wait_seconds"):
        if day == days[hall]:
            found[hall].append(rules.seconds_between(arrived, until[hall]) if known is None else None)
    return found


def open_counters(halls: Iterable[Premises]) -> dict[int, int]:
    """By hall, how many counters have somebody at them and do not rest; a hall without any is left out."""
    sitting = CounterSession.objects.filter(counter__premises__in=[hall.pk for hall in halls], closed_at=None)
    awake = sitting.exclude(pk__in=SessionPause.objects.filter(ended_at=None).values("session"))
    return dict(awake.order_by().values_list("counter__premises").annotate(count=Count("*")))


def waiting_in_turn(premises: Premises, *, now: dt.datetime) -> VisitQuerySet:
    return live_in(premises, now=now).waiting().in_turn().select_related("service")


def held_in(premises: Premises, *, now: dt.datetime) -> list[HeldNow]:
    """On hold, who was called first in front; two questions however many."""
    rows = live_in(premises, now=now).filter(state=VisitState.HELD).select_related("service", "counter")
    visits = list(rows.order_by("called_at", "pk"))
    stretches = {one.visit_id: one for one in Segment.objects.filter(visit__in=visits, ended_at=None)} if visits else {}
    return [HeldNow(one, stretches[one.pk].started_at, stretches[one.pk].note) for one in visits if one.pk in stretches]


def place_of(visit: Visit, *, now: dt.datetime) -> Place | None:
    """Where a waiting number stands among all who are called before it; None if it does not wait."""
    if visit.state != VisitState.WAITING:
        return None
    before = Q(priority__gt=visit.priority) | Q(priority=visit.priority, queued_at__lt=visit.queued_at)
    before |= Q(priority=visit.priority, queued_at=visit.queued_at, pk__lt=visit.pk)
    counters = counters_for(visit)
    ahead = in_line_with(visit, counters).filter(before).count()
    seats = sum(one.is_open for one in counters)
    each = _minutes_each(visit, counters)
    return Place(ahead, rules.estimate_minutes(ahead + 1, counters=seats, minutes_each=each))


@dataclass(frozen=True)
class ServingCounter:
    """A counter that serves what a number waits for; `services` is empty where it serves every one of its hall."""

    services: frozenset[int]
    is_open: bool


def counters_for(visit: Visit) -> list[ServingCounter]:
    """Counters that may call a number: those with somebody at them who does not rest, else all that are in use."""
    rows = Counter.objects.filter(premises=visit.premises_id, is_active=True).prefetch_related("services")
    sitting = CounterSession.objects.filter(counter__premises=visit.premises_id, closed_at=None)
    awake = set(sitting.exclude(pauses__ended_at=None, pauses__isnull=False).values_list("counter", flat=True))
    found = [ServingCounter(frozenset(one.pk for one in row.services.all()), row.pk in awake) for row in rows]
    mine = [one for one in found if not one.services or visit.service_id in one.services]
    return [one for one in mine if one.is_open] or mine


def in_line_with(visit: Visit, counters: Sequence[ServingCounter]) -> VisitQuerySet:
    """Who waits that day for whatever `counters` serve: they call all of them in one line."""
    waiting = Visit.objects.filter(premises=visit.premises_id).on(visit.business_day).waiting()
    return waiting.filter(_served_by(visit, counters))


def _served_by(visit: Visit, counters: Sequence[ServingCounter]) -> Q:
    if any(not one.services for one in counters):
        return Q()
    return Q(service__in=frozenset({visit.service_id}).union(*(one.services for one in counters)))


def service_queues(premises: Premises, *, now: dt.datetime) -> list[ServiceQueue]:
    """Each service that is offered or that somebody still waits for, with who does; one question for all of them."""
    rule = rule_for(premises.unit, on=today_in(premises, now))
    limit = rule.wait_minutes * 60 if rule and rule.wait_minutes else None
    until = waits_until(premises, today_in(premises, now), now=now)
    waiting: dict[int, int] = {}
    waits: dict[int, list[int]] = {}
    rows = live_in(premises, now=now).waiting()
    for service, arrived, known in rows.values_list("service", "arrived_at", "wait_seconds"):
        waiting[service] = waiting.get(service, 0) + 1
        # Who was called before waits again; the wait that is measured is over (rule book 1.1).
        if known is None:
            waits.setdefault(service, []).append(rules.seconds_between(arrived, until))
    return [
        ServiceQueue(
            service,
            waiting.get(service.pk, 0),
            max(found := waits.get(service.pk, []), default=0),
            sum(one > limit for one in found) if limit else 0,
        )
        for service in premises.services.all()
        if service.is_active or service.pk in waiting
    ]


def counters_now(premises: Premises, *, now: dt.datetime) -> list[CounterNow]:
    """Every counter in use as it is at the moment; three questions however many."""
    sessions = CounterSession.objects.filter(counter__premises=premises, closed_at=None).select_related("staff")
    by_counter = {session.counter_id: session for session in sessions}
    resting = SessionPause.objects.filter(session__in=[one.pk for one in by_counter.values()], ended_at=None)
    by_session = {pause.session_id: pause for pause in resting}
    began = Segment.objects.filter(visit=OuterRef("pk"), ended_at=None).values("started_at")[:1]
    at_counters = live_in(premises, now=now).filter(state__in=AT_COUNTER).annotate(since=Subquery(began))
    busy = {visit.counter_id: visit for visit in at_counters.select_related("counter", "service")}
    found = []
    for counter in premises.counters.filter(is_active=True):
        session = by_counter.get(counter.pk)
        pause = by_session.get(session.pk) if session else None
        visit = busy.get(counter.pk)
        found.append(CounterNow(counter, session, pause, visit, visit.since if visit else None))
    return found


def session_of(person: Person) -> CounterSession | None:
    """Where somebody sits now."""
    rows = CounterSession.objects.filter(staff=person, closed_at=None)
    return rows.select_related("counter__premises__unit", "staff").first()


def visit_at(session: CounterSession) -> Visit | None:
    """The number that is with a counter."""
    return at_counter(session).select_related("service", "premises__unit").first()


def at_counter(session: CounterSession) -> VisitQuerySet:
    """What is with a counter, found among its numbers since it was opened and never among all it ever had."""
    since = Visit.objects.filter(counter=session.counter_id, business_day__gte=session.business_day)
    return since.filter(state__in=AT_COUNTER)


def by_press(premises: Premises, press: str) -> Visit | None:
    """The number that an earlier sending of the same press was given."""
    return Visit.objects.filter(premises=premises, source_key=f"press:{press}").select_related("service").first()


def by_follow_key(key: str) -> Visit | None:
    """The number that somebody follows on a phone; only who holds the paper knows the key (H14)."""
    found = Visit.objects.exclude(follow_key="").filter(follow_key=key)
    return found.select_related("premises__unit", "service", "counter").first()


def _minutes_each(visit: Visit, counters: Sequence[ServingCounter]) -> float:
    served = Visit.objects.filter(premises=visit.premises_id, outcome=Outcome.SERVED).filter(
        _served_by(visit, counters)
    )
    lately = served.on(visit.business_day).filter(is_exact=True).order_by("-pk").values("serve_seconds")[:LATELY]
    mean = lately.aggregate(mean=Avg("serve_seconds"))["mean"]
    return (mean or 0) / 60
