"""When a notice leaves by a channel, and how long a failed one waits."""

from __future__ import annotations

import datetime as dt

from core.notifications.choices import Pace

QUARTER = 15
LEASE = dt.timedelta(seconds=60)
MAX_ATTEMPTS = 12
FIRST_WAIT = dt.timedelta(minutes=1)
LONGEST_WAIT = dt.timedelta(hours=2)


def next_quarter(now: dt.datetime) -> dt.datetime:
    """The next full quarter of an hour strictly after `now`."""
    quarter = now.replace(minute=now.minute // QUARTER * QUARTER, second=0, microsecond=0)
    return quarter + dt.timedelta(minutes=QUARTER)


def leaves_at(pace: Pace, *, urgent: bool, now: dt.datetime) -> dt.datetime | None:
    """When a notice of `now` leaves for someone who chose `pace`; None if it does not."""
    if pace == Pace.OFF:
        return None
    return now if urgent or pace == Pace.AT_ONCE else next_quarter(now)
