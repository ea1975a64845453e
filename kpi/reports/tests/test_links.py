"""From a finished import of complaints to its tickets, and to the report of its months."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from complaints.tickets.models import Complaint
from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import kind_of, links_of
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2015, 8, 1, 9, 0, tzinfo=dt.UTC)


def quietly(done: int, total: int, message: str) -> None:
    """Progress that nobody watches."""


def an_import(tmp_path, by, *days: str) -> ImportRun:
    lines = [f"{place},{day},网速慢,DEMO" for place, day in enumerate(days, start=1)]
    path = tmp_path / "sheet.csv"
    path.write_text("工单编号,受理日期,标题,单位\n" + "\n".join(lines) + "\n", "utf-8")
    with path.open("rb") as content:
        run = services.upload_sheet(kind=kind_of("complaints"), content=content, name="sheet.csv", by=by, now=NOW)
    services.read_upload(run=run, now=NOW)
    services.choose_columns(run=run, columns=run.options["columns"], by=by, now=NOW)
    return services.import_at_once(run=run, control_total=None, by=by, now=NOW, tell=quietly)


@pytest.fixture
def manager(db):
    return a_person(Role.SERVICE_MANAGER, at=a_unit(code="DEMO"))


@pytest.mark.parametrize(
    ("days", "period"),
    [
        (["2015-04-03"], "2015-04"),
        (["2015-04-03", "2015-06-30"], "2015-Q2"),
        (["2015-03-31", "2015-05-01"], "2015-03..2015-05"),
        (["2014-01-01", "2014-12-31"], "2014"),
    ],
)
def test_an_import_leads_to_the_report_of_its_months(tmp_path, manager, days, period):
    [link] = links_of(an_import(tmp_path, manager, *days), manager)
    assert link.address == f"{reverse('month_report', args=[period])}?unit=DEMO"


def test_nothing_leads_where_there_is_nothing_to_see(tmp_path, manager):
    run = an_import(tmp_path, manager, "2015-04-03")
    assert links_of(run, a_person(at=None)) == []
    assert links_of(run, a_person(Role.SERVICE_MANAGER, at=a_unit("别的公司"))) == []
    assert links_of(an_import(tmp_path, manager, "2015-04-03"), manager) == [], "it brought nothing new"


def test_the_result_leads_to_exactly_the_tickets_that_it_brought(tmp_path, manager):
    an_import(tmp_path, manager, "2015-04-01")
    run = an_import(tmp_path, manager, "2015-04-01", "2015-05-01", "2015-06-01")
    client = Client()
    client.force_login(manager)
    page = client.get(reverse("import_result", args=[run.pk]))
    rows = client.get(page.context["rows_address"]).context["page"].rows
    brought = Complaint.objects.filter(source_key__in=["2", "3"]).values_list("number", flat=True)
    assert sorted(row.number for row in rows) == sorted(brought)
    again = an_import(tmp_path, manager, "2015-04-01")
    assert client.get(reverse("import_result", args=[again.pk])).context["rows_address"] == ""


def test_an_import_that_one_may_not_see_filters_nothing(tmp_path, manager):
    run = an_import(tmp_path, manager, "2015-04-01")
    client = Client()
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("别的公司")))
    for number in (run.pk, "x", 10**20):
        page = client.get(reverse("complaints"), {"import": number})
        assert page.context["page"].rows == []
