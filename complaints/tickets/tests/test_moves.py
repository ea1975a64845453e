from __future__ import annotations

import datetime as dt

import pytest

from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import EventKind, Outcome, ReopenReason, State
from complaints.tickets.models import Complaint
from complaints.tickets.services import (
    CannotAcknowledge,
    CannotAssign,
    CannotClose,
    CannotEdit,
    CannotNote,
    CannotReopen,
    CannotVoid,
    StaleEdit,
    acknowledge_complaint,
    add_note,
    assign_complaint,
    close_complaint,
    edit_complaint,
    log_call,
    reopen_complaint,
    reveal_phone,
    void_complaint,
)
from core.audit.models import AuditEntry
from core.phones.services import CannotReveal
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)


def closed(complaint: Complaint) -> Complaint:
    worked_case(complaint)
    return close_complaint(complaint=complaint, outcome=Outcome.SOLVED, note="已取消并退费", by=None, now=LATER)


def test_closing_keeps_what_was_done():
    complaint = closed(a_complaint())
    complaint.refresh_from_db()
    assert (complaint.state, complaint.outcome, complaint.closed_at) == (State.CLOSED, Outcome.SOLVED, LATER)
    assert complaint.events.get(kind=EventKind.CLOSED).text == "已取消并退费"


def test_it_refuses_a_second_close():
    complaint = closed(a_complaint())
    with pytest.raises(CannotClose):
        closed(complaint)


def test_two_who_close_at_once_close_it_once():
    complaint = a_complaint()
    worked_case(complaint)
    same = Complaint.objects.get(pk=complaint.pk)
    closed(complaint)
    with pytest.raises(CannotClose):
        closed(same)
    assert complaint.events.filter(kind=EventKind.CLOSED).count() == 1


def test_closing_needs_words():
    with pytest.raises(CannotClose):
        close_complaint(complaint=a_complaint(), outcome=Outcome.SOLVED, note=" \x00 ", by=None, now=LATER)


def test_reopening_adds_to_the_history_and_loses_nothing():
    complaint = closed(a_complaint())
    reopen_complaint(complaint=complaint, reason=ReopenReason.BROKEN_PROMISE, note="", by=None, now=LATER)
    complaint.refresh_from_db()
    assert (complaint.state, complaint.reopened_count, complaint.closed_at) == (State.OPEN, 1, None)
    moves = (EventKind.REGISTERED, EventKind.CLOSED, EventKind.REOPENED)
    assert tuple(event.kind for event in complaint.events.filter(kind__in=moves)) == moves
    assert complaint.events.get(kind=EventKind.CLOSED).data["outcome"] == "solved"


def test_only_a_closed_ticket_reopens_and_other_needs_words():
    complaint = a_complaint()
    with pytest.raises(CannotReopen):
        reopen_complaint(complaint=complaint, reason=ReopenReason.TIMED_OUT, note="", by=None, now=LATER)
    closed(complaint)
    with pytest.raises(CannotReopen):
        reopen_complaint(complaint=complaint, reason=ReopenReason.OTHER, note="", by=None, now=LATER)


def test_a_void_ticket_stays_but_counts_no_more():
    complaint = void_complaint(complaint=closed(a_complaint()), reason="重复录入", by=None, now=LATER)
    assert Complaint.objects.count() == 1
    assert not Complaint.objects.counted().exists()
    with pytest.raises(CannotVoid):
        void_complaint(complaint=complaint, reason="再次", by=None, now=LATER)
    with pytest.raises(CannotNote):
        add_note(complaint=complaint, text="备注", by=None, now=LATER)
    with pytest.raises(CannotEdit):
        edit_complaint(complaint=complaint, version=complaint.version, by=None, now=LATER, subject="改")


def test_a_void_needs_a_reason():
    with pytest.raises(CannotVoid):
        void_complaint(complaint=a_complaint(), reason="", by=None, now=LATER)


def test_only_a_handler_of_the_unit_gets_a_ticket():
    branch, other = a_unit(), a_unit("临安分公司")
    complaint = a_complaint(at=branch)
    with pytest.raises(CannotAssign):
        assign_complaint(complaint=complaint, handler=a_person(Role.HANDLER, at=other), by=None, now=LATER)
    with pytest.raises(CannotAssign):
        assign_complaint(complaint=complaint, handler=a_person(Role.AUDITOR, at=branch), by=None, now=LATER)
    handler = a_person(Role.HANDLER, at=branch)
    assign_complaint(complaint=complaint, handler=handler, by=None, now=LATER)
    assert Complaint.objects.get().handler == handler
    assert handler.notifications.count() == 1


