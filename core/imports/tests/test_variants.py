"""The same real sheet in the shapes in which offices send it; all must end in the same months."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections import Counter

import openpyxl
import pytest

from core.imports.choices import ImportState
from core.imports.tests.factories import an_upload, checked, decided, imported, loan_days

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("loans")]

MONTHS = {201504: 545, 201505: 399, 201506: 1280}
CREATE = {"depot": {"act": "create", "under": "YARD"}}
CHINESE = (
    "投诉单号,受理日期,受理时间,状态,区域\n"
    "A1,2011年1月3日,下午3:05,处理中,桂花西路营业厅\n"
    "A2,2011-01-31,09:20,已归档,新登营业厅\n"
)
TRADITIONAL = "投訴單號,受理日期,狀態,區域\nA1,2011年1月3日,處理中,桂花西路營業廳\nA2,2011-01-31,已歸檔,新登營業廳\n"


@pytest.fixture
def rows(shared_data):
    with shared_data("complaints_comcast.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def right_day(text: str) -> dt.date:
    first, second, year = map(int, text.split("-"))
    day, month = (second, first) if first <= 12 and second <= 12 else (first, second)
    return dt.date(2000 + year, month, day)


def months() -> dict[int, int]:
    return dict(Counter(day // 100 for day in loan_days().values()))


def test_tabs_and_years_of_four_digits(rows, importer):
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t")
    writer.writerow(rows[0])
    writer.writerows([*row[:2], f"{row[2][:6]}20{row[2][6:]}", *row[3:]] for row in rows[1:])
    run = an_upload(out.getvalue(), by=importer, name="comcast.tsv")
    assert run.findings["sheet"]["delimiter"] == "\t"
    run = imported(checked(decided(run, dates={"day": "repair"}, missing=CREATE), control_total=2224))
    assert (run.rows_imported, run.rows_rejected) == (2224, 0)
    assert months() == MONTHS


def test_a_workbook_with_text_dates_and_real_dates_in_one_column(rows, importer):
    """A spreadsheet set to month-first took what it could for dates, and left the rest as text."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    sheet.append(rows[0])
    for row in rows[1:]:
        day = right_day(row[2])
        shown = dt.date(day.year, day.day, day.month) if day.day <= 12 else f"{day:%d-%m-%y}"
        sheet.append([*row[:2], shown, *row[3:]])
    out = io.BytesIO()
    book.save(out)
    run = decided(an_upload(out.getvalue(), by=importer, name="comcast.xlsx"), missing=CREATE)
    found = run.findings["contents"]["dates"]["day"]
    assert 0 < found["real_dates"] < found["filled"] == 2224
    profiles = {reading["code"]: list(reading["months"].values()) for reading in found["readings"]}
    right = next(code for code, counts in profiles.items() if counts == list(MONTHS.values()))
    assert len(profiles) > 1, "which one is right must be asked"
    run = imported(checked(decided(run, dates={"day": right}, missing=CREATE), control_total=2224))
    assert run.rows_imported == 2224
    assert months() == MONTHS


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig", "utf-16"])
def test_a_simplified_sheet_in_each_encoding(importer, encoding):
    run = decided(an_upload(CHINESE.encode(encoding), by=importer), missing=CREATE)
    run = imported(checked(run))
    assert run.rows_imported == 2
    assert loan_days() == {"A1": 20110103, "A2": 20110131}
    assert run.findings["result"]["created"] == {"depot": 2}


def test_a_traditional_sheet_in_big5_matches_simplified_headings_and_values(importer):
    run = an_upload(TRADITIONAL.encode("big5"), by=importer)
    assert run.state == ImportState.READ
    assert run.findings["sheet"]["headers"][0] == "投訴單號"
    run = imported(checked(decided(run, missing=CREATE)))
    assert (run.rows_imported, run.rows_rejected) == (2, 0)


def test_leading_zeros_and_long_numbers_stay_text(importer):
    text = "No.,Date\n00123,2011-01-03\n1E5,2011-01-04\nNA,2011-01-05\n"
    run = imported(checked(decided(an_upload(text, by=importer))))
    assert run.rows_imported == 3
    assert set(loan_days()) == {"00123", "1E5", "NA"}
