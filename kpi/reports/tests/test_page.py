"""The report page: who may open it, what it says, and the figures it keeps."""

from __future__ import annotations

import io
import re

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from openpyxl import load_workbook

from complaints.tickets.models import Complaint, ComplaintEvent
from core.jobs.models import Job
from core.periods.rules import month
from kpi.indicators.models import IndicatorValue
from kpi.indicators.services import compute_month
from kpi.tests.factories import A_MORNING, a_branch, a_control_volume, complaints_in, january_2011
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings):
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def january(db):
    return january_2011()


@pytest.fixture
def branch(db):
    """The same tree with three complaints, for what does not depend on the printed tables."""
    made = a_branch()
    complaints_in("2011-01", made.units["大源/场口"], 3)
    a_control_volume(made.units["大源"], "2011-01", 2)
    return made


def page(client, words="2011-01", *, by, unit=None, name="month_report"):
    client.force_login(by)
    with translation.override("en"):
        return client.get(reverse(name, args=[words]), {"unit": unit.code} if unit else {})


def text(response) -> str:
    return " ".join(response.content.decode().split())


def a_manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch.top, language="en")


def test_it_shows_every_figure_of_january_2011(client, january):
    body = text(page(client, by=a_manager(january)))
    for printed in (
        "2,417", "44.97", "537,469", "185.92 %", "85.92 %", "181.62 %", "250.55 %", "182.80 %", "176.28 %", "136.81 %",
        "133", "5.50 %", "Not set", "No data",
    ):  # fmt: skip
        assert printed in body


def test_numbers_open_the_worklist(client, january):
    response = page(client, by=a_manager(january))
    region = january.units["大源"].code
    assert f'href="/complaints/?unit={region}&amp;month=2011-01">456</a>' in text(response)


def test_every_figure_carries_its_formula_its_sum_and_its_rule(client, january):
    body = text(page(client, by=a_manager(january)))
    assert "complaints ÷ control volume" in body
    assert "2,417 ÷ 1,300 = 185.9231 %" in body
    assert "CCTRL v1" in body
    assert "“超额”" in body, "the source's own wording is kept as a tooltip"


def test_finance_sees_the_figures_but_no_way_to_tickets(client, branch):
    response = page(client, by=a_person(Role.FINANCE, at=branch.top))
    assert response.status_code == 200
    assert "?unit=" not in "".join(part for part in response.content.decode().split('"') if "/complaints/?" in part)


def test_a_person_without_the_right_is_refused(client, branch):
    assert page(client, by=a_person(Role.HANDLER, at=branch.top)).status_code == 403
    assert page(client, by=a_person(Role.HANDLER, at=branch.top), unit=branch.top).status_code == 403


def test_a_unit_outside_ones_own_does_not_exist(client, branch):
    district = a_person(Role.DISTRICT_MANAGER, at=branch.units["大源"])
    assert page(client, by=district, unit=branch.units["城区"]).status_code == 404
    assert page(client, by=district, unit=branch.top).status_code == 404
    assert page(client, by=district).context["unit"] == branch.units["大源"]


@pytest.mark.parametrize("words", ["2011-13", "yesterday", "2011-03..2011-01"])
def test_a_period_that_is_none_is_not_found(client, branch, words):
    assert page(client, words, by=a_manager(branch)).status_code == 404


@pytest.mark.parametrize("words", ["2011-01", "2011-Q1", "2011", "2010-12..2011-02"])
def test_every_kind_of_period_has_a_page(client, branch, words):
    assert page(client, words, by=a_manager(branch)).status_code == 200


def test_without_complaints_it_says_so_and_what_to_do(client, branch):
    body = text(page(client, "2009-05", by=a_manager(branch)))
    assert "received no complaints" in body
    assert 'href="/kpi/report/2011-01/?unit=DEMO">' in body, "the way to a month that has some"


def test_a_long_error_table_folds_its_zero_rows_and_loses_none(client, branch):
    for number in range(13):
        a_unit(f"新分局{number}", kind=UnitKind.BUREAU, under=branch.top)
    complaints_in("2011-01", branch.units["大源/场口"], 1, error_side="own", error_unit=branch.units["大源/场口"])
    response = page(client, by=a_manager(branch))
    table = response.context["report"].own_errors
    assert [group.name for group in table.shown] == ["大源"]
    assert len(table.folded) == len(table.groups) - 1
    assert f"{len(table.folded)} units without errors" in text(response)
    assert ">新分局12<" in text(response)


def test_without_a_control_volume_no_ratio_is_shown(client):
    branch = a_branch()
    complaints_in("2015-04", branch.units["城区"], 3)
    body = text(page(client, "2015-04", by=a_manager(branch)))
    assert "Set control volumes" in body
    assert "No customer base for this period." in body
    assert "Where do complaints come from?" in body


def test_a_name_from_a_sheet_is_only_text(client):
    top = a_unit("<script>alert(1)</script>", code="DEMO")
    complaints_in("2011-01", top, 1)
    response = page(client, by=a_person(Role.SERVICE_MANAGER, at=top))
    assert "<script>alert(1)" not in response.content.decode()


