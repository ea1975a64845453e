"""The tables of rule book 1.4, from 2,417 tickets to the printed figures."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.periods.rules import period
from core.ui.rules import half_up
from kpi.indicators.choices import EXCESS_RATE, PER_10K, RATIO_TO_CONTROL
from kpi.reports.selectors import report_of
from kpi.tests.factories import CHANNEL_ERRORS, CUSTOMERS, OWN_ERRORS, january_2011

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(db):
    return report_of(january_2011().top, period("2011-01"))


def percent(ratio: Decimal | None) -> str:
    return "" if ratio is None else str(half_up(ratio * 100, 2))


def test_regions_are_listed_worst_first(report):
    rows = [
        (row.name, row.volume, row.control, percent(row.ratio_to_control), percent(row.excess_rate), row.excess_count)
        for row in report.regions.rows
    ]
    assert rows == [
        ("大源", 456, 182, "250.55", "150.55", 274),
        ("政企", 170, 93, "182.80", "82.80", 77),
        ("城区", 1486, 843, "176.28", "76.28", 643),
        ("新登", 249, 182, "136.81", "36.81", 67),
        ("虚拟", 36, None, "", "", None),
        ("号码错误", 20, None, "", "", None),
    ]


def test_the_total_stands_with_and_without_uncontrolled_regions(report):
    """I-04: 185.92 as printed, 181.62 without the 56 complaints of regions without control."""
    total, controlled = report.regions.total, report.regions.controlled
    assert (total.volume, total.control, total.excess_count) == (2417, 1300, 1117)
    assert (percent(total.ratio_to_control), percent(total.excess_rate)) == ("185.92", "85.92")
    assert (controlled.volume, controlled.control, percent(controlled.ratio_to_control)) == (2361, 1300, "181.62")
    assert report.regions.uncontrolled_volume == 56
    assert (report.regions.with_control, report.regions.over, report.regions.unset) == (4, 4, ())


def test_the_head_figures(report):
    shown = {code: headline.figure.shown for code, headline in report.headlines.items()}
    assert shown["C_VOL"] == "2,417"
    assert shown["C10K"] == "44.97"
    assert shown["CCTRL"] == "185.92 %"
    assert shown["EXCESS"] == "85.92 %"
    assert shown["ERR_OWN"] == "63"
    assert shown["ERR_CHANNEL"] == "70"
    assert (report.errors, percent(report.errors_share)) == (133, "5.50")
    assert report.headline(PER_10K).met is False
    assert report.headline(RATIO_TO_CONTROL).met is False
    assert report.headline(EXCESS_RATE).met is False


def test_the_customer_base_comes_with_its_date_and_source(report):
    assert report.customers.customers == CUSTOMERS
    assert report.customers.sources == ("三月服务会议",)
    assert report.customers.counted_on == (dt.date(2011, 1, 31),)


@pytest.mark.parametrize(
    ("side", "expected", "total"), [("own_errors", OWN_ERRORS, 63), ("channel_errors", CHANNEL_ERRORS, 70)]
)
def test_errors_by_bureau_and_sub_bureau_with_their_zero_rows(report, side, expected, total):
    table = getattr(report, side)
    assert {group.name: {row.name: row.count for row in group.rows} for group in table.groups} == expected
    assert {group.name: group.count for group in table.groups} == {
        name: sum(members.values()) for name, members in expected.items()
    }
    assert table.total == total


def test_where_errors_gather(report):
    """Rule book 1.4, derived: both sides together by sub-bureau."""
    assert [(unit.name, unit.total) for unit in report.erring_units] == [
        ("春北", 56), ("桂花", 33), ("政企", 10), ("大源", 8), ("春江", 7), ("新登", 6), ("高桥", 5), ("场口", 4),
        ("万市", 2), ("外呼小组", 2),
    ]  # fmt: skip


def test_before_the_first_month_there_is_no_data(report):
    assert report.regions.total.previous is None
    assert report.own_errors.previous is None
    assert all(headline.change is None for headline in report.in_order())
    assert [point.volume for point in report.trend] == [None] * 12 + [2417]
    assert [point.per_10k is None for point in report.trend] == [True] * 12 + [False]


def test_the_report_takes_a_handful_of_queries(django_assert_max_num_queries):
    branch = january_2011()
    with django_assert_max_num_queries(12):
        report_of(branch.top, period("2011-01"))
