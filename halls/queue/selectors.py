"""What a queue looks like at a moment. Live questions read the rows that live, never the day or the past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Avg, Count, Max, Q, Sum

from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.selectors import rule_for
from halls.queue import rules
from halls.queue.choices import AT_COUNTER, Outcome, VisitState
from halls.queue.models import CounterSession, SessionPause, Visit, VisitQuerySet

if TYPE_CHECKING:
    from halls.premises.models import Counter, PremisesQuerySet, Service
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
    """How many wait for a service, and how long the one who waits longest."""

    service: Service
    waiting: int
    longest_seconds: int
    over_limit: int

    @property
    def longest_minutes(self) -> int:
        return self.longest_seconds // 60


@dataclass(frozen=True)
class CounterNow:
    """A counter: who sits there since when, what they serve, or why it rests."""

    counter: Counter
    session: CounterSession | None
    pause: SessionPause | None
    visit: Visit | None

    @property
    def is_open(self) -> bool:
        return self.session is not None and self.pause is None


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


def waiting_in_turn(premises: Premises, *, now: dt.datetime) -> VisitQuerySet:
    return live_in(premises, now=now).waiting().in_turn().select_related("service")


def held_in(premises: Premises, *, now: dt.datetime) -> list[Visit]:
    """On hold, who was called first in front."""
    rows = live_in(premises, now=now).filter(state=VisitState.HELD).select_related("service", "counter")
    return list(rows.order_by("called_at", "pk"))


def place_of(visit: Visit, *, now: dt.datetime) -> Place | None:
    """Where a waiting number stands among those of its service; None if it does not wait."""
    if visit.state != VisitState.WAITING:
        return None
    before = Q(priority__gt=visit.priority) | Q(priority=visit.priority, queued_at__lt=visit.queued_at)
    before |= Q(priority=visit.priority, queued_at=visit.queued_at, pk__lt=visit.pk)
    same = Visit.objects.filter(premises=visit.premises_id, service=visit.service_id).on(visit.business_day).waiting()
    ahead = same.filter(before).count()
    return Place(ahead, rules.estimate_minutes(ahead + 1, counters=_open_for(visit), minutes_each=_minutes_each(visit)))


def service_queues(premises: Premises, *, now: dt.datetime) -> list[ServiceQueue]:
    """Each service that is offered, with who waits for it; one question for all of them."""
    rule = rule_for(premises.unit, on=today_in(premises, now))
    limit = rule.wait_minutes * 60 if rule and rule.wait_minutes else None
    waits: dict[int, list[int]] = {}
    for service, arrived in live_in(premises, now=now).waiting().values_list("service", "arrived_at"):
        waits.setdefault(service, []).append(rules.seconds_between(arrived, now))
    return [
        ServiceQueue(
            service,
            len(found := waits.get(service.pk, [])),
            max(found, default=0),
            sum(one > limit for one in found) if limit else 0,
        )
        for service in premises.services.filter(is_active=True)
    ]


def counters_now(premises: Premises, *, now: dt.datetime) -> list[CounterNow]:
    """Every counter in use as it is at the moment; three questions however many."""
    sessions = CounterSession.objects.filter(counter__premises=premises, closed_at=None).select_related("staff")
    by_counter = {session.counter_id: session for session in sessions}
    resting = SessionPause.objects.filter(session__in=[one.pk for one in by_counter.values()], ended_at=None)
    by_session = {pause.session_id: pause for pause in resting}
    busy = {visit.counter_id: visit for visit in called_now(premises, now=now)}
    found = []
    for counter in premises.counters.filter(is_active=True):
        session = by_counter.get(counter.pk)
        pause = by_session.get(session.pk) if session else None
        found.append(CounterNow(counter, session, pause, busy.get(counter.pk)))
    return found


def session_of(person: Person) -> CounterSession | None:
    """Where somebody sits now."""
    rows = CounterSession.objects.filter(staff=person, closed_at=None)
    return rows.select_related("counter__premises__unit", "staff").first()


def visit_at(session: CounterSession) -> Visit | None:
    """The number that is with a counter."""
    rows = Visit.objects.filter(counter=session.counter_id, state__in=AT_COUNTER)
    return rows.select_related("service", "premises__unit").first()


def by_press(premises: Premises, press: str) -> Visit | None:
    """The number that an earlier sending of the same press was given."""
    return Visit.objects.filter(premises=premises, source_key=f"press:{press}").select_related("service").first()


def by_follow_key(key: str) -> Visit | None:
    """The number that somebody follows on a phone; only who holds the paper knows the key (H14)."""
    found = Visit.objects.exclude(follow_key="").filter(follow_key=key)
    return found.select_related("premises__unit", "service", "counter").first()


def _open_for(visit: Visit) -> int:
    """Counters with somebody at them that serve what the number waits for."""
    open_ones = CounterSession.objects.filter(counter__premises=visit.premises_id, closed_at=None)
    serving = open_ones.filter(Q(counter__services=None) | Q(counter__services=visit.service_id))
    return serving.exclude(pauses__ended_at=None, pauses__isnull=False).values("counter").distinct().count()


def _minutes_each(visit: Visit) -> float:
    served = Visit.objects.filter(premises=visit.premises_id, service=visit.service_id, outcome=Outcome.SERVED)
    lately = served.on(visit.business_day).filter(is_exact=True).order_by("-pk").values("serve_seconds")[:LATELY]
    mean = lately.aggregate(mean=Avg("serve_seconds"))["mean"]
    return (mean or 0) / 60
