"""What a reader does not see of a sheet: customers' names, and tickets outside the reader's units."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from openpyxl import load_workbook

from complaints.batches.choices import FoundBy
from complaints.batches.models import Batch
from complaints.batches.services import accept_batch, propose_batches, take_out
from complaints.cadence import rules
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.presenter import page_of
from complaints.cadence.services import make_sheet, name_owner
from complaints.cadence.words import UNITS_IN_TEXT, circular_text
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.tests.test_api import Machine
from improvement.actions.choices import ActionState
from improvement.models import Action
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db
MONDAY = A_MONDAY + dt.timedelta(days=7)
TEXT = "我没有同意办理家庭网，短信说已经加入，每月多扣十五元，请马上取消并把钱退给我。"


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


def made(kind: SheetKind, unit: Any, **more: Any) -> Sheet:
    return make_sheet(unit=unit, span=rules.span_on(kind, A_MONDAY.date()), by=None, now=MONDAY, **more)


def an_action(origin: Any, unit: Any, owner: Any, measure: str, number: str) -> Action:
    return Action.objects.create(
        number=number, state=ActionState.OPEN, origin_label=origin._meta.label_lower, origin_id=origin.pk, unit=unit,
        unit_path=unit.path, owner=owner, cause="未说明", measure=measure, due_on=A_MONDAY.date(), made_by=owner,
        made_at=A_MONDAY,
    )  # fmt: skip


def everywhere(sheet: Sheet, reader: Any, client: Any) -> list[str]:
    """What is kept, the page, the workbook, and the machine's answer."""
    client.force_login(reader)
    page = client.get(reverse("cadence_sheet", args=[sheet.pk])).content.decode()
    answer = client.get(reverse("cadence_sheet_xlsx", args=[sheet.pk]))
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    cells = [str(cell.value) for tab in book for line in tab.iter_rows() for cell in line if cell.value is not None]
    machine = Machine(client, reader, Right.COMPLAINT_VIEW).get(f"/api/v1/sheets/{sheet.pk}/")
    return [str(sheet.content), page, "\n".join(cells), str(machine.json()["content"])]


class TestCustomers:
    """A batch is called as a customer put it; a measure names whom somebody rings."""

    @pytest.fixture
    def batch(self, branch, settings):
        settings.BATCH_THRESHOLD, settings.BATCH_DAYS = 3, 7
        said = {"subject": "王小明 13805710042 被强制办理", "text": TEXT, "customer_name": "王小明"}
        for place in range(4):
            more = said if place == 0 else {"text": TEXT, "customer_name": f"李四{place}"}
            a_complaint(at=branch, phone=f"1380571{place:04d}", **more)
        propose_batches(now=A_MONDAY)
        batch = Batch.objects.get(found_by=FoundBy.SAME_WORDS)
        assert "王小明 13805710042" in batch.title
        return batch

    def test_the_weekly_sheet_masks_them_wherever_it_is_read(self, branch, manager, batch, client):
        named = Complaint.objects.get(customer_name="王小明")
        an_action(named, branch, manager, "周五前由班长致电王小明 138 0571 0042 致歉", "ZG201101-0001")
        for words in everywhere(made(SheetKind.WEEKLY, branch), manager, client):
            assert "王小明" not in words
            assert "13805710042" not in words
            assert "138 0571 0042" not in words
            assert "王** 138****0042 被强制办理" in words
            assert "致电王** 138****0042" in words

    def test_the_name_stays_masked_when_the_ticket_has_left_the_batch(self, branch, manager, batch):
        accept_batch(batch=batch, why="同一问题", by=manager, now=A_MONDAY)
        named = Complaint.objects.get(customer_name="王小明")
        batch.refresh_from_db()
        take_out(batch=batch, complaint=named, why="不是同一件事", by=manager, now=A_MONDAY)
        assert made(SheetKind.WEEKLY, branch).content["lists"]["batches"][0]["words"] == "王** 138****0042 被强制办理"

    def test_a_measure_against_a_weeks_problems_names_none_of_its_customers(self, branch, manager):
        city = a_unit("城区", kind=UnitKind.BUREAU, under=branch)
        complaint = a_complaint(at=city, customer_name="王小明")
        Complaint.objects.filter(pk=complaint.pk).update(error_side="own", error_unit=city, error_path=city.path)
        an_action(made(SheetKind.PROBLEMS, city), city, manager, "上门回访王小明", "ZG201101-0002")
        again = made(SheetKind.PROBLEMS, city, anew=True)
        assert [line["words"] for line in again.content["lists"]["open_actions"]] == ["上门回访王**"]


