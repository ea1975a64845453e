from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from core.ui.charts import Chart, Series, TargetLine

TREND = Chart(
    key="trend",
    kind="line",
    title="13 months",
    head="Month",
    categories=["2010-12", "2011-01"],
    series=[Series("Per 10k", [None, Decimal("44.97")])],
    urls=["?month=2010-12", "?month=2011-01"],
    target=TargetLine(25, "required <= 25"),
    places=2,
)


def test_the_browser_gets_plain_numbers_and_a_gap_where_nothing_was_measured() -> None:
    assert TREND.data["series"] == [{"name": "Per 10k", "values": [None, 44.97], "quiet": False}]
    assert TREND.data["target"] == {"value": 25, "label": "required <= 25"}


def test_the_table_prints_the_same_figures_and_says_when_there_are_none() -> None:
    first, second = TREND.rows
    assert not first.cells[0].known
    assert (second.category, second.url, second.cells[0].text) == ("2011-01", "?month=2011-01", "44.97")


def test_it_refuses_a_series_that_is_too_short() -> None:
    with pytest.raises(ValueError, match="1 values for 2"):
        replace(TREND, series=[Series("Per 10k", [1])])


def test_it_refuses_addresses_that_would_open_the_wrong_rows() -> None:
    with pytest.raises(ValueError, match="one address"):
        replace(TREND, urls=["?month=2011-01"])


def test_it_refuses_a_kind_that_nothing_draws() -> None:
    with pytest.raises(ValueError, match="pie"):
        replace(TREND, kind="pie")
