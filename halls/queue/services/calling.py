"""Calling numbers: two counters can never call the same one (D3, H01, H02, F11).

PostgreSQL locks the first number that nobody else is calling (`SKIP LOCKED`); on both databases the number moves
only if it still waits as it was read, and a partial unique index lets a counter have one number at a time.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal
from halls.premises.rules import business_day
from halls.queue import rules
from halls.queue.choices import SegmentKind, VisitState
from halls.queue.models import SessionPause, Visit, VisitQuerySet
from halls.queue.selectors import at_counter
from halls.queue.services.moving import VisitChanged, move, next_segment, not_before_last
from halls.queue.services.sitting import held

if TYPE_CHECKING:
    from halls.premises.models import Counter
    from halls.queue.models import CounterSession

TRIES = 20
"""On SQLite writers come one after the other, so a second look finds another number; more is a fault."""


class CannotCall(Refusal):
    """This number, or from this counter, cannot be called now."""


class CounterBusy(CannotCall):
    """H02: the counter has a number already."""


class NobodyWaits(CannotCall):
    """The queue of this counter's services is empty."""


@transaction.atomic
def call_next(*, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """Call whoever's turn it is among the services of the counter.

    Raises CounterBusy, NobodyWaits, CannotCall, NotSigned, CounterMoved.
    """
    _ready(session, seen)
    for _try in range(TRIES):
        visit = _first_free(session.counter, now=now)
        if visit is None:
            raise NobodyWaits(_("Nobody waits for this counter."))
        try:
            return _call(visit, session, now=now)
        except VisitChanged:
            continue
    raise CannotCall(_("Too many counters call at once. Please try again."))


@transaction.atomic
def call_this(*, visit: Visit, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """Call a number out of turn, one of the same hall that waits.

    Raises CounterBusy, CannotCall, VisitChanged, NotSigned, CounterMoved.
    """
    _ready(session, seen)
    if visit.premises_id != session.counter.premises_id or visit.state != VisitState.WAITING:
        raise CannotCall(_("Number %(number)s does not wait in this hall.") % {"number": visit.label})
    return _call(visit, session, now=now)


@transaction.atomic
def recall(*, visit: Visit, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """Call the same number again. Raises CannotCall, VisitChanged, NotSigned, CounterMoved."""
    held(session, seen=seen)
    if visit.state != VisitState.CALLED or visit.counter_id != session.counter_id:
        raise CannotCall(_("Number %(number)s is not called to this counter.") % {"number": visit.label})
    move(visit, calls=visit.calls + 1, last_called_at=not_before_last(visit, now))
    return visit


def _ready(session: CounterSession, seen: int | None) -> None:
    """The counter is held, does not rest, and has no number."""
    held(session, seen=seen)
    awake(session)
    busy = at_counter(session).first()
    if busy is not None:
        raise CounterBusy(_("Number %(number)s is still with you. Finish it first.") % {"number": busy.label})


def awake(session: CounterSession) -> None:
    """The counter does not rest; else raises CannotCall."""
    if SessionPause.objects.filter(session=session, ended_at=None).exists():
        raise CannotCall(_("This counter rests. Go on first."))


def _first_free(counter: Counter, *, now: dt.datetime) -> Visit | None:
    day = business_day(now, counter.premises.time_zone)
    return waiting_for(counter, day).in_turn().select_for_update(skip_locked=True, no_key=True).first()


def waiting_for(counter: Counter, day: dt.date) -> VisitQuerySet:
    """Who waits for what a counter serves; one without services of its own serves every one of its hall."""
    waiting = Visit.objects.filter(premises=counter.premises_id).on(day).waiting()
    services = [service.pk for service in counter.services.all()]
    return waiting.filter(service__in=services) if services else waiting


def _call(visit: Visit, session: CounterSession, *, now: dt.datetime) -> Visit:
    at = not_before_last(visit, now)
    first = {"called_at": at, "wait_seconds": rules.seconds_between(visit.arrived_at, at)}
    columns = {"counter": session.counter, "staff": session.staff, "calls": 1, "last_called_at": at}
    try:
        with transaction.atomic():
            move(visit, state=VisitState.CALLED, **columns, **({} if visit.called_at else first))
    except IntegrityError:
        raise CounterBusy(_("This counter has a number already.")) from None
    next_segment(visit, SegmentKind.CALLED, at=at, counter=session.counter, staff=session.staff)
    return visit
