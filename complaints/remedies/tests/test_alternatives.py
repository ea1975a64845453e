from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from complaints.casework import registry as cases
from complaints.casework.models import Casework
from complaints.casework.services import StepOutOfOrder, StepTaken, casework_of, regrade_case
from complaints.remedies.models import Offer
from complaints.remedies.rules import Plan
from complaints.remedies.services import (
    CannotMediate,
    CannotPlan,
    CannotRecordChoice,
    plan_remedy,
    propose_alternatives,
    record_choice,
    record_mediation,
)
from complaints.remedies.tests.cases import CARD, FAN, NOW, a_branch, apologised, decided, offer_of, proposed
from complaints.tickets import registry
from complaints.tickets.choices import ReopenReason
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import (
    assign_complaint,
    close_complaint,
    log_call,
    reopen_complaint,
    void_complaint,
)
from core.approvals.choices import Decision, RequestState
from core.approvals.models import ApprovalRequest
from core.approvals.services import MayNotDecide, NeedsPassword, NobodyCanDecide, decide, withdraw
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return a_branch()


def states(complaint):
    return {offer.kind: offer.state for offer in Offer.objects.filter(casework__complaint=complaint).order_by("pk")}


def story(complaint):
    return [
        (event.kind, event.data.get("act") or event.data.get("choice", ""))
        for event in ComplaintEvent.objects.filter(complaint=complaint, kind__in=["alternatives", "approval", "choice"])
    ]


@pytest.mark.parametrize("grade", ["B", "C"])
def test_two_alternatives_are_approved_then_the_customer_accepts_one(branch, grade):
    complaint = apologised(branch, grade)
    request = proposed(branch, complaint)
    assert (request.money, request.state) == (True, "waiting")
    assert states(complaint) == {"first": "asked", "second": "asked"}
    decided(request, branch.manager)
    assert states(complaint) == {"first": "approved", "second": "approved"}
    assert casework_of(complaint).approval_by == branch.manager
    record_choice(complaint=complaint, choice="second", words="要话费卡", by=branch.clerk, now=NOW)
    assert states(complaint) == {"first": "declined", "second": "accepted"}
    assert story(complaint) == [("alternatives", ""), ("approval", "approved"), ("choice", "second")]


