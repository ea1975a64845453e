"""The night close: what still lives ends as "closed by the system", never as served."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

from django.db import transaction

from core.audit.services import record
from core.models import NumberSeries
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.selectors import windows_of
from halls.queue import rules
from halls.queue.choices import LIVE, Outcome, SessionEnd
from halls.queue.models import CounterSession, SessionPause, Visit
from halls.queue.services.moving import end_visit, not_before_last

MOST_AT_ONCE = 500


def close_days(*, now: dt.datetime) -> int:
    """Close, in each hall, every day before the one it has now; gives how many numbers were closed.

    Safe to run twice, or by two at once: whoever comes second finds nothing left.
    """
    closed = 0
    for premises in Premises.objects.select_related("unit").prefetch_related("unit__opening_hours").order_by("pk"):
        today = business_day(now, premises.time_zone)
        left = Visit.objects.filter(premises=premises, state__in=LIVE, business_day__lt=today)
        for day in list(left.order_by("business_day").values_list("business_day", flat=True).distinct()):
            while some := close_day(premises=premises, day=day, now=now):
                closed += some
        _sign_off(premises, before=today, now=now)
    _forget_numbers(now)
    return closed


@transaction.atomic
def close_day(*, premises: Premises, day: dt.date, now: dt.datetime) -> int:
    """End what still lives of a day, some hundred at a time, at the hall's closing time if that has passed.

    A number that was being served is closed without an end of service, so it is not exact and counts in no mean.
    """
    at = min(now, closing_moment(premises, day) or now)
    closed = 0
    left = Visit.objects.filter(premises=premises, business_day=day, state__in=LIVE).order_by("pk")
    for visit in left.select_for_update(no_key=True)[:MOST_AT_ONCE]:
        end_visit(visit, outcome=Outcome.CLOSED_BY_SYSTEM, at=not_before_last(visit, at), is_exact=False)
        closed += 1
    if closed:
        data = {"day": day.isoformat(), "count": closed}
        record("visit.day_closed", by=None, now=now, about=premises, data=data)
    return closed


def closing_moment(premises: Premises, day: dt.date) -> dt.datetime | None:
    """When the hall closed that day, by its hours; None if it has none."""
    ends = [window.closes for window in windows_of(premises) if window.weekday == day.weekday()]
    if not ends:
        return None
    return dt.datetime.combine(day, max(ends), tzinfo=ZoneInfo(premises.time_zone))


@transaction.atomic
def _sign_off(premises: Premises, *, before: dt.date, now: dt.datetime) -> None:
    open_ones = CounterSession.objects.filter(counter__premises=premises, closed_at=None, business_day__lt=before)
    for session in open_ones.select_for_update(no_key=True, of=("self",)):
        at = rules.not_before(min(now, closing_moment(premises, session.business_day) or now), session.opened_at)
        SessionPause.objects.filter(session=session, ended_at=None).update(ended_at=at)
        CounterSession.objects.filter(pk=session.pk).update(closed_at=at, end=SessionEnd.CLOSED_BY_SYSTEM)


def _forget_numbers(now: dt.datetime) -> None:
    """Running numbers of days long closed; their visits keep theirs."""
    oldest = (now - dt.timedelta(days=rules.KEEPS_NUMBERS_DAYS)).date().isoformat()
    names = NumberSeries.objects.filter(name__startswith="visit:").values_list("pk", "name")
    gone = [pk for pk, name in names if name.split(":")[2] < oldest]
    NumberSeries.objects.filter(pk__in=gone).delete()
