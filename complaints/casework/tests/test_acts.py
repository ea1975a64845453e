from __future__ import annotations

import datetime as dt

import pytest

from complaints.casework.choices import Choice, Step
from complaints.casework.models import Casework
from complaints.casework.services import (
    CannotJoin,
    CaseNotOpen,
    IncompleteStep,
    StepNotAsked,
    StepTaken,
    ask_reclassification,
    casework_of,
    dispose,
    find_valid,
    grade_case,
    join,
    judge,
    regrade_case,
    take_step,
    verify,
)
from complaints.casework.services.take import change
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import EventKind, Outcome, ReopenReason
from complaints.tickets.models import Complaint
from complaints.tickets.services import (
    CannotClose,
    close_complaint,
    log_call,
    reopen_complaint,
    void_complaint,
)
from core.approvals.choices import Decision
from core.approvals.services import MayNotDecide, NobodyCanDecide, decide
from core.audit.models import AuditEntry
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)
SAID = {"by": None, "now": LATER}


@pytest.fixture
def branch():
    return a_unit()


def closed(complaint, outcome=Outcome.SOLVED):
    return close_complaint(complaint=complaint, outcome=outcome, note="已处理", **SAID)


def test_a_ticket_registered_with_a_grade_has_been_graded_by_whoever_registered_it(branch):
    clerk = a_person(Role.HANDLER, at=branch)
    complaint = a_complaint(at=branch, by=clerk, grade="B")
    case = Casework.objects.get(complaint=complaint)
    assert (case.grade, case.grade_at, case.grade_by) == ("B", complaint.registered_at, clerk)
    assert [event.kind for event in complaint.events.all()] == [EventKind.REGISTERED]


def test_grading_stands_on_the_ticket_in_the_history_and_in_the_audit_chain():
    complaint = a_complaint()
    grade_case(casework=casework_of(complaint), grade="C", **SAID)
    complaint.refresh_from_db()
    assert (complaint.grade, complaint.version) == ("C", 2)
    assert complaint.events.last().data == {"step": "grade", "round": 1, "grade": "C"}
    assert AuditEntry.objects.filter(verb="complaint.graded").count() == 1


def test_a_step_is_taken_once():
    case = casework_of(a_complaint(grade="A"))
    with pytest.raises(StepTaken):
        grade_case(casework=case, grade="B", **SAID)


def test_nothing_is_taken_on_a_closed_ticket():
    complaint = a_complaint()
    worked_case(complaint)
    closed(complaint)
    with pytest.raises(CaseNotOpen):
        take_step(Step.REMEDY, casework=casework_of(complaint), **SAID)


def test_from_a_to_c_midway_asks_who_joins_and_keeps_what_was_done(branch):
    complaint = a_complaint(at=branch)
    case = worked_case(complaint, upto=Step.DISPOSAL, grade="A")
    head = a_person(Role.DEPARTMENT_HEAD, at=branch)
    with pytest.raises(IncompleteStep) as refused:
        regrade_case(casework=case, grade="C", reason="客户要求退费", **SAID)
    assert refused.value.field == "joint_handler"
    regrade_case(casework=case, grade="C", reason="客户要求退费", joint_handler=head, **SAID)
    case.refresh_from_db()
    assert case.done() == {
        Step.GRADE, Step.JOIN, Step.VERIFY, Step.JUDGE, Step.PHONE_APOLOGY, Step.PERSONAL_APOLOGY,
    }  # fmt: skip
    assert (case.joint_handler, case.finding, Complaint.objects.get().grade) == (head, "录音与受理单一致", "C")
    event = complaint.events.last()
    assert (event.kind, event.text) == (EventKind.GRADED, "客户要求退费")
    assert (event.data["from"], event.data["grade"], event.data["undone"]) == ("A", "C", ["disposal"])
    assert complaint.events.filter(kind=EventKind.DISPOSAL).count() == 1
    assert head.notifications.count() == 1


