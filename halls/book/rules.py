"""When a daily book is in time, late or missing, and what that comes to: pure functions (rule book 1.3, H05, H07)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from zoneinfo import ZoneInfo

from halls.book.choices import COUNTED, BookState

REMIND_MOST = 240
NOTE_MOST = 200


def moment_of(day: dt.date, time: dt.time, zone: str) -> dt.datetime:
    """The moment of a clock time of a day in the hall."""
    return dt.datetime.combine(day, time, ZoneInfo(zone))


def state_of(*, meeting: dt.datetime | None, is_due: bool, received: dt.datetime | None, now: dt.datetime) -> BookState:
    """How a day stands. `meeting` carries the hall's own time zone; None while nobody has set one.

    S0-K1 asks for the book before the morning meeting. The server's own clock decides, not a phone's: what was
    filled in without a network counts when it arrives, and on a later day it is no longer that day's (H07).
    """
    if meeting is None:
        return BookState.UNSET
    if not is_due:
        return BookState.NOT_DUE
    if received is None:
        return BookState.WAITING if now < meeting else BookState.MISSING
    if received <= meeting:
        return BookState.IN_TIME
    return BookState.LATE if received.astimezone(meeting.tzinfo).date() == meeting.date() else BookState.AFTERWARDS


@dataclass(frozen=True)
class InTime:
    """Books done in time out of those that were due and whose meeting is over; sums add up to a ratio of sums."""

    done: int = 0
    due: int = 0

    def __add__(self, other: InTime) -> InTime:
        return InTime(self.done + other.done, self.due + other.due)

    @property
    def share(self) -> Decimal | None:
        """None where no book was due yet."""
        return Decimal(self.done) / self.due if self.due else None


def in_time(states: Iterable[BookState]) -> InTime:
    counted = [state for state in states if state in COUNTED]
    return InTime(sum(state is BookState.IN_TIME for state in counted), len(counted))


def streak(newest_first: Iterable[BookState]) -> int:
    """How many books in a row were in time up to the last one due; days without a due book neither add nor end it."""
    length = 0
    for state in newest_first:
        if state is BookState.IN_TIME:
            length += 1
        elif state in COUNTED:
            break
    return length
