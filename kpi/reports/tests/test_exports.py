"""The xlsx, the data and the text say what the page says."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from openpyxl import load_workbook

from core.periods.rules import period
from core.ui.rules import half_up
from kpi.reports.exports import as_data, workbook
from kpi.reports.selectors import report_of
from kpi.tests.factories import a_cause, complaints_in, january_2011
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(db):
    branch = january_2011()
    complaints_in("2011-01", branch.units["虚拟"], 1, cause=a_cause('=HYPERLINK("x")'))
    return report_of(branch.top, period("2011-01"))


@pytest.fixture
def book(report):
    with translation.override("en"):
        return load_workbook(io.BytesIO(workbook(report)))


def values(sheet) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_it_has_a_sheet_for_each_table(book):
    assert book.sheetnames == ["Summary", "Regions", "Own errors", "Errors of channels", "Causes", "Trend"]


def test_regions_are_real_numbers_with_percent_formats(book, report):
    rows = values(book["Regions"])[1:]
    table = report.regions
    expected = [*table.rows, table.total, table.controlled]
    assert len(rows) == len(expected)
    for row, expect in zip(rows, expected, strict=True):
        assert row[1] == expect.volume
        if expect.control is None:
            assert row[2] == "Not set"
            assert row[3] in (None, "")
        else:
            assert row[2] == expect.control
            assert half_up(row[3], 10) == half_up(expect.ratio_to_control, 10)
            assert half_up(row[4], 10) == half_up(expect.excess_rate, 10)
        assert row[6] == "No data"
        assert row[9] == expect.still_open
    assert book["Regions"]["D2"].number_format == "0.00%"
    assert book["Regions"]["B2"].number_format == "#,##0"


def test_errors_and_causes_are_those_of_the_report(book, report):
    for sheet, table in (("Own errors", report.own_errors), ("Errors of channels", report.channel_errors)):
        rows = values(book[sheet])[1:]
        assert [row[1:] for row in rows[:-1]] == [[row.name, row.count] for row in table.rows]
        assert rows[-1][2] == table.total
    causes = values(book["Causes"])[1:]
    assert causes[0][1:3] == ['=HYPERLINK("x")', 1]
    assert book["Causes"]["B2"].data_type == "s", "a name that looks like a formula stays a text"
    assert [row[1:3] for row in causes[-2:]] == [["Not filled", 2417], ["Total", 2418]]


def test_the_summary_carries_numerator_denominator_formula_and_rule(book, report):
    rows = {row[0]: row for row in values(book["Summary"])[3:] if row[0]}
    ratio = rows["Ratio to control"]
    assert ratio[1:4] == [float(report.headlines["CCTRL"].figure.value), 2418, 1300]
    assert ratio[4] == "≤ 100 %"
    assert ratio[8] == "CCTRL v1"
    assert rows["Complaint rate (‰)"][4] == "< 1.5 ‰"
    assert rows["Customers"][1] == 537_469


def test_the_trend_tells_no_data_from_zero(book):
    rows = values(book["Trend"])[1:]
    assert len(rows) == 13
    assert rows[0] == ["2010-01", "No data", "No data"]
    assert rows[-1][0:2] == ["2011-01", 2418]


def run(*arguments: str) -> str:
    out = io.StringIO()
    with translation.override("en"):
        call_command("month_report", *arguments, stdout=out)
    return out.getvalue()


def test_the_command_prints_the_data_as_json(db):
    branch = january_2011()
    data = json.loads(run("2011-01", "--json"))
    assert data == as_data_in_english(branch)
    ratio = next(one for one in data["indicators"] if one["code"] == "CCTRL")
    assert (ratio["numerator"], ratio["denominator"], ratio["shown"]) == (2417, 1300, "185.92 %")
    assert (ratio["formula"], ratio["rule_version"]) == ("complaints ÷ control volume", "CCTRL v1")
    assert round(data["regions"]["total"]["ratio_to_control"] * 100, 2) == 185.92
    assert round(data["regions"]["total_with_control"]["ratio_to_control"] * 100, 2) == 181.62
    assert (data["own_errors"]["total"], data["channel_errors"]["total"]) == (63, 70)
    assert data["indicators"][0]["previous"] is None


def as_data_in_english(branch):
    with translation.override("en"):
        return json.loads(json.dumps(as_data(report_of(branch.top, period("2011-01")))))


def test_the_shape_of_the_data_is_a_promise(report):
    data = as_data(report)
    assert data["schema"] == "servicedesk.month_report/1"
    assert set(data) == {
        "schema", "unit", "period", "previous_period", "customers", "indicators", "regions", "own_errors",
        "channel_errors", "errors", "errors_by_unit", "causes", "states", "trend",
    }  # fmt: skip
    assert set(data["indicators"][0]) == {
        "code", "name", "measure", "direction", "value", "shown", "missing", "numerator", "numerator_means",
        "denominator", "denominator_means", "formula", "rule_version", "source", "requirement", "previous", "change",
    }  # fmt: skip
    assert set(data["regions"]["rows"][0]) == {
        "code", "name", "volume", "control", "ratio_to_control", "excess_rate", "excess_count", "previous", "change",
    }  # fmt: skip


def test_the_command_prints_tables_for_people(db):
    january_2011()
    text = run("2011-01")
    for printed in (
        "250.55 %",
        "182.80 %",
        "176.28 %",
        "136.81 %",
        "185.92 %",
        "181.62 %",
        "44.97",
        "Not set",
        "CCTRL v1",
    ):
        assert printed in text
    assert "complaints ÷ customers × 10,000" in text


def test_the_command_takes_demo_else_the_top_else_the_unit_named(db):
    with pytest.raises(CommandError, match="no units"):
        run("2011-01")
    top = a_unit("杭州公司", code="HZ")
    assert json.loads(run("2011-01", "--json"))["unit"]["code"] == "HZ"
    a_unit("富阳分公司", code="DEMO", under=top)
    assert json.loads(run("2011-01", "--json"))["unit"]["code"] == "DEMO"
    assert json.loads(run("2011-01", "--json", "--unit", "HZ"))["unit"]["code"] == "HZ"


@pytest.mark.parametrize("arguments", [("2011-13",), ("next month",), ("2011-01", "--unit", "NOWHERE")])
def test_the_command_refuses_with_a_sentence(db, arguments):
    a_unit(code="DEMO")
    with pytest.raises(CommandError, match=r"\."):
        run(*arguments)


def test_a_unit_without_tickets_has_no_data_anywhere(db):
    data = as_data(report_of(a_unit(), period("2011-01")))
    assert all(one["value"] is None and one["missing"] for one in data["indicators"])
    assert data["states"]["total"]["open_share"] is None
