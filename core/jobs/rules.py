"""How long a job is held, how often it is tried, and how long it waits in between."""

from __future__ import annotations

import datetime as dt

LEASE = dt.timedelta(seconds=60)
MAX_ATTEMPTS = 3
FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(minutes=10)

BEAT_SECONDS = 1.0
PATIENCE = dt.timedelta(seconds=20)


def day_of(local: dt.datetime, *, after_hour: int) -> dt.date:
    """The day whose routine is due at `local`: before `after_hour` that is still yesterday.

    A machine that slept over the hour catches up at the next look, once, and for the right day (F5).
    """
    return (local - dt.timedelta(hours=after_hour)).date()
