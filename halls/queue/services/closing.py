"""The night close: what still lives ends as "closed by the system", never as served."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Max

from core.audit.services import record
from core.models import NumberSeries
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.selectors import waits_until
from halls.queue import rules
from halls.queue.choices import Outcome, SessionEnd, VisitState
from halls.queue.models import CounterSession, SessionPause, Visit
from halls.queue.services.moving import end_visit, not_before_last

MOST_AT_ONCE = 500


def close_days(*, now: dt.datetime) -> int:
    """Close, in each hall, every day before the one it has now; gives how many numbers were closed.

    Safe to run twice, or by two at once: whoever comes second finds nothing left. However long the machine slept,
    all days before are looked at.
    """
    closed = 0
    halls = {hall.pk: hall for hall in Premises.objects.all()}
    today = {pk: business_day(now, hall.time_zone) for pk, hall in halls.items()}
    latest = max(today.values(), default=now.date())
    # Only as the index visit_live says it: what ended over the years is not read for it.
    open_ones = Visit.objects.exclude(state=VisitState.ENDED).filter(business_day__lt=latest)
    left = open_ones.order_by("premises", "business_day")
    for pk, day in list(left.values_list("premises", "business_day").distinct()):
        if day < today[pk]:
            while some := close_day(premises=halls[pk], day=day, now=now):
                closed += some
    sitting = CounterSession.objects.filter(closed_at=None, business_day__lt=latest)
    for pk in list(sitting.order_by().values_list("counter__premises", flat=True).distinct()):
        _sign_off(halls[pk], before=today[pk], now=now)
    _forget_numbers(now)
    return closed


@transaction.atomic
def close_day(*, premises: Premises, day: dt.date, now: dt.datetime) -> int:
    """End what still lives of a day, some hundred at a time, at the hall's closing time if that has passed.

    A number that was being served is closed without an end of service, so it is not exact and counts in no mean.
    Each ends as it was read or not at all: whoever finishes one at the same moment is refused, or comes first.
    """
    at = waits_until(premises, day, now=now)
    closed = 0
    left = Visit.objects.of(premises).on(day).live().order_by("pk")
    for visit in left.select_for_update(no_key=True)[:MOST_AT_ONCE]:
        end_visit(visit, outcome=Outcome.CLOSED_BY_SYSTEM, at=not_before_last(visit, at), is_exact=False)
        closed += 1
    if closed:
        data = {"day": day.isoformat(), "count": closed}
        record("visit.day_closed", by=None, now=now, about=premises, data=data)
    return closed


@transaction.atomic
def _sign_off(premises: Premises, *, before: dt.date, now: dt.datetime) -> None:
    """Sessions left open end when the hall closed, or with what was last done at the counter if that was later."""
    open_ones = CounterSession.objects.filter(counter__premises=premises, closed_at=None, business_day__lt=before)
    for session in open_ones.select_for_update(no_key=True, of=("self",)):
        rests = session.pauses.aggregate(began=Max("started_at"), ended=Max("ended_at"))
        served = Visit.objects.filter(counter=session.counter_id, business_day=session.business_day)
        last = served.aggregate(last=Max("ended_at"))["last"]
        end = waits_until(premises, session.business_day, now=now)
        at = rules.not_before(end, session.opened_at, rests["began"], rests["ended"], last)
        SessionPause.objects.filter(session=session, ended_at=None).update(ended_at=at)
        ended = {"closed_at": at, "end": SessionEnd.CLOSED_BY_SYSTEM}
        CounterSession.objects.filter(pk=session.pk, closed_at=None).update(**ended)


def _forget_numbers(now: dt.datetime) -> None:
    """Running numbers of days long closed; their visits keep theirs."""
    oldest = (now - dt.timedelta(days=rules.KEEPS_NUMBERS_DAYS)).date().isoformat()
    names = NumberSeries.objects.filter(name__startswith="visit:").values_list("pk", "name")
    gone = [pk for pk, name in names if name.split(":")[2] < oldest]
    NumberSeries.objects.filter(pk__in=gone).delete()
