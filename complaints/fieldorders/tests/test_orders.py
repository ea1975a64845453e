from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from complaints.fieldorders.choices import CustomerTerm, OrderState, ReviewResult
from complaints.fieldorders.models import FieldOrder
from complaints.fieldorders.selectors import findings_of, to_be_reviewed
from complaints.fieldorders.services import (
    CannotMoveOrder,
    CannotRecordOrder,
    NotTheWorker,
    OwnWork,
    accept_order,
    cancel_order,
    dispatch_order,
    finish_order,
    record_order,
    review_order,
)
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.services import void_complaint
from core.models import Notification
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=5)


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def handler(unit):
    return a_person(Role.HANDLER, at=unit)


@pytest.fixture
def worker(unit):
    return a_person(Role.COUNTER_STAFF, at=a_unit("装维班", under=unit), name="周装维")


@pytest.fixture
def caller(unit):
    return a_person(Role.CALLER, at=unit)


def recorded(unit, handler, *, term=CustomerTerm.OTHER, **more):
    said = {"task": "更换光猫", "place": "桂花路 8 号"} | more
    return record_order(
        complaint=a_complaint(at=unit, phone=""), unit=unit, term=term, by=handler, now=A_MONDAY, **said
    )


def done(order, handler, worker):
    dispatch_order(order=order, worker=worker, by=handler, now=A_MONDAY)
    accept_order(order=order, by=worker, now=A_MONDAY)
    return finish_order(order=order, words="已更换，测速正常", by=worker, now=LATER)


@pytest.mark.parametrize(("term", "hours"), [(CustomerTerm.AGREEMENT, 24), (CustomerTerm.OTHER, 48)])
def test_s4_asks_for_24_hours_with_an_agreement_and_48_without(unit, handler, term, hours):
    assert recorded(unit, handler, term=term).due_at == A_MONDAY + dt.timedelta(hours=hours)


def test_the_number_for_vip_is_lost_so_nothing_is_due_until_it_is_set(unit, handler, settings):
    assert recorded(unit, handler, term=CustomerTerm.VIP).due_at is None
    settings.FIELD_ORDER_VIP_HOURS = 4
    assert recorded(unit, handler, term=CustomerTerm.VIP).due_at == A_MONDAY + dt.timedelta(hours=4)


def test_it_goes_from_record_to_review_and_every_step_is_told_once(unit, handler, worker, caller):
    order = done(recorded(unit, handler), handler, worker)
    review_order(order=order, review=ReviewResult.TRUE, words="已修好", recording="R-7", by=caller, now=LATER)
    order.refresh_from_db()
    assert (order.number, order.state, order.reviewed_by) == ("S201101-00001", OrderState.REVIEWED, caller)
    events = order.complaint.events.filter(kind=EventKind.FIELD_ORDER)
    assert [event.data["order_state"] for event in events] == [
        "recorded",
        "dispatched",
        "accepted",
        "done",
        "reviewed",
    ]
    assert Notification.objects.get(kind="field_order.sent").recipient == worker


def test_a_step_out_of_order_is_refused(unit, handler, worker, caller):
    order = recorded(unit, handler)
    with pytest.raises(CannotMoveOrder):
        review_order(order=order, review=ReviewResult.TRUE, words="好", by=caller, now=LATER)
    dispatch_order(order=order, worker=worker, by=handler, now=A_MONDAY)
    with pytest.raises(CannotMoveOrder):
        finish_order(order=order, words="好", by=worker, now=LATER)
    accept_order(order=order, by=worker, now=LATER)
    with pytest.raises(CannotMoveOrder):
        dispatch_order(order=order, worker=worker, by=handler, now=LATER)


def test_only_whoever_was_sent_says_that_it_is_done(unit, handler, worker):
    order = recorded(unit, handler)
    dispatch_order(order=order, worker=worker, by=handler, now=A_MONDAY)
    for act in (accept_order, lambda **said: finish_order(words="好", **said)):
        with pytest.raises(NotTheWorker) as refused:
            act(order=order, by=handler, now=LATER)
        assert refused.value.status == 403


def test_who_did_the_work_does_not_review_it(unit, handler):
    jack = a_person(Role.TEAM_LEADER, at=unit)
    order = done(recorded(unit, handler), handler, jack)
    assert not to_be_reviewed(jack).exists()
    with pytest.raises(OwnWork):
        review_order(order=order, review=ReviewResult.TRUE, words="好", by=jack, now=LATER)


def test_somebody_of_another_unit_is_not_sent(unit, handler):
    stranger = a_person(Role.COUNTER_STAFF, at=a_unit("临安分公司"))
    with pytest.raises(CannotMoveOrder) as refused:
        dispatch_order(order=recorded(unit, handler), worker=stranger, by=handler, now=A_MONDAY)
    assert refused.value.field == "worker"