def test_the_customer_is_not_asked_before_the_general_manager_approved(branch):
    complaint = apologised(branch, "C")
    proposed(branch, complaint)
    with pytest.raises(StepOutOfOrder):
        record_choice(complaint=complaint, choice="first", words="好", by=branch.clerk, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Casework.objects.filter(complaint=complaint).update(choice="first", choice_at=NOW, choice_by=branch.clerk)


def test_grade_a_has_no_alternatives_and_nothing_comes_before_the_apology(branch):
    from_a = apologised(branch, "A")
    with pytest.raises(Exception, match=r".") as refused:
        proposed(branch, from_a)
    assert type(refused.value).__name__ == "StepNotAsked"


def test_returned_is_changed_and_asked_again_in_the_same_request(branch):
    complaint = apologised(branch, "C")
    request = decided(proposed(branch, complaint), branch.manager, Decision.RETURN)
    assert states(complaint) == {"first": "returned", "second": "returned"}
    assert casework_of(complaint).alternatives_at is None
    more = Plan("赠送话费卡两张", Decimal("200"))
    again = propose_alternatives(complaint=complaint, first=FAN, second=more, by=branch.clerk, now=NOW)
    assert (again.pk, again.round, Offer.objects.count()) == (request.pk, 2, 2)
    decided(again, branch.manager)
    assert offer_of(complaint, "second").amount == Decimal("200")


def test_a_returned_proposal_that_now_costs_money_asks_for_the_password(branch):
    complaint = apologised(branch, "C")
    free = dataclasses.replace(CARD, amount=None)
    request = propose_alternatives(complaint=complaint, first=FAN, second=free, by=branch.clerk, now=NOW)
    assert not request.money
    decided(request, branch.manager, Decision.RETURN)
    costly = proposed(branch, complaint)
    assert (costly.money, ApprovalRequest.objects.get(pk=request.pk).state) == (True, "withdrawn")
    with pytest.raises(NeedsPassword):
        decide(request=costly, decision="approve", by=branch.manager, now=NOW)
    assert states(complaint) == {"first": "asked", "second": "asked"}


def test_refused_is_proposed_anew_and_what_was_refused_stays(branch):
    complaint = apologised(branch, "C")
    decided(proposed(branch, complaint), branch.manager, Decision.REFUSE)
    assert states(complaint) == {"first": "refused", "second": "refused"}
    decided(proposed(branch, complaint), branch.manager)
    assert Offer.objects.filter(state="refused").count() == Offer.objects.filter(state="approved").count() == 2


def test_withdrawn_opens_the_step_again(branch):
    complaint = apologised(branch, "C")
    withdraw(request=proposed(branch, complaint), reason="写错了", by=branch.clerk, now=NOW)
    assert states(complaint) == {"first": "draft", "second": "draft"}
    proposed(branch, complaint)
    assert states(complaint) == {"first": "asked", "second": "asked"}


def test_a_second_proposal_while_the_first_waits_is_refused(branch):
    complaint = apologised(branch, "C")
    proposed(branch, complaint)
    with pytest.raises(StepTaken):
        proposed(branch, complaint)


def test_neither_proposer_nor_handler_nor_the_persons_concerned_decide(branch, monkeypatch):
    """C12, and the approver is not the person blamed."""
    unit = branch.unit
    named, handler = (a_person(Role.GENERAL_MANAGER, at=unit, name=name) for name in ("丁总", "许总"))
    monkeypatch.setattr(cases, "_concerned", [])
    cases.concern(lambda _casework: [named])
    complaint = apologised(branch, "C")
    handler.postings.create(unit=unit, role=Role.HANDLER, starts_on=dt.date(2000, 1, 1))
    assign_complaint(complaint=complaint, handler=handler, by=branch.clerk, now=NOW)
    request = proposed(branch, complaint)
    for person in (branch.clerk, handler, named):
        with pytest.raises(MayNotDecide) as refused:
            decided(request, person)
        assert refused.value.status == 403
    assert decided(request, branch.manager).state == "approved"


def test_a_general_manager_who_proposes_cannot_approve(branch):
    complaint = apologised(branch, "C")
    with pytest.raises(NobodyCanDecide):
        propose_alternatives(complaint=complaint, first=FAN, second=CARD, by=branch.manager, now=NOW)
    assert (Offer.objects.count(), casework_of(complaint).alternatives_at) == (0, None)


def test_they_differ_and_are_not_what_the_customer_asked_for(branch):
    complaint = apologised(branch, "C", remedy_sought="全额退费")
    with pytest.raises(CannotPlan) as same:
        propose_alternatives(complaint=complaint, first=FAN, second=FAN, by=branch.clerk, now=NOW)
    assert same.value.field == "second_words"
    with pytest.raises(CannotPlan) as refund:
        propose_alternatives(complaint=complaint, first=Plan(" 全额退费 "), second=CARD, by=branch.clerk, now=NOW)
    assert refund.value.field == "first_words"


def test_the_customer_is_asked_between_the_approval_and_now(branch):
    complaint = apologised(branch, "C")
    decided(proposed(branch, complaint), branch.manager)
    for wrong in (NOW - dt.timedelta(hours=1), NOW + dt.timedelta(hours=1)):
        with pytest.raises(CannotRecordChoice):
            record_choice(complaint=complaint, choice="first", words="好", asked_at=wrong, by=branch.clerk, now=NOW)
    with pytest.raises(CannotRecordChoice):
        record_choice(complaint=complaint, choice="first", words=" ", by=branch.clerk, now=NOW)


def test_grade_b_is_mediated_after_a_refusal_and_what_was_agreed_is_approved(branch):
    complaint = apologised(branch, "B")
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="neither", words="都不要", by=branch.clerk, now=NOW)
    record_mediation(
        complaint=complaint, agreed=True, words="补办并送费", amount=Decimal("50"), by=branch.clerk, now=NOW
    )
    request = offer_of(complaint, "mediated").request
    decided(request, branch.manager)
    assert offer_of(complaint, "mediated").state == "approved"


