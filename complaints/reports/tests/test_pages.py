"""The list of reports, a report's page, its workbook and its answer to machines."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from complaints.callbacks.models import CallBack
from complaints.casework.models import Casework
from complaints.reports.choices import CODES
from complaints.reports.registry import report_page, report_pages
from complaints.tests.factories import A_MONDAY, a_complaint
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2011, by=None, now=A_MONDAY)
    top = a_unit()
    ticket = a_complaint(at=a_unit("桂花", kind=UnitKind.HALL, under=top, code="GH"), channel="counter")
    case = Casework.objects.create(complaint=ticket, started_at=A_MONDAY)
    CallBack.objects.create(casework=case, unit_path=ticket.unit_path, made_at=A_MONDAY, not_before=A_MONDAY)
    return top


@pytest.fixture
def reader(branch, client):
    person = a_person(Role.SERVICE_MANAGER, at=branch, language="en")
    client.force_login(person)
    return person


def body(response) -> str:
    return " ".join(response.content.decode().split())


def test_the_list_names_every_report_and_what_it_answers(client, reader) -> None:
    said = body(client.get(reverse("complaint_reports")))
    for page in report_pages(reader):
        assert str(page.answers) in said
        assert reverse(page.url_name) in said
    assert {page.code for page in report_pages(reader)} >= set(CODES)


def test_a_code_is_named_once() -> None:
    with pytest.raises(ValueError, match="causes"):
        report_page("causes", "原因", "report_causes", answers="")


@pytest.mark.parametrize("code", CODES)
def test_a_report_opens_with_the_newest_month_and_says_how_it_counts(client, reader, branch, code: str) -> None:
    newest = client.get(reverse(f"report_{code.replace('-', '_')}"))
    assert newest.url == f"{reverse('complaint_report', args=[code, '2011-01'])}?unit={branch.code}"
    said = body(client.get(newest.url))
    assert "How is this counted?" in said
    assert "rule book" in said or "S0 1.13" in said or "S4 5.1" in said


def test_two_months_of_the_menu_lead_to_their_period(client, reader) -> None:
    answer = client.get(reverse("report_timeliness"), {"first": "2011-01", "last": "2011-03"})
    assert "/2011-Q1/" in answer.url
    wrong = client.get(reverse("report_timeliness"), {"first": "2011-03", "last": "2011-01"})
    assert "/2011-01/" in wrong.url


def test_a_number_is_a_link_to_its_tickets_and_the_list_names_the_filter(client, reader, branch) -> None:
    said = body(client.get(reverse("complaint_report", args=["timeliness", "2011-01"])))
    assert "/complaints/?unit=GH&amp;overdue=1&amp;month=2011-01" in said
    listed = client.get("/complaints/?timely=late&closed=2011-Q1")
    assert "Quarter 1 of 2011" in body(listed)
    assert "Closed late" in body(listed)


def test_nothing_is_said_to_be_nothing(client, reader, branch) -> None:
    said = body(client.get(reverse("complaint_report", args=["reopened", "2009-01"])))
    assert "Nothing to report of" in said


def test_a_small_number_is_shown_with_what_it_is_out_of(client, reader, branch) -> None:
    ticket = a_complaint(at=branch)
    type(ticket).objects.filter(pk=ticket.pk).update(state="closed", closed_at=A_MONDAY)
    said = body(client.get(reverse("complaint_report", args=["timeliness", "2011-01"])))
    assert "n=1" in said


def test_what_is_no_period_and_no_report_is_not_found(client, reader) -> None:
    assert client.get("/complaints/reports/timeliness/2011-13/").status_code == 404
    assert client.get("/complaints/reports/everything/2011-01/").status_code == 404


@pytest.mark.parametrize("code", CODES)
def test_the_workbook_has_the_numbers_of_the_page(client, reader, code: str) -> None:
    answer = client.get(reverse("complaint_report_xlsx", args=[code, "2011-01"]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    values = [cell.value for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(isinstance(value, int) for value in values)
    assert answer["Cache-Control"] == "private, no-store"


def test_a_unit_s_name_is_text_in_the_workbook(client, reader, branch) -> None:
    a_complaint(at=a_unit("=1+1", kind=UnitKind.HALL, under=branch))
    answer = client.get(reverse("complaint_report_xlsx", args=["timeliness", "2011-01"]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    names = [row[0] for row in book.worksheets[0].iter_rows(max_col=1)]
    assert [cell.data_type for cell in names if cell.value and "=1+1" in str(cell.value)] == ["s"]


def test_a_machine_gets_the_same_tables_unrounded(client, reader, branch) -> None:
    data = client.get(reverse("api_complaint_report", args=["timeliness", "2011-01"])).json()
    units = data["tables"][0]
    assert data["unit"]["code"] == branch.code
    assert [one["key"] for one in units["columns"]][:2] == ["received", "closed"]
    assert units["rows"][0]["cells"][0]["value"] == 1
    assert units["rows"][0]["cells"][5] == {"value": None, "n": None, "missing": "no_data", "tickets": None}


def test_on_site_as_a_filter_says_that_it_is_not_set(client, reader) -> None:
    answer = client.get("/complaints/?on_site=1")
    assert answer.status_code == 400
    assert "How many hours count as solved on site is not set." in body(answer)
