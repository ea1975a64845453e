from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import translation

from core.ui.words import (
    calendar_words,
    change_words,
    due_day_words,
    due_words,
    duration_words,
    lapse_words,
    out_of_words,
    span_words,
)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("remaining", "words"),
    [
        (dt.timedelta(hours=3), "3 h left"),
        (dt.timedelta(hours=2, minutes=59, seconds=59), "2 h 59 min left"),
        (dt.timedelta(days=11), "11 d left"),
        (dt.timedelta(days=-1, hours=-2, minutes=-40), "1 d 2 h over"),
        (dt.timedelta(seconds=59), "less than a minute left"),
        (dt.timedelta(0), "due now"),
        (dt.timedelta(seconds=-30), "due now"),
        (None, "Not set"),
    ],
)
def test_a_clock_reads_in_words(remaining: dt.timedelta | None, words: str) -> None:
    assert duration_words(remaining) == words


DUE = dt.date(2011, 1, 31)


@pytest.mark.parametrize(
    ("today", "english", "simplified", "traditional"),
    [
        ("2011-01-31", "due today", "今天到期", "今天到期"),
        ("2011-01-30", "1 d left", "还剩 1 天", "還剩 1 天"),
        ("2010-12-02", "60 d left", "还剩 60 天", "還剩 60 天"),
        ("2010-11-30", "2 mo left", "还剩 2 个月", "還剩 2 個月"),
        ("2011-02-01", "1 d over", "已超 1 天", "已超 1 天"),
        ("2011-04-01", "60 d over", "已超 60 天", "已超 60 天"),
        ("2011-04-02", "2 mo over", "已超 2 个月", "已超 2 個月"),
        ("2011-04-30", "2 mo over", "已超 2 个月", "已超 2 個月"),
        ("2011-05-31", "4 mo over", "已超 4 个月", "已超 4 個月"),
        ("2012-01-30", "11 mo over", "已超 11 个月", "已超 11 個月"),
        ("2012-01-31", "1 yr over", "已超 1 年", "已超 1 年"),
        ("2012-12-31", "1 yr 11 mo over", "已超 1 年 11 个月", "已超 1 年 11 個月"),
        ("2013-01-31", "2 yr over", "已超 2 年", "已超 2 年"),
        ("2013-12-31", "2 yr over", "已超 2 年", "已超 2 年"),
        ("2026-11-22", "15 yr over", "已超 15 年", "已超 15 年"),
    ],
)
def test_what_is_due_on_a_day_is_said_as_people_say_it(today, english, simplified, traditional) -> None:
    for language, words in (("en", english), ("zh-hans", simplified), ("zh-hant", traditional)):
        with translation.override(language):
            assert due_day_words(DUE, dt.date.fromisoformat(today)) == words, language


@pytest.mark.parametrize(
    ("days", "english", "simplified", "traditional"),
    [
        (1.5, "1 d 12 h over", "已超 1 天 12 小时", "已超 1 天 12 小時"),
        (60, "60 d over", "已超 60 天", "已超 60 天"),
        (60.1, "60 d over", "已超 60 天", "已超 60 天"),
        (5774, "15 yr over", "已超 15 年", "已超 15 年"),
        (-0.125, "3 h left", "还剩 3 小时", "還剩 3 小時"),
        (-400, "1 yr 1 mo left", "还剩 1 年 1 个月", "還剩 1 年 1 個月"),
    ],
)
def test_what_is_due_at_a_moment_is_said_so_too(days, english, simplified, traditional) -> None:
    due_at = dt.datetime(2011, 1, 31, 12, tzinfo=dt.UTC)
    for language, words in (("en", english), ("zh-hans", simplified), ("zh-hant", traditional)):
        with translation.override(language):
            assert due_words(due_at, due_at + dt.timedelta(days=days)) == words, language


def test_what_was_never_promised_says_so_and_a_lapse_has_no_side() -> None:
    now = dt.datetime(2011, 1, 31, 12, tzinfo=dt.UTC)
    assert due_words(None, now) == "Not set"
    assert lapse_words(now, now + dt.timedelta(hours=26)) == "1 d 2 h"
    assert lapse_words(now, now + dt.timedelta(days=400)) == "1 yr 1 mo"
    assert calendar_words(dt.date(2010, 7, 1), dt.date(2010, 8, 31)) == "2 mo", "after 60 days come two months"


def test_a_length_of_time_keeps_its_two_largest_parts() -> None:
    assert span_words(dt.timedelta(minutes=6, seconds=12)) == "6 min 12 s"
    assert span_words(dt.timedelta(days=2, minutes=5)) == "2 d"
    assert span_words(dt.timedelta(0)) == "0 s"


@pytest.mark.parametrize(
    ("difference", "kind", "words"),
    [
        ("0.0466", "relative", "+4.66 % (relative)"),
        ("4.3", "points", "+4.3 points"),
        ("-1.5", "percentage_points", "\N{MINUS SIGN}1.50 percentage points"),
        (312, "count", "+312"),
        (None, "relative", "No data"),
    ],
)
def test_a_change_says_of_which_kind_it_is(difference: str | int | None, kind: str, words: str) -> None:
    assert change_words(difference, kind) == words


def test_it_refuses_a_change_of_no_known_kind() -> None:
    with pytest.raises(ValueError, match="sideways"):
        change_words(1, "sideways")


def test_progress_without_a_total_is_no_data() -> None:
    assert out_of_words(0, 0) == "No data"
    assert out_of_words(12, 17) == "12 of 17, 71 %"
