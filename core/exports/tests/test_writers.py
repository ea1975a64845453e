from __future__ import annotations

import csv
import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest

from core.exports.rules import MOST_CELL
from core.exports.writers import write_csv, write_xlsx

NOW = dt.datetime(2011, 1, 31, 8, 30, 15, tzinfo=dt.UTC)
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://evil","x")',
    "=cmd|' /C calc'!A0",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "#REF!",
    "http://x.example",
    "00123",
    "1E5",
    "13800001234",
    "{=SUM(A1)}",
    "mailto:a@b.c",
    "internal:Sheet2!A1",
    "䶮",
    "😀",
    "TRUE",
]


def read_back(rows: list[list[object]], **more: object) -> openpyxl.worksheet.worksheet.Worksheet:
    out = io.BytesIO()
    write_xlsx(out, ["列"], rows, title=str(more.pop("title", "清单")))
    out.seek(0)
    return openpyxl.load_workbook(out).active


@pytest.mark.parametrize("text", HOSTILE)
def test_in_xlsx_text_stays_text_whatever_it_looks_like(text):
    cell = read_back([[text]])["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_a_control_character_does_not_stop_the_file():
    assert read_back([["投\x0b诉\ud800"]])["A2"].value == "投诉\N{REPLACEMENT CHARACTER}"


def test_a_text_over_the_limit_is_cut_and_says_so():
    assert read_back([["x" * 40_000]])["A2"].value == "x" * (MOST_CELL - 1) + "…"


def test_figures_and_dates_are_figures_and_dates():
    sheet = read_back(
        [[Decimal("44.97")], [7], [NOW], [dt.date(2011, 1, 31)], [True], [None], [10**18], [float("nan")]]
    )
    values = [sheet.cell(row, 1).value for row in range(2, 10)]
    assert values[:2] == [44.97, 7]
    assert values[2:4] == [dt.datetime(2011, 1, 31, 16, 30, 15), dt.datetime(2011, 1, 31)]  # noqa: DTZ001
    assert values[5:] == [None, str(10**18), None]
    assert sheet["A6"].data_type == "s"


@pytest.mark.parametrize("title", ["投诉/清单:[1月]", "x" * 60, "", "'"])
def test_any_title_names_a_sheet(title):
    assert 0 < len(read_back([], title=title).title) <= 31


def test_csv_is_utf8_with_a_mark_and_inert():
    out = io.BytesIO()
    write_csv(out, ["号码", "=x"], [["=1+1", Decimal("44.97")], ['桂花,\n"西路"', NOW], [None, dt.date(2011, 1, 31)]])
    assert out.getvalue().startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))
    assert rows == [
        ["号码", "'=x"],
        ["'=1+1", "44.97"],
        ['桂花,\n"西路"', "2011-01-31 16:30:15"],
        ["", "2011-01-31"],
    ]


@pytest.mark.parametrize("text", HOSTILE)
def test_in_csv_no_cell_begins_a_formula(text):
    out = io.BytesIO()
    write_csv(out, ["列"], [[text]])
    cell = next(iter(list(csv.reader(io.StringIO(out.getvalue().decode("utf-8-sig"))))[1]))
    assert cell[0] not in "=+-@\t\r"


def test_rows_are_taken_one_at_a_time():
    """A list of any length is never held: each row is let go when the next one is asked for."""
    alive: list[int] = []

    class Row(list):
        def __del__(self):
            alive.remove(1)

    def rows():
        for number in range(2000):
            alive.append(1)
            row = Row([number, "文"])
            assert len(alive) < 10
            yield row

    write_xlsx(io.BytesIO(), ["a", "b"], rows(), title="x")
    write_csv(io.BytesIO(), ["a", "b"], rows())
