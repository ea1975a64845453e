from __future__ import annotations

import datetime as dt

import pytest
from celery import current_app as app
from django.urls import reverse
from django.utils import translation

from complaints.batches.choices import BatchState, FoundBy
from complaints.batches.models import Batch, BatchMember
from complaints.batches.services import (
    LOOK,
    BatchDecided,
    CannotChangeBatch,
    CannotDecide,
    accept_batch,
    add_ticket,
    answer,
    open_batch,
    plan_batch,
    propose_batches,
    reject_batch,
    take_out,
)
from complaints.escalation.models import Escalation
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from core.exports.registry import listing_of
from core.jobs.registry import kind_of
from core.models import Notification
from org.access.choices import Right
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
TEXT = "我没有同意办理家庭网，短信说已经加入，每月多扣十五元，请马上取消并把钱退给我。"


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def manager(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit)


@pytest.fixture(autouse=True)
def _three_in_a_week(settings):
    settings.BATCH_THRESHOLD, settings.BATCH_DAYS = 3, 7


def tickets(count, **said):
    return [a_complaint(phone=f"1380571{place:04d}", **{"text": "", **said}) for place in range(count)]


def proposed(unit, count=3):
    cause = a_category()
    made = tickets(count, at=unit, cause=cause)
    assert propose_batches(now=A_MONDAY) == 1
    return Batch.objects.get(), made


def opened(unit, manager, count=3):
    batch, made = proposed(unit, count)
    return accept_batch(batch=batch, why="同一原因", by=manager, now=A_MONDAY), made


def test_enough_of_one_cause_are_proposed_once_and_told_to_whoever_decides(unit, manager):
    batch, _made = proposed(unit)
    assert (batch.state, batch.found_by, batch.unit, batch.members.count()) == ("proposed", "same_cause", unit, 3)
    assert propose_batches(now=A_MONDAY) == 0
    assert Notification.objects.get(kind="batch.proposed").recipient == manager


def test_without_the_two_settings_nothing_is_proposed(unit, settings):
    settings.BATCH_THRESHOLD = None
    tickets(5, at=unit, cause=a_category())
    assert propose_batches(now=A_MONDAY) == 0


def test_what_is_older_than_the_window_does_not_count(unit):
    tickets(3, at=unit, cause=a_category())
    assert propose_batches(now=A_MONDAY + dt.timedelta(days=8)) == 0


def test_nearly_the_same_words_are_proposed_for_the_unit_above_all_of_them(unit):
    for place in range(3):
        hall = a_unit(f"营业厅{place}", under=unit)
        a_complaint(at=hall, text=f"{TEXT}{place}", phone=f"1380571000{place}")
    assert propose_batches(now=A_MONDAY) == 1
    batch = Batch.objects.get()
    assert (batch.found_by, batch.unit, batch.cause) == (FoundBy.SAME_WORDS, unit, None)


def test_a_rejected_batch_is_not_proposed_again(unit, manager):
    batch, _made = proposed(unit)
    reject_batch(batch=batch, why="互不相关", by=manager, now=A_MONDAY)
    assert propose_batches(now=A_MONDAY) == 0


def test_tickets_of_a_rejected_batch_may_join_another(unit, manager):
    batch, made = proposed(unit)
    reject_batch(batch=batch, why="互不相关", by=manager, now=A_MONDAY)
    other = open_batch(title="家庭网", unit=unit, why="手工汇总", by=manager, now=A_MONDAY)
    add_ticket(batch=other, complaint=made[0], by=manager, now=A_MONDAY)
    assert BatchMember.objects.get(complaint=made[0]).batch == other


def test_accepting_goes_up_the_chain_once_for_the_batch(unit, manager):
    from_before = Escalation.objects.count()
    _batch, made = opened(unit, manager)
    raised = Escalation.objects.all()[from_before:]
    assert {one.complaint for one in raised} <= {made[0]}
    told = ComplaintEvent.objects.filter(kind=EventKind.BATCH).order_by("pk")
    assert [event.data["escalates"] for event in told] == [True, False, False]


