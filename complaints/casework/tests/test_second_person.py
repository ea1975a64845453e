"""C20: whoever finds invalid what was found valid is not alone, also in a later round, and was not part of it."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints.casework import registry
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.presenter import step_list
from complaints.casework.services import RECLASSIFY, ask_reclassification, casework_of, judge
from complaints.casework.services.judging import NeedsSecondPerson
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import EventKind, Outcome, ReopenReason
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint, log_call, reopen_complaint, void_complaint
from core.approvals.choices import Decision
from core.approvals.models import ApprovalRequest
from core.approvals.services import MayNotDecide, decide
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)
SAID = {"by": None, "now": LATER}


@pytest.fixture
def branch():
    return a_unit()


@pytest.fixture
def one(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


@pytest.fixture
def two(branch):
    return a_person(Role.MARKET_MANAGER, at=branch)


def asked(case, one, reason="宣传单已写明资费"):
    return ask_reclassification(casework=case, reason=reason, by=one, now=LATER)


def decided(request, by, decision=Decision.APPROVE):
    return decide(request=request, decision=decision, comment="看过", by=by, now=LATER)


def given_up(complaint):
    log_call(complaint=complaint, text="三次无人接听", reached=False, **SAID)
    return close_complaint(complaint=complaint, outcome=Outcome.UNREACHABLE, note="多次联系未果", **SAID)


def reopened(complaint):
    return reopen_complaint(complaint=complaint, reason=ReopenReason.BROKEN_PROMISE, note="", **SAID)


@pytest.fixture
def second_round(branch):
    """A ticket that was found valid, given up and reopened, verified anew and not judged yet."""
    complaint = a_complaint(at=branch)
    worked_case(complaint, upto=Step.JUDGE)
    given_up(complaint)
    reopened(complaint)
    return worked_case(complaint, upto=Step.VERIFY)


def test_a_new_round_does_not_find_it_invalid_by_one_person(second_round, one, two):
    with pytest.raises(NeedsSecondPerson) as refused:
        judge(casework=second_round, validity="invalid", reason="无效", by=one, now=LATER)
    assert (refused.value.field, Complaint.objects.get().validity) == ("validity", "valid")
    assert step_list(Complaint.objects.get(), one, LATER).rejudge
    decided(asked(second_round, one), two)
    case = Casework.objects.current().get()
    assert (Complaint.objects.get().validity, case.validity, case.judge_by) == ("invalid", "invalid", two)
    event = case.complaint.events.filter(kind=EventKind.JUDGED).last()
    assert (event.data["from"], event.data["round"], event.data["asked_by"]) == ("valid", 2, str(one))


def test_a_new_round_says_from_what_it_was_found_valid(branch):
    complaint = a_complaint(at=branch)
    worked_case(complaint, upto=Step.JUDGE, validity="invalid")
    given_up(complaint)
    reopened(complaint)
    worked_case(complaint, upto=Step.JUDGE)
    assert complaint.events.filter(kind=EventKind.JUDGED).last().data["from"] == "invalid"


def test_what_was_returned_is_asked_again_in_the_same_request(branch, one, two):
    case = worked_case(a_complaint(at=branch), upto=Step.JUDGE)
    first = decided(asked(case, one), two, Decision.RETURN)
    again = asked(case, one, reason="补充录音为证")
    assert (again.pk, again.round, again.state) == (first.pk, 2, "waiting")
    decided(again, two)
    assert Complaint.objects.get().validity_reason == "补充录音为证"


@pytest.mark.parametrize("decision", [None, Decision.RETURN])
@pytest.mark.parametrize("end", ["closed", "voided", "reopened"])
def test_a_ticket_that_ended_or_began_anew_waits_for_no_second_person(branch, one, two, monkeypatch, end, decision):
    complaint = a_complaint(at=branch)
    request = asked(worked_case(complaint, upto=Step.JUDGE), one)
    if decision:
        decided(request, two, decision)
    if end == "closed":
        given_up(complaint)
    elif end == "voided":
        void_complaint(complaint=complaint, reason="误登", **SAID)
    else:
        monkeypatch.setattr("complaints.tickets.registry.begins_anew", lambda _complaint: True)
        reopened(complaint)
    assert ApprovalRequest.objects.get(kind=RECLASSIFY).state == "withdrawn"


def test_neither_handlers_nor_the_persons_concerned_are_the_second_person(branch, one, two, monkeypatch):
    named = a_person(Role.SERVICE_MANAGER, at=branch, name="许总")
    joint = a_person(Role.SERVICE_MANAGER, at=branch, name="丁总")
    monkeypatch.setattr(registry, "_concerned", [])
    registry.concern(lambda _casework: [named])
    case = worked_case(a_complaint(at=branch), upto=Step.JUDGE, grade="C", joint=joint)
    request = asked(case, one)
    for person in (named, joint):
        with pytest.raises(MayNotDecide):
            decided(request, person)
    assert decided(request, two).state == "approved"


def test_whoever_came_to_handle_it_since_it_was_asked_is_not_the_second_person(branch, one, two):
    complaint = a_complaint(at=branch)
    request = asked(worked_case(complaint, upto=Step.JUDGE), one)
    Complaint.objects.filter(pk=complaint.pk).update(handler=two)
    with pytest.raises(MayNotDecide) as refused:
        decided(request, two)
    assert (refused.value.status, Complaint.objects.get().validity) == (403, "valid")


def test_nor_is_whoever_may_not_judge_any_more(branch, one, two):
    complaint = a_complaint(at=branch)
    request = asked(worked_case(complaint, upto=Step.JUDGE), one)
    Posting.objects.filter(person=two).update(role=Role.HANDLER)
    with pytest.raises(MayNotDecide):
        decided(request, two)
    assert casework_of(Complaint.objects.get()).validity == "valid"
