import datetime as dt

import pytest

from core.imports.datereading import NotATime, combine, read_time


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:53", "15:53:00"),
        ("3:53:50 PM", "15:53:50"),
        ("12:05:00 AM", "00:05:00"),
        ("12:05 p.m.", "12:05:00"),
        ("下午3:53", "15:53:00"),
        ("上午12:10", "00:10:00"),
        ("3时5分7秒", "03:05:07"),
        ("155350", "15:53:50"),
        ("0.5", "12:00:00"),
        ("１５：５３", "15:53:00"),
        ("08:30:15.250", "08:30:15"),
    ],
)
def test_times_are_read_as_sheets_write_them(text, expected):
    assert read_time(text).isoformat() == expected


@pytest.mark.parametrize("text", ["25:00", "13:00 PM", "noon", "10:61", "1.5", "0:10 AM"])
def test_what_is_no_time_is_refused(text):
    with pytest.raises(NotATime):
        read_time(text)


def test_a_day_and_a_time_column_make_one_moment():
    assert combine(dt.date(2015, 4, 22), "3:53:50 PM").isoformat() == "2015-04-22T15:53:50"
    assert combine(dt.date(2015, 4, 22), " ").isoformat() == "2015-04-22T00:00:00"