def test_it_is_decided_once_and_with_words(unit, manager):
    batch, _made = proposed(unit)
    with pytest.raises(CannotDecide):
        accept_batch(batch=batch, why=" ", by=manager, now=A_MONDAY)
    accept_batch(batch=batch, why="同一原因", by=manager, now=A_MONDAY)
    with pytest.raises(BatchDecided):
        reject_batch(batch=batch, why="不是", by=manager, now=A_MONDAY)
    assert Batch.objects.get().state == BatchState.OPEN


def test_every_customer_is_answered_by_the_plan_and_then_it_closes(unit, manager):
    batch, made = opened(unit, manager)
    said = {"batch": batch, "by": manager, "now": A_MONDAY}
    with translation.override("en"), pytest.raises(CannotChangeBatch, match="Write the plan"):
        answer(complaint=made[0], words="已退费", **said)
    plan_batch(plan="统一退订并退还三个月月租", **said)
    for complaint in made:
        assert Batch.objects.get().state == BatchState.OPEN
        answer(complaint=complaint, words="已退费", **said)
    with pytest.raises(CannotChangeBatch):
        answer(complaint=made[0], words="再退", **said)
    assert (batch.state, batch.closed_at) == (BatchState.CLOSED, A_MONDAY)


def test_a_plan_that_somebody_else_changed_meanwhile_is_not_written_over(unit, manager, client):
    """C15: the page answers 409 with what stands there now, and keeps what was typed."""
    batch, _made = opened(unit, manager)
    said = {"batch": batch, "by": manager, "now": A_MONDAY}
    plan_batch(plan="统一退订", **said)
    client.force_login(manager)
    page = reverse("batch_plan", args=[batch.number])
    assert 'name="instead_of" value="统一退订"' in client.get(page).content.decode()
    plan_batch(plan="统一退订\n并致歉", instead_of="统一退订", **said)
    answer_ = client.post(page, {"plan": "只致歉", "instead_of": "统一退订"})
    assert answer_.status_code == 409
    assert all(words in answer_.content.decode() for words in ("并致歉", "只致歉"))
    assert Batch.objects.get().plan == "统一退订\n并致歉"
    assert client.post(page, {"plan": "只致歉", "instead_of": "统一退订\r\n并致歉"}).status_code == 302


def test_taking_out_the_last_unanswered_one_closes_it(unit, manager):
    batch, made = opened(unit, manager)
    said = {"batch": batch, "by": manager, "now": A_MONDAY}
    plan_batch(plan="统一退订", **said)
    for complaint in made[1:]:
        answer(complaint=complaint, words="已退费", **said)
    take_out(complaint=made[0], why="另有原因", **said)
    assert Batch.objects.get().state == BatchState.CLOSED
    assert ComplaintEvent.objects.get(complaint=made[0], data__act="left").text == "另有原因"


def test_a_ticket_belongs_to_one_batch(unit, manager):
    _batch, made = opened(unit, manager)
    other = open_batch(title="家庭网", unit=unit, why="手工汇总", by=manager, now=A_MONDAY)
    with pytest.raises(CannotChangeBatch):
        add_ticket(batch=other, complaint=made[0], by=manager, now=A_MONDAY)


def test_a_ticket_of_other_units_cannot_be_added(unit, manager):
    other = open_batch(title="家庭网", unit=unit, why="手工汇总", by=manager, now=A_MONDAY)
    with pytest.raises(CannotChangeBatch):
        add_ticket(batch=other, complaint=a_complaint(at=a_unit("临安")), by=manager, now=A_MONDAY)


def test_a_parent_or_a_ticket_out_of_sight_does_not_exist(unit, manager, client):
    """C04."""
    batch, made = opened(unit, manager)
    stranger = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    client.force_login(stranger)
    assert client.get(reverse("batch", args=[batch.number])).status_code == 404
    assert client.post(reverse("batch_add", args=[batch.number]), {"number": made[0].number}).status_code == 404
    hidden = a_complaint(at=a_unit("桐庐分公司"))
    client.force_login(manager)
    assert client.post(reverse("batch_add", args=[batch.number]), {"number": hidden.number}).status_code == 404
    assert not BatchMember.objects.filter(complaint=hidden).exists()