def test_two_who_send_at_once_send_one(unit, handler, worker):
    order = recorded(unit, handler)
    same = FieldOrder.objects.get()
    dispatch_order(order=order, worker=worker, by=handler, now=A_MONDAY)
    with pytest.raises(CannotMoveOrder):
        dispatch_order(order=same, worker=a_person(Role.COUNTER_STAFF, at=unit), by=handler, now=A_MONDAY)
    assert FieldOrder.objects.get().worker == worker


def test_a_false_closure_is_told_to_the_service_manager_and_counted(unit, handler, worker, caller):
    manager = a_person(Role.SERVICE_MANAGER, at=unit)
    true, false, never = (done(recorded(unit, handler), handler, worker) for _order in range(3))
    review_order(order=true, review=ReviewResult.TRUE, words="修好了", by=caller, now=LATER)
    review_order(order=false, review=ReviewResult.FALSE_CLOSURE, words="还是断网", by=caller, now=LATER)
    review_order(order=never, review=ReviewResult.FALSE_REPORT, words="没人来过", by=caller, now=LATER)
    told = Notification.objects.filter(recipient=manager).order_by("pk")
    assert [notice.kind for notice in told] == ["field_order.false_closure", "field_order.false_report"]
    (found,) = findings_of(manager, 201101)
    assert (found.worker, found.reviewed, found.false_closures, found.false_reports) == ("周装维", 3, 1, 1)
    assert findings_of(manager, 201102) == []
    assert findings_of(a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司")), 201101) == []


def test_done_work_is_not_cancelled_but_a_visit_that_is_not_needed_is(unit, handler, worker):
    order = recorded(unit, handler)
    with pytest.raises(CannotMoveOrder):
        cancel_order(order=order, reason=" ", by=handler, now=LATER)
    cancel_order(order=order, reason="客户已自行解决", by=handler, now=LATER)
    with pytest.raises(CannotMoveOrder):
        cancel_order(order=done(recorded(unit, handler), handler, worker), reason="x", by=handler, now=LATER)


def test_a_ticket_that_is_over_sends_nobody(unit, handler):
    complaint = a_complaint(at=unit)
    void_complaint(complaint=complaint, reason="重复", by=None, now=LATER)
    with pytest.raises(CannotRecordOrder):
        record_order(complaint=complaint, unit=unit, term="other", task="x", place="y", by=handler, now=LATER)


def test_the_worker_finds_it_on_the_phone_and_says_when_it_is_done(client, unit, handler, worker):
    order = recorded(unit, handler)
    dispatch_order(order=order, worker=worker, by=handler, now=A_MONDAY)
    client.force_login(worker)
    assert order.number in client.get(reverse("field_orders")).content.decode()
    assert order.number in client.get(reverse("home")).content.decode()
    for name in ("field_order", "field_order_print"):
        assert client.get(reverse(name, args=[order.number])).status_code == 200
    assert client.post(reverse("field_order_accept", args=[order.number])).status_code == 302
    door = reverse("field_order_done", args=[order.number])
    assert client.post(door, {"words": ""}).status_code == 400
    assert client.post(door, {"words": "已更换"}).status_code == 302
    assert FieldOrder.objects.get().state == OrderState.DONE


def test_an_order_is_recorded_sent_and_reviewed_on_pages(client, unit, handler, worker, caller):
    complaint = a_complaint(at=unit)
    client.force_login(handler)
    said = {"term": "agreement", "unit": unit.code, "place": "桂花路 8 号", "task": "更换光猫"}
    assert client.get(reverse("field_order_new", args=[complaint.number])).status_code == 200
    assert client.post(reverse("field_order_new", args=[complaint.number]), said).status_code == 302
    order = FieldOrder.objects.get()
    door = reverse("field_order_dispatch", args=[order.number])
    assert client.post(door, {"worker": "NOBODY"}).status_code == 400
    assert client.post(door, {"worker": worker.staff_number}).status_code == 302
    order.refresh_from_db()
    accept_order(order=order, by=worker, now=LATER)
    finish_order(order=order, words="已更换", by=worker, now=LATER)
    client.force_login(caller)
    review = {"review": "false_closure", "words": "还是断网", "recording": "R-9"}
    assert client.post(reverse("field_order_review", args=[order.number]), review).status_code == 302
    assert "周装维" in client.get(reverse("false_closures"), {"month": _month()}).content.decode()


def _month() -> str:
    return f"{FieldOrder.objects.get().reviewed_at:%Y-%m}"