def test_a_customer_is_told_once():
    complaint = acknowledge_complaint(complaint=a_complaint(), by=None, now=LATER)
    assert complaint.acknowledged_at == LATER
    with pytest.raises(CannotAcknowledge):
        acknowledge_complaint(complaint=complaint, by=None, now=LATER)


def test_an_edit_says_what_was_and_what_is():
    complaint = a_complaint()
    edit_complaint(complaint=complaint, version=1, by=None, now=LATER, tendency="regulator", subject="要求退费")
    complaint.refresh_from_db()
    assert (complaint.tendency, complaint.version) == ("regulator", 2)
    assert complaint.events.get(kind=EventKind.EDITED).data["changes"] == {
        "tendency": ["", "regulator"],
        "subject": ["强制办理家庭网", "要求退费"],
    }


def test_an_edit_that_changes_nothing_writes_nothing():
    complaint = a_complaint()
    edit_complaint(complaint=complaint, version=1, by=None, now=LATER, subject=complaint.subject, phone="13805710042")
    assert (Complaint.objects.get().version, complaint.events.count()) == (1, 1)


def test_an_edit_after_somebody_elses_save_is_refused_with_both():
    complaint = a_complaint()
    mine = Complaint.objects.get(pk=complaint.pk)
    edit_complaint(complaint=complaint, version=1, by=None, now=LATER, place="桂花路")
    with pytest.raises(StaleEdit) as refused:
        edit_complaint(complaint=mine, version=1, by=None, now=LATER, place="春北路")
    assert refused.value.current.place == "桂花路"
    assert Complaint.objects.get().place == "桂花路"


def test_an_edit_does_not_rewrite_the_chain_of_a_unit_that_moved():
    branch = a_unit()
    hall = a_unit("桂花西路营业厅", under=branch)
    complaint = a_complaint(at=hall)
    then = complaint.unit_path
    hall.path = f"000099/{hall.pk:06d}/"
    hall.save()
    edit_complaint(complaint=Complaint.objects.get(), version=1, by=None, now=LATER, unit=hall, place="桂花路")
    assert Complaint.objects.get().unit_path == then


def test_notes_and_calls_are_added_in_order():
    complaint = a_complaint()
    add_note(complaint=complaint, text="已联系装维", by=None, now=LATER)
    log_call(complaint=complaint, text="客户同意方案", by=None, now=LATER, minutes=6, recording="R-8841")
    call = complaint.events.last()
    assert (call.kind, call.data) == (EventKind.CALL, {"reached": True, "minutes": 6, "recording": "R-8841"})
    assert Complaint.objects.get().version == 1


def test_reading_a_number_needs_a_reason_and_leaves_a_trail():
    branch = a_unit()
    handler = a_person(Role.HANDLER, at=branch)
    complaint = a_complaint(at=branch)
    with pytest.raises(CannotReveal):
        reveal_phone(complaint=complaint, reason=" ", by=handler, now=LATER)
    assert reveal_phone(complaint=complaint, reason="回访", by=handler, now=LATER) == "13805710042"
    assert complaint.events.last().kind == EventKind.PHONE_REVEALED
    assert AuditEntry.objects.filter(verb="phone.revealed", by=handler).count() == 1


@pytest.mark.parametrize("name", ["grade", "validity", "validity_reason"])
def test_an_edit_does_not_decide_what_the_steps_decide(name):
    complaint = a_complaint()
    with pytest.raises(CannotEdit):
        edit_complaint(complaint=complaint, version=1, by=None, now=LATER, **{name: "A"})
    assert Complaint.objects.get().version == 1


def closed_as_duplicate(complaint: Complaint, other: Complaint | None) -> Complaint:
    said = {"outcome": Outcome.DUPLICATE, "note": "同一投诉", "by": None, "now": LATER}
    return close_complaint(complaint=complaint, duplicate_of=other, **said)


def test_a_duplicate_names_another_ticket_of_the_same_number():
    first, second, stranger = a_complaint(), a_complaint(), a_complaint(phone="13900000001")
    for other in (None, second, stranger):
        with pytest.raises(CannotClose) as refused:
            closed_as_duplicate(second, other)
        assert refused.value.field == "duplicate_of"
    closed_as_duplicate(second, first)
    assert second.events.get(kind=EventKind.CLOSED).data["duplicate_of"] == first.number


def test_two_tickets_do_not_become_duplicates_of_each_other():
    first, second = a_complaint(), a_complaint()
    closed_as_duplicate(second, first)
    with pytest.raises(CannotClose):
        closed_as_duplicate(first, second)


def test_without_a_number_nothing_is_a_duplicate():
    first, second = a_complaint(phone=""), a_complaint(phone="")
    with pytest.raises(CannotClose):
        closed_as_duplicate(second, first)
