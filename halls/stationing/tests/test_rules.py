"""S3 4.3: the printed tables of the source, recomputed."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.ui.rules import half_up
from halls.stationing.rules import Compared, Received, in_all, meets, tally, weeks_between, weeks_met

JULY, AUGUST = Received(199, 42, 4, 10), Received(131, 18, 0, 0)


def percent(ratio: Decimal | None) -> Decimal | None:
    return None if ratio is None else half_up(ratio * 100, 1)


@pytest.mark.parametrize(
    ("received", "total", "rate"), [(JULY, 245, "95.9"), (AUGUST, 149, "100.0"), (in_all([JULY, AUGUST]), 394, "97.5")]
)
def test_the_stationing_table_is_the_source_s(received, total, rate):
    assert received.total == total
    assert percent(received.rate) == Decimal(rate)


def test_a_total_is_a_ratio_of_sums_and_not_the_mean_of_rates():
    total = in_all([JULY, AUGUST])
    assert total.rate == Decimal(384) / Decimal(394)
    assert percent((JULY.rate + AUGUST.rate) / 2) == Decimal("98.0")  # would have hidden that the target was missed
    assert meets(total.rate, Decimal("98.0")) is False


def test_nobody_received_is_no_rate_and_meets_nothing():
    assert Received().rate is None
    assert meets(None, Decimal("98.0")) is None


def test_a_rate_meets_the_target_as_it_is_printed():
    assert meets(Decimal("0.9795"), Decimal("98.0")) is True  # 97.95 % is printed as 98.0 %
    assert meets(Decimal("0.97949"), Decimal("98.0")) is False


ROWS = {
    "南湖东": ("89.0", "96.9", "8.9", "8.9"),
    "延安路": ("93.6", "98.7", "5.5", "5.4"),
    "迎宾路": ("86.9", "90.9", "4.5", "4.6"),
    "北京路": ("90.6", "93.5", "3.1", "3.2"),
    "皮革厂": ("94.6", "95.7", "1.2", "1.2"),
    "中泉": ("95.7", "96.0", "0.3", "0.3"),
    "解放南": ("97.5", "97.4", "-0.1", "-0.1"),
}
"""Before, after, the change as the source printed it, and as it comes out: three were printed from unrounded scores."""


@pytest.mark.parametrize("hall", ROWS)
def test_the_before_and_after_rows_are_recomputed(hall):
    before, after, printed, recomputed = ROWS[hall]
    compared = Compared(Decimal(before), Decimal(after))
    assert percent(compared.relative) == Decimal(recomputed)
    # What was printed lies within what the rounding of both scores leaves open.
    half = Decimal("0.05")
    lowest = (Decimal(after) - half) / (Decimal(before) + half) - 1
    highest = (Decimal(after) + half) / (Decimal(before) - half) - 1
    assert percent(lowest) <= Decimal(printed) <= percent(highest)


def test_the_printed_total_is_the_plain_mean_of_ten_and_three_of_them_fell():
    """Seven rows are printed; 93.8 and 95.2 only come out when the other three fell by 2.4 points on average."""
    seven = [Compared(Decimal(before), Decimal(after)) for before, after, *_changes in ROWS.values()]
    three = [Compared(Decimal("96.7"), Decimal("94.3"))] * 3
    found = tally(seven + three)
    assert (half_up(found.mean.before, 1), half_up(found.mean.after, 1)) == (Decimal("93.8"), Decimal("95.2"))
    assert percent(found.mean.relative) == Decimal("1.5")
    assert (found.rose, found.fell, found.stayed, found.unknown) == (6, 4, 0, 0)
    assert tally(seven).fell == 1


def test_a_hall_without_a_figure_is_counted_as_such_and_not_as_nought():
    found = tally([Compared(Decimal(90), Decimal(95)), Compared(None, Decimal(99)), Compared(Decimal(80), None)])
    assert (found.known, found.unknown) == (1, 2)
    assert found.mean == Compared(Decimal(90), Decimal(95))


def test_nothing_known_is_no_mean():
    assert tally([Compared(None, None)]).mean == Compared(None, None)


def test_a_rise_from_nought_has_points_and_no_relative_change():
    compared = Compared(Decimal(0), Decimal(5))
    assert (compared.points, compared.relative, compared.direction) == (Decimal(5), None, 1)


@given(st.lists(st.tuples(*[st.decimals(0, 100, places=1)] * 2), max_size=30))
def test_every_row_is_counted_once(rows):
    found = tally([Compared(before, after) for before, after in rows])
    assert found.rose + found.fell + found.stayed + found.unknown == len(rows)


def test_a_week_is_kept_by_as_many_stints_as_the_campaign_asks_for():
    weeks = weeks_between(dt.date(2019, 7, 1), dt.date(2019, 7, 31))
    assert [f"{week:%m-%d}" for week in weeks] == ["07-01", "07-08", "07-15", "07-22", "07-29"]
    days = [dt.date(2019, 7, 3), dt.date(2019, 7, 4), dt.date(2019, 7, 21)]
    assert weeks_met(days, weeks, least=1) == 2
    assert weeks_met(days, weeks, least=2) == 1
    assert weeks_between(dt.date(2019, 8, 1), dt.date(2019, 7, 1)) == []