def test_pages_of_a_batch(unit, manager, client):
    batch, made = opened(unit, manager)
    client.force_login(manager)
    page = reverse("batch", args=[batch.number])
    assert client.post(reverse("batch_plan", args=[batch.number]), {"plan": "统一退订"}).status_code == 302
    address = reverse("batch_answer", args=[batch.number, made[0].number])
    assert client.post(address, {"words": "已退费"}).status_code == 302
    more = a_complaint(at=unit, cause=batch.cause, text="")
    html = client.get(page).content.decode()
    assert all(one.number in html for one in (*made, more))
    assert batch.number in client.get(reverse("batches")).content.decode()
    assert batch.number in client.get(reverse("complaint_beside", args=[made[0].number])).content.decode()


def test_the_page_says_that_the_settings_are_not_set(manager, client, settings):
    settings.BATCH_DAYS = None
    client.force_login(manager)
    html = client.get(reverse("batches")).content.decode()
    assert reverse("batch_new") in html
    assert reverse("batches_look") not in html


def test_the_contact_sheet_lists_who_is_to_be_called(unit, manager):
    batch, made = opened(unit, manager)
    rows = listing_of("batch").rows(manager, {"batch": batch.number})
    assert [row.complaint.number for row in rows] == [one.number for one in made]


def test_the_contact_sheet_has_masked_names_and_only_tickets_of_units_where_one_works(unit, manager):
    hall, other = a_unit("桂花", under=unit), a_unit("春北", under=unit)
    batch = open_batch(title="家庭网", unit=unit, why="手工汇总", by=manager, now=A_MONDAY)
    here, there = (a_complaint(at=place, customer_name="王小明") for place in (hall, other))
    for complaint in (here, there):
        add_ticket(batch=batch, complaint=complaint, by=manager, now=A_MONDAY)
    person = a_person(Role.HANDLER, at=hall)
    Posting.objects.create(person=person, unit=unit, role=Role.AUDITOR, starts_on=dt.date(2000, 1, 1))
    sheet = listing_of("batch")
    (row,) = sheet.rows(person, {"batch": batch.number})
    assert row.complaint == here
    (customer,) = (column for column in sheet.columns if column.revealed and column.revealed(row) == "王小明")
    assert customer.value(row) == "王**"


def _closed(complaint, state="closed"):
    said = {"closed": {"closed_at": A_MONDAY, "outcome": "solved"}, "void": {}}[state]
    Complaint.objects.filter(pk=complaint.pk).update(state=state, **said)


def _who_went_up(made):
    events = ComplaintEvent.objects.filter(kind=EventKind.BATCH, complaint__in=made, data__escalates=True)
    return [event.complaint for event in events]


@pytest.mark.parametrize(
    ("states", "lifted"),
    [(("void", "closed", "open"), 2), (("void", "closed", "closed"), 1), (("void", "void", "void"), None)],
)
def test_what_takes_a_batch_up_is_the_first_ticket_that_somebody_works_on(unit, manager, states, lifted):
    batch, made = proposed(unit)
    for complaint, state in zip(made, states, strict=True):
        if state != "open":
            _closed(complaint, state)
    accept_batch(batch=batch, why="同一原因", by=manager, now=A_MONDAY)
    assert _who_went_up(made) == ([] if lifted is None else [made[lifted]])


def test_of_a_batch_by_hand_the_first_open_ticket_takes_it_up_once(unit, manager):
    batch = open_batch(title="家庭网", unit=unit, why="手工汇总", by=manager, now=A_MONDAY)
    made = tickets(3, at=unit)
    _closed(made[0])
    for complaint in Complaint.objects.order_by("pk"):
        add_ticket(batch=batch, complaint=complaint, by=manager, now=A_MONDAY)
    assert _who_went_up(made) == [made[1]]


def test_a_wrong_ticket_that_was_taken_out_hinders_no_later_proposal(unit, manager):
    batch, made = opened(unit, manager)
    take_out(batch=batch, complaint=made[0], why="另有原因", by=manager, now=A_MONDAY)
    for place in range(3):
        a_complaint(at=unit, cause=batch.cause, text="", phone=f"1390571{place:04d}")
    assert propose_batches(now=A_MONDAY) == 1
    assert Batch.objects.exclude(pk=batch.pk).get().members.count() == 4


def test_the_job_and_the_nightly_searches_are_known():
    assert kind_of(LOOK).right == Right.BATCH_DECIDE
    assert {"complaints.batches.propose", "complaints.detection.draw", "complaints.gates.remind"} <= set(app.tasks)
