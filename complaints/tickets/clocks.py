"""How a ticket stands against its promised time, in words: never a bare number (ux.md)."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from complaints.tickets.choices import State
from complaints.tickets.rules import BRANCH_TIME
from core.ui.choices import Status
from core.ui.words import duration_words

SOON = dt.timedelta(hours=24)


@dataclass(frozen=True)
class Clock:
    """A status and the words that go with it."""

    status: str
    words: str


def clock_of(state: str, due_at: dt.datetime | None, closed_at: dt.datetime | None, *, now: dt.datetime) -> Clock:
    """`还剩 3 小时`, `已超 1 天`, closed in time or late; without a due time it says so."""
    if state == State.VOID:
        return Clock(Status.DONE, _("Void"))
    if state == State.CLOSED:
        if due_at is None or closed_at is None:
            return Clock(Status.DONE, _("Closed"))
        return Clock(Status.DONE, _("Closed late") if closed_at > due_at else _("Closed in time"))
    if due_at is None:
        return Clock(Status.PAUSED, _("No due time: calendar not loaded"))
    left = due_at - now
    status = Status.LATE if left < dt.timedelta() else Status.SOON if left < SOON else Status.ONTIME
    return Clock(status, duration_words(left))


def moment(at: dt.datetime | None) -> str:
    """`2011-01-31 15:20` in the branch's time."""
    return at.astimezone(BRANCH_TIME).strftime("%Y-%m-%d %H:%M") if at else ""