@pytest.mark.parametrize(("grade", "reason"), [("A", "再想想"), ("B", " ")])
def test_another_grade_needs_to_be_another_and_a_reason(grade, reason):
    case = casework_of(a_complaint(grade="A"))
    with pytest.raises((StepNotAsked, IncompleteStep)):
        regrade_case(casework=case, grade=grade, reason=reason, **SAID)


def test_who_joins_handles_tickets_of_the_unit_and_is_not_the_handler(branch):
    handler = a_person(Role.HANDLER, at=branch)
    complaint = a_complaint(at=branch, grade="C", handler=handler)
    case = casework_of(complaint)
    stranger = a_person(Role.DEPARTMENT_HEAD, at=a_unit("临安分公司"))
    for wrong in (handler, stranger, a_person(Role.AUDITOR, at=branch)):
        with pytest.raises(CannotJoin):
            join(casework=case, joint_handler=wrong, **SAID)
    join(casework=case, joint_handler=a_person(Role.DEPARTMENT_HEAD, at=branch), **SAID)
    assert Step.JOIN in Casework.objects.get().done()


def test_findings_say_who_was_heard_or_why_nobody(branch):
    case = casework_of(a_complaint(at=branch, grade="A"))
    with pytest.raises(IncompleteStep):
        verify(casework=case, finding="录音一致", **SAID)
    with pytest.raises(IncompleteStep):
        verify(casework=case, finding=" ", not_heard="离职", **SAID)
    clerk = a_person(Role.COUNTER_STAFF, at=branch, name="吴帆")
    event = verify(casework=case, finding="录音一致", person_heard=clerk, **SAID)
    assert (event.text, event.data["heard"]) == ("录音一致", "吴帆")


def test_a_judgement_stands_on_the_ticket_with_its_reason():
    case = worked_case(a_complaint(), upto=Step.VERIFY)
    with pytest.raises(IncompleteStep):
        judge(casework=case, validity="valid", reason="", **SAID)
    judge(casework=case, validity="invalid", reason="宣传单已写明资费", **SAID)
    one = Complaint.objects.get()
    assert (one.validity, one.validity_reason) == ("invalid", "宣传单已写明资费")


def test_dealing_with_the_person_is_words_or_that_nobody_is_responsible():
    case = worked_case(a_complaint(), upto=Step.PERSONAL_APOLOGY)
    for wrong in ({}, {"words": "约谈", "nobody": "系统故障"}):
        with pytest.raises(IncompleteStep):
            dispose(casework=case, **wrong, **SAID)
    assert dispose(casework=case, nobody="系统故障", **SAID).data["nobody"] is True


def test_from_valid_to_invalid_needs_a_second_person(branch):
    """C20."""
    one, two = a_person(Role.SERVICE_MANAGER, at=branch), a_person(Role.MARKET_MANAGER, at=branch)
    complaint = a_complaint(at=branch)
    case = worked_case(complaint, upto=Step.PHONE_APOLOGY)
    asked = ask_reclassification(casework=case, reason="宣传单已写明资费", by=one, now=LATER)
    assert Complaint.objects.get().validity == "valid"
    with pytest.raises(MayNotDecide):
        decide(request=asked, decision=Decision.APPROVE, by=one, now=LATER)
    decide(request=asked, decision=Decision.APPROVE, by=two, now=LATER)
    case.refresh_from_db()
    found = Complaint.objects.get()
    assert (found.validity, found.validity_reason) == ("invalid", "宣传单已写明资费")
    assert (case.validity, case.done()) == ("invalid", {Step.GRADE, Step.VERIFY, Step.JUDGE})
    event = complaint.events.filter(kind=EventKind.JUDGED).last()
    assert (event.by, event.data["asked_by"], event.data["from"]) == (two, str(one), "valid")


def test_nobody_finds_a_valid_complaint_invalid_alone(branch):
    alone = a_person(Role.SERVICE_MANAGER, at=branch)
    case = worked_case(a_complaint(at=branch), upto=Step.JUDGE)
    with pytest.raises(NobodyCanDecide):
        ask_reclassification(casework=case, reason="无效", by=alone, now=LATER)


