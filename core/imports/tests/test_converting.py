from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.imports import converting
from core.imports.converting import Bad
from core.imports.registry import SheetColumn


def read(reader: converting.ColumnReader, *texts: str) -> list:
    return reader.values(texts)


@pytest.mark.parametrize(
    ("text", "value"), [("1,300", 1300), ("１２３", 123), ("－5", -5), (" 7 ", 7), ("", None), ("0012", 12)]
)
def test_whole_numbers_as_offices_write_them(text, value):
    assert read(converting.number_reader(SheetColumn("n", "n", type="integer")), text) == [value]


@pytest.mark.parametrize("text", ["1.5", "inf", "NaN", "1e400", "十二", "1,30", "1_000", "½"])
def test_what_is_no_whole_number_is_told(text):
    (value,) = read(converting.number_reader(SheetColumn("n", "n", type="integer")), text)
    assert isinstance(value, Bad)
    assert text in value.message


@pytest.mark.parametrize(("text", "value"), [("250.55", "250.55"), ("1,300.5", "1300.5"), ("-.5", "-0.5")])
def test_decimals_are_exact(text, value):
    assert read(converting.number_reader(SheetColumn("n", "n", type="decimal")), text) == [Decimal(value)]


def test_numbers_outside_their_bounds_are_told():
    reader = converting.number_reader(SheetColumn("n", "n", type="integer", minimum=1, maximum=10))
    assert [type(value) for value in read(reader, "0", "10", "11")] == [Bad, int, Bad]


def test_an_empty_cell_is_none_or_told_where_it_is_needed():
    assert converting.TextReader(SheetColumn("t", "t")).values(["  ", "a "]) == [None, "a"]
    reader = converting.TextReader(SheetColumn("t", "t", required=True, max_length=2))
    first, second, third = reader.values(["\u3000", "ab", "abc"])
    assert isinstance(first, Bad)
    assert second == "ab"
    assert isinstance(third, Bad)
    assert reader.has_bad


def test_a_day_and_a_moment_are_read_as_was_chosen():
    day = converting.date_reader(SheetColumn("d", "d", type="date"), "dmy")
    assert read(day, "04-08-15") == [dt.date(2015, 8, 4)]
    moment = converting.date_reader(SheetColumn("d", "d", type="datetime"), "ymd")
    (value,) = read(moment, "2011-01-31 08:20")
    assert value.isoformat() == "2011-01-31T08:20:00+08:00"
    assert isinstance(read(day, "30-30-15")[0], Bad)


def test_real_dates_are_told_from_texts_that_look_alike():
    reader = converting.date_reader(SheetColumn("d", "d", type="date"), "repair")
    assert reader.values(["2015-04-08", "22-04-15"], [True, False]) == [dt.date(2015, 8, 4), dt.date(2015, 4, 22)]


def test_phones_become_digits_and_a_refusal_keeps_the_number_to_itself():
    reader = converting.phone_reader(SheetColumn("p", "p", type="phone"))
    good, plain, bad = read(reader, "+86 138-1234-5678", "13812345678", "1381234x678")
    assert good == plain == "13812345678"
    assert "1381234" not in bad.message


def test_what_was_met_is_remembered_within_bounds(monkeypatch):
    monkeypatch.setattr(converting, "MOST_REMEMBERED", 10)
    asked = []
    remembered = converting.Remembered(lambda text: asked.append(text) or text)
    for number in range(25):
        assert remembered[str(number)] == str(number)
        assert remembered[str(number)] == str(number)
    assert len(asked) == 25
    assert len(remembered) <= 10