def test_the_latest_report_is_that_of_the_last_month_with_complaints(client, branch):
    client.force_login(a_manager(branch))
    assert client.get(reverse("report_latest")).url == "/kpi/report/2011-01/?unit=DEMO"
    chosen = client.get(reverse("report_latest"), {"first": "2010-11", "last": "2011-01"})
    assert chosen.url == "/kpi/report/2010-11..2011-01/?unit=DEMO"


def test_three_months_that_are_a_quarter_are_called_so_and_their_range_still_opens(client, branch):
    client.force_login(a_manager(branch))
    chosen = client.get(reverse("report_latest"), {"first": "2011-01", "last": "2011-03"})
    assert chosen.url == "/kpi/report/2011-Q1/?unit=DEMO"
    assert client.get("/kpi/report/2011-01..2011-03/?unit=DEMO").status_code == 200


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2011-03", "2011-01", "The range of months ends before it begins."),
        ("January", "2011-02", "A month is written like 2011-01."),
        ("2000-01", "2011-01", "A range has at most 36 months."),
        ("", "2011-02", "Please fill this in."),
    ],
)
def test_a_choice_that_is_no_period_is_shown_again_with_what_is_wrong(client, branch, first, last, sentence):
    client.force_login(a_manager(branch))
    answer = client.get(reverse("report_latest"), {"unit": "DEMO", "first": first, "last": last})
    assert answer.status_code == 400
    assert sentence in text(answer)
    assert [answer.context["form"][name].value() for name in ("first", "last")] == [first, last]


def test_the_workbook_is_the_page_as_xlsx(client, january):
    response = page(client, by=a_manager(january), name="month_report_xlsx")
    content = b"".join(response.streaming_content)
    assert response["Content-Disposition"].startswith("attachment")
    book = load_workbook(io.BytesIO(content))
    total = next(row for row in book["Regions"].iter_rows(min_row=2, values_only=True) if row[0] == "Total")
    assert total[1:3] == (2417, 1300)
    assert round(total[3] * 100, 2) == 185.92


def test_the_workbook_needs_the_right_to_export(client, branch):
    hall = a_person(Role.HALL_MANAGER, at=branch.top)
    assert page(client, by=hall).status_code == 200
    assert page(client, by=hall, name="month_report_xlsx").status_code == 403


def compute(client, branch, *, by, **more):
    client.force_login(by)
    return client.post(reverse("month_report_compute", args=["2011-01"]) + f"?unit={branch.top.code}", **more)


def test_computing_is_a_job_that_one_person_asks_for_once(client, branch):
    manager = a_manager(branch)
    shown = compute(client, branch, by=manager, headers={"HX-Request": "true"})
    assert shown.status_code == 200
    assert compute(client, branch, by=manager).status_code == 302
    assert Job.objects.filter(kind="kpi.compute_month").count() == 1
    assert Job.objects.get().arguments == {"month": "2011-01", "unit": branch.top.pk}


def test_computing_needs_its_right(client, branch):
    assert compute(client, branch, by=a_person(Role.FINANCE, at=branch.top)).status_code == 403
    assert not Job.objects.exists()


def test_stored_figures_that_still_agree_say_so(client, branch):
    compute_month(unit=branch.top, month=month("2011-01"), now=A_MORNING)
    assert "they agree with the tickets" in text(page(client, by=a_manager(branch)))


def test_stored_figures_that_differ_say_what_and_how_many_tickets_changed(client, january):
    compute_month(unit=january.top, month=month("2011-01"), now=A_MORNING)
    late = Complaint.objects.order_by("pk").first()
    Complaint.objects.filter(pk=late.pk).update(state="void")
    ComplaintEvent.objects.create(complaint=late, kind="voided", at=timezone.now())
    body = text(page(client, by=a_manager(january)))
    assert re.search(r'state=all&amp;changed=[^"]+">1</a> ticket changed since', body)
    assert "Complaint volume: 2,417 → 2,416" in body


def test_the_page_takes_few_queries_however_many_tickets(client, january, django_assert_max_num_queries):
    manager = a_manager(january)
    client.force_login(manager)
    with django_assert_max_num_queries(34):
        client.get(reverse("month_report", args=["2011-01"]))


def test_the_api_gives_the_same_figures(client, january):
    manager = a_manager(january)
    client.force_login(manager)
    data = client.get("/api/v1/reports/2011-01/").json()
    assert data["schema"] == "servicedesk.month_report/1"
    assert (data["regions"]["total"]["volume"], data["own_errors"]["total"]) == (2417, 63)
    assert client.get("/api/v1/reports/2011-13/").status_code == 404
    assert client.get("/api/v1/reports/2011-01/?unit=NOWHERE").status_code == 404
    client.force_login(a_person(Role.HANDLER, at=january.top))
    assert client.get("/api/v1/reports/2011-01/").status_code == 403


def test_the_control_volume_of_the_whole_is_compared_with_its_parts(client, january):
    a_control_volume(january.top, "2011-01", 1250)
    body = text(page(client, by=a_manager(january)))
    assert "own control volume is 1,250, its regions' sum to 1,300" in body.replace("&#x27;", "'")
    assert IndicatorValue.objects.count() == 0, "looking at a page writes nothing"
