"""The list of reports, a report's page, its workbook and its answer to machines."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from complaints.callbacks.models import CallBack
from complaints.casework.models import Casework
from complaints.reports.choices import CODES
from complaints.reports.registry import report_page, report_pages
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.people.models import Posting
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
    with override("en"):
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


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2011-03", "2011-01", "The range of months ends before it begins."),
        ("2011-13", "", "There is no such month."),
        ("January", "2011-02", "A month is written like 2011-01."),
        ("", "2011-02", "Please fill this in."),
    ],
)
def test_a_choice_that_is_no_period_is_shown_again_with_what_is_wrong(
    client, reader, branch, first: str, last: str, sentence: str
) -> None:
    answer = client.get(reverse("report_timeliness"), {"unit": branch.code, "first": first, "last": last})
    assert answer.status_code == 400
    said = body(answer)
    assert sentence in said
    assert f'name="unit" value="{branch.code}"' in said
    assert [answer.context["form"][name].value() for name in ("first", "last")] == [first, last]
    assert f'value="{last}"' in said or not last


def test_only_months_are_a_choice(client, reader, branch) -> None:
    answer = client.get(reverse("report_timeliness"), {"unit": branch.code})
    assert "/2011-01/" in answer.url


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


NAMING = ["satisfaction", "reopened"]


@pytest.fixture
def handled(branch):
    """The ticket of the branch has a handler, was called about and came back."""
    handler = a_person(Role.HANDLER, at=branch, name="沈奕", staff_number="FY80001")
    ticket = Complaint.objects.get()
    Complaint.objects.update(handler=handler)
    ComplaintEvent.objects.create(complaint=ticket, kind=EventKind.REOPENED, at=A_MONDAY, data={"reason": "passed_on"})
    return handler


def everywhere(client, code: str) -> list[str]:
    """The page, the workbook and the answer to machines, as text."""
    page = client.get(reverse("complaint_report", args=[code, "2011-01"]))
    book = client.get(reverse("complaint_report_xlsx", args=[code, "2011-01"]))
    data = client.get(reverse("api_complaint_report", args=[code, "2011-01"]))
    sheets = load_workbook(io.BytesIO(b"".join(book.streaming_content)))
    cells = " ".join(str(cell.value) for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return [page.content.decode(), cells, data.content.decode()]


@pytest.mark.parametrize("code", NAMING)
def test_who_may_see_people_reads_the_handlers_names(client, reader, handled, code: str) -> None:
    assert all("沈奕" in said for said in everywhere(client, code))


@pytest.mark.parametrize("code", NAMING)
def test_outside_the_manager_s_scope_handlers_are_staff_numbers(client, branch, handled, code: str) -> None:
    """Rule book 11.5: a handler sees complaints and exports them, and no people."""
    client.force_login(a_person(Role.HANDLER, at=branch, name="江月", language="en"))
    for said in everywhere(client, code):
        assert "沈奕" not in said
        assert "FY80001" in said
        assert "You read staff numbers here" in said


@pytest.mark.parametrize("code", NAMING)
def test_where_nobody_stands_nothing_is_said_of_staff_numbers(client, branch, code: str) -> None:
    client.force_login(a_person(Role.HANDLER, at=branch, language="en"))
    assert all("You read staff numbers here" not in said for said in everywhere(client, code))


@pytest.mark.parametrize("code", NAMING)
def test_people_are_named_only_at_the_unit_where_one_may_see_them(client, branch, handled, code: str) -> None:
    """The one who leads a hall and handles for the branch reads the branch's handlers by number."""
    reader = a_person(Role.HANDLER, at=branch, name="江月", language="en")
    hall = branch.children.get()
    Posting.objects.create(person=reader, unit=hall, role=Role.HALL_MANAGER, starts_on=A_MONDAY.date())
    Posting.objects.create(person=handled, unit=hall, role=Role.HANDLER, starts_on=A_MONDAY.date())
    client.force_login(reader)
    assert all("沈奕" not in said for said in everywhere(client, code))
    at_the_hall = f"{reverse('complaint_report', args=[code, '2011-01'])}?unit={hall.code}"
    assert "沈奕" in body(client.get(at_the_hall))


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
