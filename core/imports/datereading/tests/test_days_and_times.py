from __future__ import annotations

import datetime as dt

import pytest

from core.imports.datereading import day_alone
from core.imports.datereading.written import _parse, parse

SHAPES = (
    "2026-09-05 10:22:30", "2026/9/5 10:22", "5.9.2026 23:59:59", "05-09-26 00:00", "20260905 10:22",
    "2026-02-30 10:00", "31/12/99 08:30", "5/9/2026 10:22:30 ", "2026-09-05 24:00", "2026-09-05 10:60",
    "2026-09-05T10:22", "2026-09-05 9:05", "１/2/2026 10:22", "12.50.6 10:22", "------ 10:22", "1...... 10:00",
)  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_the_short_way_reads_what_the_long_way_reads(text):
    assert parse(text) == _parse(text)


@pytest.mark.parametrize("text", SHAPES)
def test_a_day_alone_is_the_day_of_the_moment(text):
    whole, alone = _parse(text), parse(day_alone(text))
    assert (whole and whole._replace(time=None)) == (alone and alone._replace(time=None))


def test_the_time_of_day_is_left_to_the_moment():
    assert day_alone("5/9/2026 10:22:30") == "5/9/2026"
    assert parse("5/9/2026 10:22:30").time == dt.time(10, 22, 30)
