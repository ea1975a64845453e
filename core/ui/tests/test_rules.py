from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.ui.rules import (
    Span,
    grouped,
    half_up,
    percent_of,
    percent_text,
    share_text,
    signed,
    span_of,
    sparkline_points,
)

#: The figures of January 2011 as the branch's own tables print them.
PRINTED_SHARES = [
    (2417, 1300, "185.92 %"),
    (2361, 1300, "181.62 %"),
    (1486, 843, "176.28 %"),
    (456, 182, "250.55 %"),
    (249, 182, "136.81 %"),
    (170, 93, "182.80 %"),
    (133, 2417, "5.50 %"),
]


@pytest.mark.parametrize(("part", "whole", "printed"), PRINTED_SHARES)
def test_shares_read_as_the_source_prints_them(part: int, whole: int, printed: str) -> None:
    assert share_text(Decimal(part) / whole) == printed


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [("24.955", 2, "24.96"), ("24.945", 2, "24.95"), ("0.5", 0, "1"), ("-0.5", 0, "-1"), ("2.5", 0, "3")],
)
def test_the_half_goes_up_and_never_to_the_even_neighbour(value: str, places: int, rounded: str) -> None:
    assert half_up(value, places) == Decimal(rounded)


def test_a_float_is_taken_by_the_digits_that_it_shows() -> None:
    assert half_up(0.285, 2) == Decimal("0.29")


def test_a_rounded_nothing_has_no_sign() -> None:
    assert str(half_up("-0.4")) == "0"


def test_separators_start_at_one_thousand() -> None:
    assert [grouped(999), grouped(1486), grouped(537469)] == ["999", "1,486", "537,469"]


def test_negative_figures_carry_a_true_minus() -> None:
    assert grouped(-1117) == "\N{MINUS SIGN}1,117"


def test_a_percentage_is_not_multiplied_again() -> None:
    assert percent_text(Decimal("85.923"), 1) == "85.9 %"


@pytest.mark.parametrize(
    ("value", "places", "text"), [(312, 0, "+312"), ("-4.25", 1, "\N{MINUS SIGN}4.3"), ("0.004", 2, "±0.00")]
)
def test_a_difference_always_shows_its_sign(value: str | int, places: int, text: str) -> None:
    assert signed(value, places) == text


@pytest.mark.parametrize("value", ["", "abc", float("nan"), float("inf")])
def test_it_refuses_what_is_not_a_finite_number(value: str | float) -> None:
    with pytest.raises(ValueError, match="number"):
        half_up(value, 2)


def test_a_span_is_the_same_before_and_after_the_moment() -> None:
    duration = dt.timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=900_000)
    assert span_of(duration) == span_of(-duration) == Span(1, 2, 3, 4)


@pytest.mark.parametrize(("part", "whole", "place"), [(1, 2, 50), (3, 2, 100), (-1, 2, 0), (1, 0, 0)])
def test_a_bar_never_leaves_its_scale(part: int, whole: int, place: int) -> None:
    assert percent_of(part, whole) == place


def test_a_sparkline_leaves_the_place_of_a_missing_month_empty() -> None:
    assert sparkline_points([0, None, 10], 100, 20) == "0.0,20.0 100.0,0.0"


def test_a_level_sparkline_runs_through_the_middle() -> None:
    assert sparkline_points([5, 5], 100, 20) == "0.0,10.0 100.0,10.0"


def test_one_value_is_no_line() -> None:
    assert sparkline_points([None, 5], 100, 20) == ""
