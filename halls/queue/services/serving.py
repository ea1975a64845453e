"""What happens to a number at a counter, and how it leaves."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.refusals import Refusal
from halls.premises.selectors import rule_for
from halls.queue import rules
from halls.queue.choices import AT_COUNTER, Entered, Outcome, SegmentKind, VisitState
from halls.queue.models import Segment, Visit
from halls.queue.selectors import counters_for, in_line_with
from halls.queue.services.calling import CounterBusy, awake
from halls.queue.services.moving import end_visit, move, next_segment, not_before_last
from halls.queue.services.sitting import held

if TYPE_CHECKING:
    from halls.premises.models import HallRule, Service
    from halls.queue.models import CounterSession
    from org.people.models import Person

CALLS, PLACES_BACK, PUT_BACK_MOST = 2, 3, 1
"""Where a hall has no rule of its own: how often a number is called, and how it is put back."""


class CannotServe(Refusal):
    """The number is not where this act needs it."""


@transaction.atomic
def start(*, visit: Visit, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """The customer has come to the counter. Raises CannotServe, VisitChanged, NotSigned, CounterMoved."""
    held(session, seen=seen)
    _need(visit, VisitState.CALLED, session)
    at = not_before_last(visit, now)
    first = {"served_at": at, "serve_wait_seconds": rules.seconds_between(visit.arrived_at, at)}
    move(visit, state=VisitState.SERVING, staff=session.staff, **({} if visit.served_at else first))
    next_segment(visit, SegmentKind.SERVING, at=at, counter=session.counter, staff=session.staff)
    return visit


@transaction.atomic
def finish(
    *, visit: Visit, session: CounterSession, now: dt.datetime, is_exact: bool = True, seen: int | None = None
) -> Visit:
    """The customer is served. Not exact: somebody forgot to press, and the time does not count towards means.

    Raises CannotServe, VisitChanged.
    """
    held(session, seen=seen)
    _need(visit, VisitState.SERVING, session)
    at = not_before_last(visit, now)
    # Who took the counter over in between is who has served it.
    end_visit(visit, outcome=Outcome.SERVED, at=at, is_exact=visit.is_exact and is_exact, staff=session.staff)
    _sum_up(visit)
    return visit


@transaction.atomic
def hold(*, visit: Visit, session: CounterSession, now: dt.datetime, note: str = "", seen: int | None = None) -> Visit:
    """The customer fetches or fills in something; the counter is free meanwhile.

    Raises CannotServe, VisitChanged, NotSigned, CounterMoved.
    """
    held(session, seen=seen)
    _need(visit, VisitState.SERVING, session)
    at = not_before_last(visit, now)
    move(visit, state=VisitState.HELD)
    next_segment(
        visit, SegmentKind.HELD, at=at, counter=session.counter, staff=session.staff, note=note[: rules.NOTE_MOST]
    )
    return visit


@transaction.atomic
def resume(*, visit: Visit, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """Serve somebody on hold again, at this or another counter of the hall.

    Raises CannotServe, CannotCall, CounterBusy, VisitChanged, NotSigned, CounterMoved.
    """
    held(session, seen=seen)
    awake(session)
    if visit.state != VisitState.HELD or visit.premises_id != session.counter.premises_id:
        raise CannotServe(_("Number %(number)s is not on hold in this hall.") % {"number": visit.label})
    at = not_before_last(visit, now)
    try:
        with transaction.atomic():
            move(visit, state=VisitState.SERVING, counter=session.counter, staff=session.staff)
    except IntegrityError:
        raise CounterBusy(_("This counter has a number already.")) from None
    next_segment(visit, SegmentKind.SERVING, at=at, counter=session.counter, staff=session.staff)
    return visit


@transaction.atomic
def add_service(
    *, visit: Visit, service: Service, session: CounterSession, now: dt.datetime, seen: int | None = None
) -> Visit:
    """The customer wants something else too; the number stays, a new stretch begins. Raises CannotServe."""
    held(session, seen=seen)
    _need(visit, VisitState.SERVING, session)
    _offered_here(visit, service)
    at = not_before_last(visit, now)
    move(visit)
    next_segment(visit, SegmentKind.SERVING, at=at, service=service, counter=session.counter, staff=session.staff)
    return visit


@transaction.atomic
def transfer(
    *,
    visit: Visit,
    service: Service,
    session: CounterSession,
    now: dt.datetime,
    note: str = "",
    seen: int | None = None,
) -> Visit:
    """Send the customer on to another service of the hall, with the place in line that the number has had.

    Raises CannotServe, VisitChanged.
    """
    held(session, seen=seen)
    if visit.state not in AT_COUNTER or visit.counter_id != session.counter_id:
        raise CannotServe(_("Number %(number)s is not at this counter.") % {"number": visit.label})
    _offered_here(visit, service)
    if service.pk == visit.service_id:
        raise CannotServe(_("The number waits for this service already. Choose another one."), field="service")
    at = not_before_last(visit, now)
    move(visit, state=VisitState.WAITING, service=service, counter=None, staff=None)
    next_segment(
        visit, SegmentKind.WAITING, at=at, entered=Entered.TRANSFERRED, service=service, note=note[: rules.NOTE_MOST]
    )
    return visit


@transaction.atomic
def not_here(*, visit: Visit, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """Nobody came: the number goes back some places, or has expired.

    Raises CannotServe, VisitChanged, NotSigned, CounterMoved.
    """
    held(session, seen=seen)
    _need(visit, VisitState.CALLED, session)
    rule = rule_for(session.counter.premises.unit, on=visit.business_day)
    _called_enough(visit, rule)
    at = not_before_last(visit, now)
    after = rules.after_no_show(
        put_back=visit.put_back,
        put_back_most=rule.put_back_most if rule else PUT_BACK_MOST,
        places=rule.places_back if rule else PLACES_BACK,
    )
    if not after.is_back:
        end_visit(visit, outcome=Outcome.NO_SHOW, at=at)
        return visit
    # Whoever the same counters would call: a number with priority lets them pass too, or it is called again at once.
    line = in_line_with(visit, counters_for(visit)).in_turn()
    passing = list(line.values_list("priority", "queued_at")[: after.places])
    priority, queued_at = rules.place_behind(
        passing, priority=visit.priority, queued_at=visit.queued_at, places=after.places, now=at
    )
    move(
        visit,
        state=VisitState.WAITING,
        priority=priority,
        queued_at=queued_at,
        put_back=visit.put_back + 1,
        calls=0,
        counter=None,
        staff=None,
    )
    next_segment(visit, SegmentKind.WAITING, at=at, entered=Entered.PUT_BACK)
    return visit


@transaction.atomic
def leave(*, visit: Visit, by: Person | None = None, now: dt.datetime) -> Visit:
    """The customer has left, or gives the number up on the phone, where nobody of the staff is `by`; who of them says
    so for a customer stands on the trail. Raises CannotServe, VisitChanged."""
    if visit.state not in (VisitState.WAITING, VisitState.HELD):
        raise CannotServe(_("Number %(number)s does not wait any more.") % {"number": visit.label})
    end_visit(visit, outcome=Outcome.LEFT, at=not_before_last(visit, now), counter=None, staff=None)
    if by is not None:
        data = {"number": visit.label, "day": visit.business_day.isoformat()}
        record("visit.left", by=by, now=now, about=visit.premises, data=data)
    return visit


@transaction.atomic
def held_left(*, visit: Visit, session: CounterSession, now: dt.datetime, seen: int | None = None) -> Visit:
    """Somebody on hold did not come back, says a counter of the hall, whatever is with that counter.

    Raises CannotServe, VisitChanged, NotSigned, CounterMoved.
    """
    held(session, seen=seen)
    if visit.state != VisitState.HELD or visit.premises_id != session.counter.premises_id:
        raise CannotServe(_("Number %(number)s is not on hold in this hall.") % {"number": visit.label})
    return leave(visit=visit, by=session.staff, now=now)


@transaction.atomic
def remove(*, visit: Visit, reason: str, by: Person, now: dt.datetime) -> Visit:
    """Take a number out of the queue, which somebody decides and the trail keeps. Raises CannotServe, VisitChanged."""
    why = reason.strip()[: rules.NOTE_MOST]
    if not why:
        raise CannotServe(_("Say why the number is taken out of the queue."), field="reason")
    if visit.state == VisitState.ENDED:
        raise CannotServe(_("Number %(number)s has ended already.") % {"number": visit.label})
    end_visit(visit, outcome=Outcome.REMOVED, at=not_before_last(visit, now), is_exact=False)
    data = {"number": visit.label, "day": visit.business_day.isoformat(), "reason": why}
    record("visit.removed", by=by, now=now, about=visit.premises, data=data)
    return visit


def _need(visit: Visit, state: VisitState, session: CounterSession) -> None:
    if visit.state != state or visit.counter_id != session.counter_id:
        words = {"number": visit.label, "state": state.label}
        raise CannotServe(_("Number %(number)s is not at this counter as “%(state)s”.") % words)


def _offered_here(visit: Visit, service: Service) -> None:
    if service.premises_id != visit.premises_id or not service.is_active:
        raise CannotServe(_("This hall does not offer this service."), field="service")


def _called_enough(visit: Visit, rule: HallRule | None) -> None:
    asked = rule.recalls if rule else CALLS
    if not rules.may_expire(visit.calls, asked=asked):
        words = {"number": visit.label, "asked": asked, "calls": visit.calls}
        raise CannotServe(_("Call number %(number)s %(asked)d times first; so far it was called %(calls)d.") % words)


def _sum_up(visit: Visit) -> None:
    """How long it was served in all its stretches; holding and waiting in between do not count."""
    served = Segment.objects.filter(visit=visit, kind=SegmentKind.SERVING, ended_at__isnull=False)
    seconds = sum(rules.seconds_between(one.started_at, one.ended_at) for one in served if one.ended_at)
    Visit.objects.filter(pk=visit.pk).update(serve_seconds=seconds)
    visit.serve_seconds = seconds