class TestOutOfSight:
    """Two tickets of a hall belong by their cause to the network department, whose head sees none but his own."""

    @pytest.fixture
    def network(self, branch):
        return a_unit("网络部", kind=UnitKind.DEPARTMENT, under=branch)

    @pytest.fixture
    def head(self, network):
        return a_person(Role.DISTRICT_MANAGER, at=network, language="en")

    @pytest.fixture
    def sheet(self, branch, network, manager):
        hall, cause = a_unit("桂花厅", kind=UnitKind.HALL, under=branch), a_category("网络质量")
        name_owner(cause=cause, unit=network, valid_from=dt.date(2011, 1, 17), by=manager, now=A_MONDAY)
        for place, words in ((hall, "地下室没有信号"), (hall, "阳台没有信号"), (network, "机房噪声")):
            a_complaint(at=place, cause=cause, subject=words, text="", now=A_MONDAY)
        return made(SheetKind.PROBLEMS, network)

    def test_words_of_other_units_are_left_out_and_the_sheet_says_so(self, sheet, head, client):
        assert "阳台没有信号" in str(sheet.content)
        with translation.override("en"):
            assert page_of(sheet, head).sight.startswith("1 of the 3 tickets")
            said = page_of(sheet, head).sight
        _kept, *shown = everywhere(sheet, head, client)
        for words in shown:
            assert "阳台没有信号" not in words
            assert "机房噪声" in words
        assert said in shown[0]
        assert said in shown[1]
        machine = Machine(client, head, Right.COMPLAINT_VIEW).get(f"/api/v1/sheets/{sheet.pk}/").json()
        assert machine["hidden_tickets"] == 2

    def test_numbers_stay_and_only_one_with_a_ticket_in_sight_is_a_link(self, sheet, network, head, manager):
        def figures(reader: Any) -> list[tuple[int | None, bool]]:
            lines = [line for table in page_of(sheet, reader).tables for line in table.lines]
            return [(figure.value, bool(figure.address)) for line in lines for figure in line.figures if figure.value]

        assert (3, True) in figures(head)
        Complaint.objects.filter(unit=network).update(unit_path="999999/")
        assert {opens for value, opens in figures(head)} == {False}
        assert [value for value, _opens in figures(head)] == [value for value, _opens in figures(manager)]
        assert (3, True) in figures(manager)

    def test_who_sees_everything_is_told_nothing(self, sheet, manager, client):
        assert page_of(sheet, manager).sight == ""
        for words in everywhere(sheet, manager, client):
            assert "阳台没有信号" in words

    def test_it_asks_as_often_for_many_tickets_as_for_one(self, sheet, branch, network, head):
        def asked(one: Sheet) -> int:
            with CaptureQueriesContext(connection) as queries:
                page_of(one, type(head).objects.get(pk=head.pk))
            return len(queries)

        few = asked(sheet)
        for _place in range(6):
            a_complaint(at=branch, cause=Complaint.objects.filter(unit=network).first().cause)
            a_complaint(at=network, cause=Complaint.objects.filter(unit=network).first().cause)
        assert asked(made(SheetKind.PROBLEMS, network, anew=True)) == few


def test_the_text_for_the_group_has_late_units_first_and_says_how_many_are_left_out(branch):
    for place in range(UNITS_IN_TEXT + 2):
        below = a_unit(f"分局{place:02d}", kind=UnitKind.BUREAU, under=branch, position=place)
        complaint = a_complaint(at=below)
    Complaint.objects.filter(pk=complaint.pk).update(due_at=A_MONDAY)
    a_complaint(at=branch)
    with translation.override("en"):
        lines = circular_text(made(SheetKind.DAILY, branch)).splitlines()
    assert lines[2].startswith(f"分局{UNITS_IN_TEXT + 1:02d}：")
    assert [line[:4] for line in lines[3:-1]] == [f"分局{place:02d}" for place in range(UNITS_IN_TEXT - 1)]
    assert lines[-1] == "Further units: 2"
