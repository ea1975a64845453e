"""When a book is in time, and what books come to: values in, values out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from halls.book import rules
from halls.book.choices import BookState

ZONE = ZoneInfo("Asia/Shanghai")
MEETING = dt.datetime(2011, 1, 17, 8, 30, tzinfo=ZONE)


def at(hour: int, minute: int = 0, *, day: int = 17) -> dt.datetime:
    return dt.datetime(2011, 1, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("received", "now", "state"),
    [
        (None, at(8, 29), BookState.WAITING),
        (None, at(8, 30), BookState.MISSING),
        (at(8, 30), at(9), BookState.IN_TIME),
        (at(8, 30) + dt.timedelta(seconds=1), at(9), BookState.LATE),
        (at(23, 59), at(23, 59), BookState.LATE),
        (at(0, 0, day=18), at(9, day=18), BookState.AFTERWARDS),
        (at(10, day=19), at(10, day=19), BookState.AFTERWARDS),
    ],
)
def test_the_meeting_and_the_day_decide(received, now, state):
    assert rules.state_of(meeting=MEETING, is_due=True, received=received, now=now) is state


def test_the_day_is_the_halls_own():
    """Late in the evening in Shanghai it is the same day in UTC, and a minute after midnight it is not."""
    evening = at(23, 30).astimezone(dt.UTC)
    assert rules.state_of(meeting=MEETING, is_due=True, received=evening, now=evening) is BookState.LATE
    night = at(0, 1, day=18).astimezone(dt.UTC)
    assert night.date() == MEETING.date()
    assert rules.state_of(meeting=MEETING, is_due=True, received=night, now=night) is BookState.AFTERWARDS


def test_nothing_is_late_until_a_meeting_is_set_and_nothing_is_due_on_a_closed_day():
    said = {"received": None, "now": at(20)}
    assert rules.state_of(meeting=None, is_due=True, **said) is BookState.UNSET
    assert rules.state_of(meeting=MEETING, is_due=False, **said) is BookState.NOT_DUE


def test_the_share_is_a_ratio_of_sums():
    one = rules.in_time([BookState.IN_TIME, BookState.WAITING, BookState.NOT_DUE])
    many = rules.in_time([BookState.MISSING, BookState.LATE, BookState.AFTERWARDS, BookState.IN_TIME])
    assert (one.done, one.due, many.done, many.due) == (1, 1, 1, 4)
    assert (one + many).share == Decimal(2) / 5
    assert rules.InTime().share is None


def test_a_row_of_books_is_broken_only_by_one_that_was_due():
    newest_first = [
        BookState.WAITING,
        BookState.IN_TIME,
        BookState.NOT_DUE,
        BookState.IN_TIME,
        BookState.LATE,
        BookState.IN_TIME,
    ]
    assert rules.streak(newest_first) == 2
    assert rules.streak([BookState.MISSING, BookState.IN_TIME]) == 0