def test_found_valid_after_all_the_steps_of_its_grade_stand_open():
    case = worked_case(a_complaint(), upto=Step.EXPLAIN, validity="invalid")
    find_valid(casework=case, reason="补充录音为证", **SAID)
    case.refresh_from_db()
    assert (case.validity, case.explain_at) == ("valid", None)
    with pytest.raises(StepNotAsked):
        find_valid(casework=case, reason="再次", **SAID)


def test_an_ungraded_ticket_is_not_closed_as_solved():
    with pytest.raises(CannotClose):
        closed(a_complaint())


@pytest.mark.parametrize("upto", [Step.VERIFY, Step.PHONE_APOLOGY, Step.CORRECTIVE])
def test_solved_waits_for_every_step_of_the_round(upto):
    """C19."""
    complaint = a_complaint()
    worked_case(complaint, upto=upto)
    with pytest.raises(CannotClose) as refused:
        closed(complaint)
    assert str(Step.FOLLOW_UP.label) in str(refused.value)
    worked_case(complaint)
    assert closed(complaint).state == "closed"


def test_an_invalid_one_is_closed_after_the_explanation_and_the_call():
    complaint = a_complaint()
    worked_case(complaint, validity="invalid")
    assert closed(complaint).outcome == Outcome.SOLVED


@pytest.mark.parametrize("outcome", [Outcome.UNREACHABLE, Outcome.UNWILLING, Outcome.UNCOOPERATIVE, Outcome.POSTPONED])
def test_giving_up_needs_the_facts_and_a_call_in_this_round(outcome):
    complaint = a_complaint()
    with pytest.raises(CannotClose):
        closed(complaint, outcome)
    worked_case(complaint, upto=Step.JUDGE)
    with pytest.raises(CannotClose):
        closed(complaint, outcome)
    log_call(complaint=complaint, text="三次无人接听", reached=False, **SAID)
    assert closed(complaint, outcome).state == "closed"


def test_a_call_of_an_earlier_round_does_not_count():
    complaint = a_complaint()
    log_call(complaint=complaint, text="无人接听", reached=False, by=None, now=A_MONDAY)
    worked_case(complaint)
    closed(complaint)
    again = LATER + dt.timedelta(days=2)
    reopen_complaint(complaint=complaint, reason=ReopenReason.BROKEN_PROMISE, note="", by=None, now=again)
    worked_case(complaint, upto=Step.JUDGE, now=again)
    with pytest.raises(CannotClose):
        closed(complaint, Outcome.UNREACHABLE)


def test_a_reopened_ticket_begins_a_new_round_with_its_grade_and_keeps_the_earlier_one():
    complaint = a_complaint()
    worked_case(complaint, grade="B", choice=Choice.SECOND)
    closed(complaint)
    reopen_complaint(complaint=complaint, reason=ReopenReason.BROKEN_PROMISE, note="", **SAID)
    first, second = Casework.objects.order_by("round")
    assert (first.is_current, first.choice, Step.FOLLOW_UP in first.done()) == (False, "second", True)
    assert (second.is_current, second.round, second.done()) == (True, 2, {Step.GRADE})
    assert (second.grade, second.grade_at, second.started_at) == ("B", first.grade_at, LATER)


def test_a_void_ticket_keeps_its_case_as_it_stood():
    complaint = a_complaint()
    worked_case(complaint, upto=Step.VERIFY)
    before = Casework.objects.values().get()
    void_complaint(complaint=complaint, reason="重复录入", **SAID)
    assert Casework.objects.values().get() == before


def test_who_read_the_case_earlier_is_told_that_somebody_was_faster():
    complaint = a_complaint()
    worked_case(complaint, upto=Step.GRADE)
    mine, yours = casework_of(complaint), casework_of(complaint)
    verify(casework=yours, finding="录音一致", not_heard="离职", **SAID)
    with pytest.raises(StepTaken):
        change(mine, finding="别的")
    assert Casework.objects.get().finding == "录音一致"
