from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.utils import translation

from core.ui.words import change_words, duration_words, out_of_words, span_words


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
