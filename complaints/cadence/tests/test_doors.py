"""The sheets in the browser and for machines: reading, answering, making anew, and saying what is measured."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import CauseOwner, ProblemAnswer, QualityStandard, Sheet
from complaints.cadence.services import CannotAnswer, NotTheHead, answer_problems, make_sheet
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.tests.test_api import Machine
from core.jobs.models import Job
from core.jobs.services import run_job
from core.models import AuditEntry
from improvement.models import Action
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
MONDAY = A_MONDAY + dt.timedelta(days=7)


@pytest.fixture
def head(city):
    return a_person(Role.DISTRICT_MANAGER, at=city, name="方主任")


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


def made(kind, unit, *, now=MONDAY):
    return make_sheet(unit=unit, span=rules.span_on(kind, A_MONDAY.date()), by=None, now=now)


@pytest.fixture
def problems(city):
    complaint = a_complaint(at=city, cause=a_category("资费未说明"), customer_name="王小明")
    type(complaint).objects.update(error_side="own", error_unit=city, error_path=city.path)
    return made(SheetKind.PROBLEMS, city)


def test_every_kind_has_a_page_a_print_and_a_workbook_with_the_same_figures(branch, city, manager, client):
    a_complaint(at=city, customer_name="王小明")
    client.force_login(manager)
    for kind in SheetKind:
        sheet = made(kind, city, now=MONDAY + dt.timedelta(days=30))
        page = client.get(reverse("cadence_sheet", args=[sheet.pk])).content.decode()
        assert sheet.period in page
        assert "data-print" in page
        assert "王小明" not in page
        answer = client.get(reverse("cadence_sheet_xlsx", args=[sheet.pk]))
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        assert len(book.sheetnames) >= len(sheet.content["sections"])
    assert AuditEntry.objects.filter(verb="sheet.exported").count() == len(SheetKind)


def test_a_number_of_the_page_opens_its_tickets_in_the_worklist(branch, manager, client):
    complaint = a_complaint(at=branch)
    sheet = made(SheetKind.DAILY, branch)
    client.force_login(manager)
    address = f"{reverse('complaints')}?sheet={sheet.pk}.day.all.received&amp;state=all"
    assert address in client.get(reverse("cadence_sheet", args=[sheet.pk])).content.decode()
    shown = client.get(reverse("complaints"), {"sheet": f"{sheet.pk}.day.all.received", "state": "all"})
    assert complaint.number in shown.content.decode()
    for wrong in (
        "0.day.all.received",
        f"{sheet.pk}.day.all.nothing",
        f"{sheet.pk}.x",
        "x",
        f"{sheet.pk}.day.99.closed",
    ):
        assert client.get(reverse("complaints"), {"sheet": wrong}).status_code == 400
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")))
    stranger = client.get(reverse("complaints"), {"sheet": f"{sheet.pk}.day.all.received"})
    assert stranger.status_code == 400
    assert client.get(reverse("cadence_sheet", args=[sheet.pk])).status_code == 404


def test_the_list_asks_as_often_for_many_sheets_as_for_one(branch, manager, client):
    client.force_login(manager)

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("cadence_sheets")).status_code == 200
        return len(queries)

    made(SheetKind.DAILY, branch)
    asked()
    few = asked()
    for back in range(1, 12):
        day = A_MONDAY.date() - dt.timedelta(days=back)
        make_sheet(unit=branch, span=rules.span_on(SheetKind.DAILY, day), by=None, now=MONDAY)
    assert asked() == few


def test_a_page_asks_as_often_for_many_rows_as_for_one(branch, manager, client):
    client.force_login(manager)

    def asked(sheet) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("cadence_sheet", args=[sheet.pk])).status_code == 200
        return len(queries)

    a_complaint(at=branch, handler=None)
    few = asked(made(SheetKind.WEEKLY, branch))
    for place in range(8):
        below = a_unit(f"分局{place}", kind=UnitKind.BUREAU, under=branch)
        complaint = a_complaint(at=below)
        type(complaint).objects.filter(pk=complaint.pk).update(handler=a_person(Role.HANDLER, at=below))
    span = rules.span_on(SheetKind.WEEKLY, A_MONDAY.date())
    many = make_sheet(unit=branch, span=span, by=manager, now=MONDAY, anew=True)
    assert asked(many) <= few + 1


def test_the_head_acknowledges_and_answers_and_it_becomes_a_corrective_action(problems, city, head, manager, client):
    client.force_login(head)
    address = reverse("cadence_sheet", args=[problems.pk])
    assert reverse("cadence_acknowledge", args=[problems.pk]) in client.get(address).content.decode()
    assert client.post(reverse("cadence_acknowledge", args=[problems.pk])).status_code == 302
    assert ProblemAnswer.objects.get().acknowledged_by == head
    due = timezone.localdate() + dt.timedelta(days=5)
    said = {"measure": "受理台张贴资费卡，班前抽问", "due_on": due.isoformat(), "opens_action": "on"}
    assert client.get(reverse("cadence_answer", args=[problems.pk])).status_code == 200
    assert client.post(reverse("cadence_answer", args=[problems.pk]), said).status_code == 302
    action = Action.objects.get()
    assert (action.origin_label, action.unit, action.owner, action.cause) == (
        "complaints.sheet", city, head, "资费未说明",
    )  # fmt: skip
    shown = client.get(address).content.decode()
    assert "受理台张贴资费卡" in shown
    assert action.number in shown
    notice = manager.notifications.get(kind="sheet.answered")
    assert notice.params == {"by": str(head), "unit": "城区", "period": problems.period}
    assert notice.address == address
    again = client.post(reverse("cadence_answer", args=[problems.pk]), said)
    assert again.status_code == 409
    assert Action.objects.count() == 1


def test_only_the_head_answers_once_a_week_whatever_version(problems, city, head, manager, client):
    said = {"measure": "整改", "due_on": MONDAY.date(), "now": MONDAY}
    with pytest.raises(NotTheHead):
        answer_problems(sheet=problems, by=manager, **said)
    client.force_login(manager)
    assert client.post(reverse("cadence_acknowledge", args=[problems.pk])).status_code == 403
    answer_problems(sheet=problems, by=head, **said)
    span = rules.span_on(SheetKind.PROBLEMS, A_MONDAY.date())
    second = make_sheet(unit=city, span=span, by=manager, now=MONDAY, anew=True)
    with pytest.raises(CannotAnswer):
        answer_problems(sheet=second, by=head, **said)
    with pytest.raises(CannotAnswer):
        answer_problems(sheet=problems, by=head, **said | {"due_on": A_MONDAY.date()})


def test_a_manager_has_a_sheet_made_anew_as_a_job(branch, manager, client):
    first = made(SheetKind.WEEKLY, branch)
    client.force_login(manager)
    assert client.get(reverse("cadence_make"), {"kind": "weekly", "unit": "DEMO"}).status_code == 200
    said = {"kind": "weekly", "unit": "DEMO", "period": first.period}
    assert client.post(reverse("cadence_make"), said).status_code == 302
    for _died_at_the_end in range(2):
        run_job(Job.objects.get(kind="complaints.sheet").pk)
        Job.objects.filter(kind="complaints.sheet").update(state="queued", lease_until=None)
    assert Sheet.objects.newest_versions().get().version == 2
    former = client.get(reverse("cadence_sheet", args=[first.pk])).content.decode()
    assert reverse("cadence_sheet", args=[Sheet.objects.newest_versions().get().pk]) in former
    assert client.post(reverse("cadence_make"), said | {"period": "2011-01-17"}).status_code == 409
    client.force_login(a_person(Role.HANDLER, at=branch))
    assert client.post(reverse("cadence_make"), said).status_code == 403


def test_the_standard_is_set_from_the_first_of_a_month_on(manager, client):
    client.force_login(manager)
    first = timezone.localdate().replace(day=1)
    said = {
        "filled": ["cause", "grade"],
        "note_least": "10",
        "source": "市场部 2026-11",
        "valid_from": first.isoformat(),
    }
    assert client.post(reverse("cadence_standard"), said | {"valid_from": "2011-01-01"}).status_code == 409
    assert client.post(reverse("cadence_standard"), said | {"source": " "}).status_code == 400
    assert client.post(reverse("cadence_standard"), said).status_code == 302
    standard = QualityStandard.objects.get()
    assert (standard.filled, standard.text_least, standard.note_least) == (["cause", "grade"], None, 10)
    assert client.post(reverse("cadence_standard"), said).status_code == 409
    assert "市场部 2026-11" in client.get(reverse("cadence_standard")).content.decode()


def test_a_cause_is_given_to_a_department_from_a_day_on(city, manager, client):
    cause = a_category("网络质量", code="NET")
    client.force_login(manager)
    said = {"cause": "NET", "unit": city.code, "valid_from": timezone.localdate().isoformat()}
    assert client.post(reverse("cadence_owners"), said).status_code == 302
    assert CauseOwner.objects.get().unit == city
    assert client.post(reverse("cadence_owners"), said | {"unit": ""}).status_code == 409
    assert client.post(reverse("cadence_owners"), said | {"valid_from": "2011-01-01"}).status_code == 409
    assert cause.name in client.get(reverse("cadence_owners")).content.decode()


class TestMachines:
    @pytest.fixture
    def machine(self, client, head):
        return Machine(client, head, Right.COMPLAINT_VIEW, Right.ACTION_EDIT)

    def test_a_machine_reads_sheets_and_opens_a_figure(self, machine, problems):
        rows = machine.get("/api/v1/sheets/?kind=problems").json()["results"]
        assert [row["id"] for row in rows] == [problems.pk]
        assert machine.get(f"/api/v1/sheets/{problems.pk}/").json()["content"] == problems.content
        found = machine.get(f"/api/v1/complaints/?sheet={problems.pk}.week.all.now&state=all")
        assert found.status_code == 200
        assert len(found.json()["results"]) == 1

    def test_the_head_answers_by_machine_once(self, machine, problems):
        address = f"/api/v1/sheets/{problems.pk}/"
        assert machine.send(f"{address}acknowledge/", {}).status_code == 200
        said = {"measure": "班前抽问", "due_on": timezone.localdate().isoformat(), "opens_action": True}
        assert machine.send(f"{address}answer/", said).json()["action"] == Action.objects.get().number
        assert machine.send(f"{address}answer/", said).status_code == 409

    def test_a_standard_and_an_owner_are_set_by_machine(self, client, manager, city):
        machine = Machine(client, manager, Right.COMPLAINT_VIEW, Right.CLOCK_EDIT, Right.CATEGORY_EDIT)
        first, a_category_of_causes = timezone.localdate().replace(day=1), a_category("网络质量", code="NET")
        said = {"valid_from": first.isoformat(), "filled": ["cause"], "note_least": 10, "source": "市场部"}
        assert machine.send("/api/v1/sheets/standard/", said).status_code == 201
        assert machine.send("/api/v1/sheets/standard/", said | {"filled": ["phone"]}).status_code == 400
        assert machine.get("/api/v1/sheets/standard/").json()["results"][0]["note_least"] == 10
        wish = {"cause": "NET", "unit": city.code, "valid_from": timezone.localdate().isoformat()}
        assert machine.send("/api/v1/sheets/owners/", wish).status_code == 201
        assert machine.send("/api/v1/sheets/owners/", wish | {"cause": "X"}).status_code == 400
        assert CauseOwner.objects.get().cause == a_category_of_causes
        nobody = wish | {"unit": "", "valid_from": (timezone.localdate() + dt.timedelta(days=1)).isoformat()}
        assert machine.send("/api/v1/sheets/owners/", nobody).status_code == 201
        assert len(machine.get("/api/v1/sheets/owners/").json()["results"]) == 2

    def test_a_sheet_is_asked_for_by_machine(self, client, manager, branch):
        machine = Machine(client, manager, Right.INDICATOR_COMPUTE)
        answer = machine.send("/api/v1/sheets/", {"kind": "weekly", "unit": "DEMO", "period": "2011-W03"})
        assert answer.status_code == 202
        run_job(answer.json()["job"])
        assert Sheet.objects.get().unit == branch
        assert machine.send("/api/v1/sheets/", {"kind": "weekly", "unit": "X", "period": "2011-W03"}).status_code == 400
