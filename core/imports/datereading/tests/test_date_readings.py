"""J15: every reading is shown, none is guessed."""

import datetime as dt

import pytest

from core.imports.datereading import CODES, NotADate, choose, date_readings, reader
from core.imports.reading import ReadOptions, read_sheet


def codes(values, **more):
    return [reading.code for reading in date_readings(values, **more)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2011.3.1", "2011-03-01"),
        ("2011/3/1", "2011-03-01"),
        ("2011-03-01", "2011-03-01"),
        ("2011年3月1日", "2011-03-01"),
        ("2011 年 3 月 1 日 星期二", "2011-03-01"),
        ("11年3月1日", "2011-03-01"),
        ("２０１１－０３－０１", "2011-03-01"),
        ("20110301", "2011-03-01"),
        ("20110301083000", "2011-03-01"),
        ("2011-03-01 14:05:10", "2011-03-01"),
        ("2011-03-01T14:05:10", "2011-03-01"),
        ("2011/3/1 下午2:05", "2011-03-01"),
        ("22-Apr-15", "2015-04-22"),
        ("April 22, 2015", "2015-04-22"),
        ("2015-Apr-03", "2015-04-03"),
        ("22/04/2015", "2015-04-22"),
        ("04/22/2015 3:53:50 PM", "2015-04-22"),
        ("31.12.99", "1999-12-31"),
    ],
)
def test_a_date_with_one_meaning_is_read_without_asking(text, day):
    chosen = choose(date_readings([text]))
    assert chosen is not None
    assert str(reader(chosen.code)(text)) == day


@pytest.mark.parametrize(
    "text",
    ["2011-02-30", "31/04/2011", "yesterday", "2011-13-01", "3/4", "2011-01-31T18:00:00Z", "12.5", "00-00-00"],
)
def test_what_no_calendar_has_is_no_date_in_any_reading(text):
    assert date_readings([text]) == ()
    for code in CODES:
        with pytest.raises(NotADate, match=r"is not a date|不是"):
            reader(code)(text)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["03/04/2011"], ["dmy", "mdy"]),
        (["03-04-11"], ["ymd", "dmy", "mdy"]),
        (["22-04-2015", "23-04-2015"], ["dmy"]),
        (["04-22-2015"], ["mdy"]),
        (["22-04-2015", "04-08-2015"], ["dmy", "repair"]),
        (["04-22-2015", "04-08-2015"], ["mdy", "repair_mdy"]),
        (["03/03/2011"], ["dmy"]),
        (["40603"], ["serial1900", "serial1904"]),
    ],
)
def test_every_reading_that_fits_is_listed(values, expected):
    readings = date_readings(values)
    assert [reading.code for reading in readings] == expected
    assert (choose(readings) is None) == (len(expected) > 1)


def test_one_impossible_date_does_not_hide_the_reading_of_the_others():
    (reading,) = date_readings(["2011-01-05", "2011-01-06", "2011-02-30"])
    assert (reading.fits, reading.total, reading.failures) == (2, 3, ("2011-02-30",))
    assert choose([reading]) == reading


def test_a_column_in_two_orders_has_no_complete_reading():
    readings = date_readings(["22-04-2015", "23-04-2015", "04-25-2015"])
    assert [(r.code, r.fits, r.complete) for r in readings] == [("dmy", 2, False), ("mdy", 1, False)]
    assert choose(readings) is None


def test_a_column_of_other_things_is_no_date_column():
    assert date_readings(["Anqing", "Fuyang", "2011-01-01"]) == ()


def test_dates_after_today_speak_against_a_reading():
    values = ["22-04-15", "30-06-15"]
    assert codes(values) == ["ymd", "dmy"]
    assert codes(values, latest=dt.date(2026, 11, 22)) == ["dmy"]


def test_a_workbooks_own_day_count_settles_day_numbers():
    assert codes(["40603"], date1904=False) == ["serial1900"]
    assert reader("serial1900")("40603") == dt.date(2011, 3, 1)
    assert reader("serial1904")("39141") == dt.date(2011, 3, 1)


def test_real_date_cells_are_one_reading():
    assert codes([], real_dates=["2011-01-05", "2011-02-03"]) == ["ymd"]


def test_text_beside_real_date_cells_brings_up_the_repair():
    """A spreadsheet made real dates of what it could read, swapped, and left the rest as text."""
    readings = date_readings(["22-04-15"], ["2015-08-04"], latest=dt.date(2020, 1, 1))
    assert [(r.code, dict(r.month_profile)) for r in readings] == [
        ("dmy", {"2015-04": 1, "2015-08": 1}),
        ("repair", {"2015-04": 2}),
    ]
    read = reader("repair")
    assert read("22-04-15") == dt.date(2015, 4, 22)
    assert read("2015-08-04", real=True) == dt.date(2015, 4, 8)
    assert read("2015-08-04") == dt.date(2015, 8, 4)


def test_doubtful_text_beside_real_dates_is_asked_both_ways():
    found = codes(["22-04-2015", "05-04-2015"], real_dates=["2015-08-04"])
    assert found == ["dmy", "repair", "repair_cells_dmy"]


def test_iso_text_beside_real_dates_is_not_doubted():
    assert codes(["2011-01-31"], real_dates=["2011-01-05"]) == ["ymd"]


def test_the_examples_show_first_what_the_readings_disagree_on():
    readings = date_readings(["22-04-2015", "23-04-2015", "04-08-2015"])
    assert [reading.examples[0] for reading in readings] == [
        ("04-08-2015", dt.date(2015, 8, 4)),
        ("04-08-2015", dt.date(2015, 4, 8)),
    ]


def test_a_time_after_the_date_is_kept():
    assert reader("dmy").moment("01/02/2015 3:53:50 PM").isoformat() == "2015-02-01T15:53:50"


@pytest.mark.parametrize(("column", "plain"), [("Date", "dmy"), ("Date_month_year", "dmy")])
def test_the_comcast_dates_fall_into_three_months_once_repaired(shared_data, tmp_path, column, plain):
    path = shared_data("complaints_comcast.csv")
    sheet = read_sheet(path, options=ReadOptions(staging=tmp_path))
    readings = date_readings(sheet.tally(sheet.headers.index(column)).texts, latest=dt.date(2026, 11, 22))
    assert [reading.code for reading in readings] == [plain, "repair"]
    assert choose(readings) is None
    as_written, repaired = readings
    assert len(as_written.month_profile) == 12
    assert repaired.month_profile == {"2015-04": 545, "2015-05": 399, "2015-06": 1280}
    assert repaired.exchanged == 572
