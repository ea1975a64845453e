"""How a ticket stands against its promised time, in words: never a bare number (ux.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.tickets.choices import Due, State
from complaints.tickets.rules import BRANCH_TIME
from core.ui.choices import Status
from core.ui.rules import grouped, half_up
from core.ui.words import MANY_DAYS, due_words, lapse_words, span_words, unset

SOON = dt.timedelta(hours=24)


def due_between(due: Due, *, now: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """From now to the end of the branch's day, or to this time tomorrow; the latter moment is not meant."""
    if due == Due.SOON:
        return now, now + SOON
    tomorrow = now.astimezone(BRANCH_TIME).date() + dt.timedelta(days=1)
    return now, dt.datetime.combine(tomorrow, dt.time.min, tzinfo=BRANCH_TIME)


@dataclass(frozen=True)
class Clock:
    """A status and the words that go with it."""

    status: str
    words: str
    is_old: bool = False


def clock_of(state: str, due_at: dt.datetime | None, closed_at: dt.datetime | None, *, now: dt.datetime) -> Clock:
    """`还剩 3 小时`, `已超 1 天`, closed in time or late; without a due time it says so.

    What has been late for more than 60 days gives the date it was due and the months since.
    """
    if state == State.VOID:
        return Clock(Status.DONE, _("Void"))
    if state == State.CLOSED:
        if due_at is None or closed_at is None:
            return Clock(Status.DONE, _("Closed"))
        return Clock(Status.DONE, _("Closed late") if closed_at > due_at else _("Closed in time"))
    if due_at is None:
        return Clock(Status.PAUSED, _("No due time: calendar not loaded"))
    left = due_at - now
    if -left > MANY_DAYS:
        return Clock(Status.LATE, _long_over(due_at, now), is_old=True)
    status = Status.LATE if left < dt.timedelta() else Status.SOON if left < SOON else Status.ONTIME
    return Clock(status, due_words(due_at, now))


def time_left(due_at: dt.datetime | None, *, now: dt.datetime) -> Clock:
    """How something else than a ticket stands that was promised until `due_at`; without that it is not set."""
    return clock_of(State.OPEN, due_at, None, now=now) if due_at else Clock(Status.PAUSED, unset())


def moment(at: dt.datetime | None) -> str:
    """`2011-01-31 15:20` in the branch's time."""
    return at.astimezone(BRANCH_TIME).strftime("%Y-%m-%d %H:%M") if at else ""


def _long_over(due_at: dt.datetime, now: dt.datetime) -> str:
    words = {"date": timezone.localdate(due_at).isoformat(), "length": lapse_words(due_at, now)}
    return _("due %(date)s, %(length)s over") % words


def old_note() -> str:
    """What a page with tickets long over says of them."""
    return _("Some tickets were due more than 60 days ago. Check how each case stands, then close or void it.")


def worked_words(worked: dt.timedelta, *, day: dt.timedelta) -> str:
    """Working time in the calendar's own days: `3 个工作日 2 小时` where a working day has 7.5 hours."""
    whole, rest = divmod(worked, day) if day else (0, worked)
    if not whole:
        return span_words(rest)
    days = ngettext("%(count)s working day", "%(count)s working days", whole) % {"count": grouped(whole)}
    hours = dt.timedelta(minutes=rest // dt.timedelta(minutes=1))
    return f"{days} {span_words(hours)}" if hours else days


def hours_words(length: dt.timedelta) -> str:
    """`7.5 小时`."""
    hours = half_up(length / dt.timedelta(hours=1), 2).normalize()
    return _("%(hours)s h") % {"hours": f"{hours:f}"}