def test_a_failed_mediation_leaves_the_make_up(branch):
    complaint = apologised(branch, "B")
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="neither", words="都不要", by=branch.clerk, now=NOW)
    with pytest.raises(CannotMediate):
        record_mediation(
            complaint=complaint, agreed=False, words="谈不拢", amount=Decimal("50"), by=branch.clerk, now=NOW
        )
    record_mediation(complaint=complaint, agreed=False, words="谈不拢", by=branch.clerk, now=NOW)
    with pytest.raises(CannotPlan):
        plan_remedy(complaint=complaint, kind="mediated", plan=FAN, by=branch.clerk, now=NOW)
    plan_remedy(complaint=complaint, kind="make_up", plan=Plan("按原承诺补做"), by=branch.clerk, now=NOW)
    assert offer_of(complaint, "make_up").state == "asked"


def test_a_closed_or_void_ticket_waits_for_nobody(branch):
    closed, void = apologised(branch, "C"), apologised(branch, "C")
    requests = [proposed(branch, complaint) for complaint in (closed, void)]
    log_call(complaint=closed, text="无人接听", reached=False, by=branch.clerk, now=NOW)
    close_complaint(complaint=closed, outcome="unreachable", note="多次联系未果", by=branch.clerk, now=NOW)
    void_complaint(complaint=void, reason="误登", by=branch.clerk, now=NOW)
    found = ApprovalRequest.objects.filter(pk__in=[request.pk for request in requests])
    assert {request.state for request in found} == {RequestState.WITHDRAWN}
    assert set(Offer.objects.values_list("state", flat=True)) == {"draft"}


def begun_anew(complaint, monkeypatch):
    """Reopened while open, as after a call in which the customer was dissatisfied."""
    monkeypatch.setattr(registry, "begins_anew", lambda _complaint: True)
    reopen_complaint(complaint=complaint, reason=ReopenReason.BROKEN_PROMISE, note="", by=None, now=NOW)


def test_a_ticket_that_begins_anew_waits_for_nobody_and_can_be_made_void(branch, monkeypatch):
    """What waited in the earlier round stands in nobody's way."""
    complaint = apologised(branch, "B")
    request = proposed(branch, complaint)
    regrade_case(casework=casework_of(complaint), grade="A", reason="客户只要道歉", by=branch.clerk, now=NOW)
    begun_anew(complaint, monkeypatch)
    request.refresh_from_db()
    assert (request.state, set(states(complaint).values())) == ("withdrawn", {"draft"})
    assert Casework.objects.get(complaint=complaint, round=1).alternatives_at is not None
    void_complaint(complaint=complaint, reason="误登", by=branch.clerk, now=NOW)


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.RETURN])
def test_what_still_waits_of_an_earlier_round_can_be_sent_back(branch, decision):
    complaint = apologised(branch, "B")
    request = proposed(branch, complaint)
    Casework.objects.filter(complaint=complaint).update(is_current=False)
    assert not decided(request, branch.manager, decision).is_waiting


def test_who_came_to_handle_it_or_approves_no_more_since_it_was_asked_does_not_approve(branch):
    """What barred nobody when it was asked may do so at the moment of deciding."""
    unit = branch.unit
    former, handler, joint = (a_person(Role.GENERAL_MANAGER, at=unit, name=name) for name in ("丁总", "许总", "何总"))
    complaint = apologised(branch, "C")
    request = proposed(branch, complaint)
    former.postings.update(role=Role.DEPARTMENT_HEAD)
    Complaint.objects.filter(pk=complaint.pk).update(handler=handler)
    Casework.objects.filter(complaint=complaint).update(joint_handler=joint)
    for person in (former, handler, joint):
        with pytest.raises(MayNotDecide) as refused:
            decided(request, person)
        assert refused.value.status == 403
    assert states(complaint) == {"first": "asked", "second": "asked"}
    assert decided(request, branch.manager).state == "approved"
