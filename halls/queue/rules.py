"""What may happen to a visit and when, and how its waits are counted: no row, no clock, no settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

NOTE_MOST = 120
PRIORITY_MOST = 2
"""The last of the kinds in choices.Priority; a program may give no others than the pages."""
KEEPS_NUMBERS_DAYS = 7


class AfterCall(NamedTuple):
    """What becomes of a number that nobody came for."""

    is_back: bool
    places: int


def seconds_between(start: dt.datetime, end: dt.datetime) -> int:
    """Whole seconds from one moment to a later one; a clock that was set back makes no negative wait (H03)."""
    return max(0, int((end - start).total_seconds()))


def not_before(now: dt.datetime, *moments: dt.datetime | None) -> dt.datetime:
    """`now`, or the latest of what has already happened if the server's clock was set back since (H03)."""
    return max([now, *(moment for moment in moments if moment is not None)])


def after_no_show(*, put_back: int, put_back_most: int, places: int) -> AfterCall:
    """A number goes back `places` places until it has gone back `put_back_most` times; then it has expired."""
    return AfterCall(is_back=put_back < put_back_most, places=places)


def behind(waiting: Sequence[dt.datetime], *, places: int, now: dt.datetime) -> dt.datetime:
    """Since when a number counts as waiting that is put `places` behind the front of those in `waiting`, in turn.

    Just behind the last of them it may pass; behind everybody, and so now, if fewer wait.
    """
    if len(waiting) < places or places == 0:
        return now if places else min([now, *waiting])
    return waiting[places - 1] + dt.timedelta(microseconds=1)


def place_behind(
    passing: Sequence[tuple[int, dt.datetime]],
    *,
    priority: int,
    queued_at: dt.datetime,
    places: int,
    now: dt.datetime,
) -> tuple[int, dt.datetime]:
    """Priority and waiting since of a number that lets those in `passing`, in turn, be called first.

    It keeps no more priority than the last of them; where that one has more than the number itself, it stays in
    front of its own kind.
    """
    last = passing[-1][0] if passing else priority
    if last > priority and len(passing) == places:
        return priority, queued_at
    return min(priority, last), behind([since for _priority, since in passing], places=places, now=now)


def may_expire(calls: int, *, asked: int) -> bool:
    """Whether a number has been called often enough to say that nobody came."""
    return calls >= max(1, asked)


def estimate_minutes(ahead: int, *, counters: int, minutes_each: float) -> int | None:
    """How long somebody with `ahead` people before them may wait, in whole minutes; None if nobody serves."""
    if counters <= 0 or minutes_each <= 0:
        return None
    return round(ahead * minutes_each / counters)
