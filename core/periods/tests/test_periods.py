from __future__ import annotations

import datetime as dt

import pytest

from core.periods.rules import Month, NotAPeriod, PeriodKind, month, period, span


@pytest.mark.parametrize(
    ("words", "kind", "first", "last", "length"),
    [
        ("2011-01", PeriodKind.MONTH, "2011-01", "2011-01", 1),
        ("2015-Q2", PeriodKind.QUARTER, "2015-04", "2015-06", 3),
        ("2015", PeriodKind.YEAR, "2015-01", "2015-12", 12),
        ("2014-11..2015-02", PeriodKind.RANGE, "2014-11", "2015-02", 4),
    ],
)
def test_a_period_reads_back_as_it_was_written(words, kind, first, last, length):
    read = period(words)
    assert (read.kind, read.first.words, read.last.words, read.length) == (kind, first, last, length)
    assert read.words == words
    assert len(read.months) == length


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        ("2015-04", "2015-04", "2015-04"),
        ("2015-04", "2015-06", "2015-Q2"),
        ("2015-05", "2015-07", "2015-05..2015-07"),
        ("2015-01", "2015-12", "2015"),
        ("2015-02", "2016-01", "2015-02..2016-01"),
    ],
)
def test_a_span_is_called_by_its_shortest_name(first, last, words):
    assert span(month(first), month(last)).words == words


@pytest.mark.parametrize(
    "words",
    ["", "2011-13", "2011-00", "2011-1", "2011-Q5", "11-01", "2011-03..2011-01", "1890-01", "2011-01..2031-01",
     "2011-01 ", "２０１１-01", "2011-01..", "2011-01-01"],
)  # fmt: skip
def test_it_refuses_what_is_not_a_period(words):
    with pytest.raises(NotAPeriod):
        period(words)


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("2011-01", "2010-12", "2011-02"),
        ("2011-Q1", "2010-Q4", "2011-Q2"),
        ("2011", "2010", "2012"),
        ("2015-04..2015-06", "2015-01..2015-03", "2015-07..2015-09"),
    ],
)
def test_the_periods_beside_it_are_of_the_same_kind(words, before, after):
    assert period(words).previous.words == before
    assert period(words).following.words == after


def test_a_trend_of_thirteen_months_starts_in_the_same_month_of_last_year():
    trend = period("2011-01").trend()
    assert [one.words for one in (trend[0], trend[-1])] == ["2010-01", "2011-01"]
    assert len(trend) == 13


def test_a_month_knows_its_days():
    assert Month(2012, 2).last_day == dt.date(2012, 2, 29)
    assert Month(2011, 12).last_day == dt.date(2011, 12, 31)
    assert Month.from_number(201112).plus(1) == Month(2012, 1)
