from __future__ import annotations

import dataclasses
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.services import StepOutOfOrder, StepTaken, casework_of, change
from complaints.remedies.models import Offer
from complaints.remedies.presenter import remedy_page
from complaints.remedies.rules import NotAnAmount, Plan
from complaints.remedies.services import (
    CannotDeliver,
    CannotPlan,
    OfferMoved,
    carrying,
    deliver_remedy,
    plan_remedy,
    record_choice,
    record_mediation,
)
from complaints.remedies.tests.cases import NOW, a_branch, apologised, decided, offer_of, proposed
from complaints.tests.factories import worked_case
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import reopen_complaint
from core.approvals.choices import Decision
from core.approvals.services import MayNotDecide, NeedsPassword, decide
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
REFUND = Plan("退还家庭网月租", Decimal("128.50"))


@pytest.fixture
def branch():
    return a_branch()


def refused_both(branch, grade="C"):
    complaint = apologised(branch, grade)
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="neither", words="都不要", by=branch.clerk, now=NOW)
    return complaint


def plan(branch, complaint, kind="refund", what=REFUND):
    return plan_remedy(complaint=complaint, kind=kind, plan=what, by=branch.clerk, now=NOW)


def deliver(branch, offer, amount=REFUND.amount, proof="收据 0042"):
    return deliver_remedy(offer=offer, amount=amount, proof=proof, by=branch.clerk, now=NOW)


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-5", "0", "1.001", "100000000"])
def test_the_act_itself_takes_no_wild_amount(branch, amount):
    complaint = refused_both(branch)
    with pytest.raises(NotAnAmount):
        plan(branch, complaint, what=dataclasses.replace(REFUND, amount=Decimal(amount)))


def test_a_refund_is_approved_and_then_carried_out_with_its_receipt(branch):
    complaint = refused_both(branch)
    request = plan(branch, complaint)
    with pytest.raises(NeedsPassword):
        decide(request=request, decision="approve", by=branch.manager, now=NOW)
    decided(request, branch.manager)
    deliver(branch, offer_of(complaint, "refund"))
    offer, case = offer_of(complaint, "refund"), casework_of(complaint)
    assert (offer.state, offer.delivered_amount, offer.proof) == ("delivered", REFUND.amount, "收据 0042")
    assert (case.remedy, case.remedy_by) == ("refund", branch.clerk)
    acts = ComplaintEvent.objects.filter(complaint=complaint, kind__in=["remedy", "approval"]).values_list(
        "data__act", flat=True
    )
    assert list(acts) == ["approved", "planned", "approved", "delivered"]


def test_nothing_is_carried_out_while_it_is_proposed(branch):
    """C11: 409, and nothing paid; the database says no to whoever writes past the act."""
    complaint = refused_both(branch)
    plan(branch, complaint)
    with pytest.raises(CannotDeliver) as refused:
        deliver(branch, offer_of(complaint, "refund"))
    assert refused.value.status == 409
    assert (offer_of(complaint, "refund").state, casework_of(complaint).remedy_at) == ("asked", None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(kind="refund").update(state="delivered", delivered_at=NOW, delivered_by=branch.clerk)


@pytest.mark.parametrize("decision", [Decision.REFUSE, Decision.RETURN])
def test_nor_after_a_refusal_or_a_return(branch, decision):
    complaint = refused_both(branch)
    decided(plan(branch, complaint), branch.manager, decision)
    with pytest.raises(CannotDeliver):
        deliver(branch, offer_of(complaint, "refund"))


@pytest.mark.parametrize("paid", [Decimal("128.49"), Decimal("200"), None])
def test_another_amount_than_approved_is_refused(branch, paid):
    complaint = refused_both(branch)
    decided(plan(branch, complaint), branch.manager)
    with pytest.raises(CannotDeliver) as refused:
        deliver(branch, offer_of(complaint, "refund"), amount=paid)
    assert refused.value.field == "amount"


def test_a_changed_amount_is_approved_again_before_it_is_paid(branch):
    complaint = refused_both(branch)
    decided(plan(branch, complaint), branch.manager)
    more = dataclasses.replace(REFUND, amount=Decimal("200"))
    request = plan(branch, complaint, what=more)
    with pytest.raises(CannotDeliver):
        deliver(branch, offer_of(complaint, "refund"), amount=more.amount)
    assert any("128.50" in value for _label, value in request.facts)
    decided(request, branch.manager)
    deliver(branch, offer_of(complaint, "refund"), amount=more.amount)
    assert offer_of(complaint, "refund").delivered_amount == more.amount


def test_the_same_plan_again_is_not_asked_again(branch):
    complaint = refused_both(branch)
    decided(plan(branch, complaint), branch.manager)
    with pytest.raises(CannotPlan):
        plan(branch, complaint)


def test_a_receipt_belongs_to_it(branch):
    complaint = refused_both(branch)
    decided(plan(branch, complaint), branch.manager)
    with pytest.raises(CannotDeliver) as refused:
        deliver(branch, offer_of(complaint, "refund"), proof=" ")
    assert refused.value.field == "proof"


def test_it_is_carried_out_once(branch):
    complaint = refused_both(branch)
    decided(plan(branch, complaint), branch.manager)
    deliver(branch, offer_of(complaint, "refund"))
    with pytest.raises(CannotDeliver):
        deliver(branch, offer_of(complaint, "refund"))
    with pytest.raises(StepTaken):
        plan(branch, complaint)


def test_an_accepted_alternative_needs_no_second_approval_and_a_declined_one_is_not_carried_out(branch):
    complaint = apologised(branch, "B")
    decided(proposed(branch, complaint), branch.manager)
    with pytest.raises(CannotDeliver):
        deliver(branch, offer_of(complaint, "second"), amount=Decimal("100"))
    record_choice(complaint=complaint, choice="second", words="要话费卡", by=branch.clerk, now=NOW)
    with pytest.raises(CannotDeliver):
        deliver(branch, offer_of(complaint, "first"), amount=None)
    deliver(branch, offer_of(complaint, "second"), amount=Decimal("100"))
    assert casework_of(complaint).remedy == "second"


def test_an_accepted_alternative_whose_amount_changes_stays_accepted(branch):
    complaint = apologised(branch, "B")
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="second", words="要话费卡", by=branch.clerk, now=NOW)
    decided(plan(branch, complaint, "second", Plan("赠送话费卡两张", Decimal("200"))), branch.manager)
    assert offer_of(complaint, "second").state == "accepted"


def test_compensation_for_grade_a_is_approved_first(branch):
    complaint = apologised(branch, "A")
    decided(plan(branch, complaint, "compensation"), branch.manager)
    deliver(branch, offer_of(complaint, "compensation"))
    case = casework_of(complaint)
    assert (case.remedy_at, case.remedy) == (NOW, "")


@pytest.mark.parametrize(
    ("grade", "kind"), [("A", "refund"), ("A", "make_up"), ("B", "refund"), ("C", "make_up"), ("C", "compensation")]
)
def test_other_remedies_than_the_grade_s_are_refused(branch, grade, kind):
    complaint = apologised(branch, "A") if grade == "A" else refused_both(branch, grade)
    if grade == "B":
        record_mediation(complaint=complaint, agreed=False, words="谈不拢", by=branch.clerk, now=NOW)
    with pytest.raises(CannotPlan) as refused:
        plan(branch, complaint, kind)
    assert refused.value.field == "kind"


def test_a_refund_waits_for_the_customer_s_answer_and_the_make_up_for_mediation(branch):
    waiting, unmediated = apologised(branch, "C"), refused_both(branch, "B")
    with pytest.raises(StepOutOfOrder):
        plan(branch, waiting)
    with pytest.raises(StepOutOfOrder):
        plan(branch, unmediated, "make_up")


def test_what_waits_of_an_earlier_round_is_not_approved_any_more(branch):
    complaint = apologised(branch, "A")
    request = plan(branch, complaint, "compensation")
    Casework.objects.filter(complaint=complaint).update(is_current=False)
    with pytest.raises(OfferMoved):
        decided(request, branch.manager)
    assert offer_of(complaint, "compensation").approved_at is None


def test_who_came_to_handle_it_since_it_was_asked_does_not_approve_it(branch):
    other = a_person(Role.GENERAL_MANAGER, at=branch.unit, name="丁总")
    complaint = refused_both(branch)
    request = plan(branch, complaint)
    Complaint.objects.filter(pk=complaint.pk).update(handler=other)
    with pytest.raises(MayNotDecide):
        decided(request, other)
    other.postings.update(role=Role.DEPARTMENT_HEAD)
    Complaint.objects.filter(pk=complaint.pk).update(handler=None)
    with pytest.raises(MayNotDecide):
        decided(request, other)
    assert offer_of(complaint, "refund").state == "asked"


def test_whoever_approves_reads_what_the_ticket_has_cost_already(branch):
    """The step was taken back after the money went out: all of it stands in the next request and on the page."""
    complaint = apologised(branch, "A")
    sums = [REFUND.amount, Decimal("20.00")]
    for amount in sums:
        decided(plan(branch, complaint, "compensation", Plan("补偿话费", amount)), branch.manager)
        deliver(branch, offer_of(complaint, "compensation"), amount=amount)
        change(casework_of(complaint), remedy_at=None, remedy_by=None)
    facts = [value for _label, value in plan(branch, complaint, "compensation").facts if "148.50" in value]
    assert len(facts) == 1
    assert all(str(amount) in facts[0] for amount in sums)
    assert "148.50" in remedy_page(complaint, branch.clerk).note


def test_what_an_earlier_round_paid_is_said_too(branch, monkeypatch):
    complaint = apologised(branch, "A")
    decided(plan(branch, complaint, "compensation"), branch.manager)
    deliver(branch, offer_of(complaint, "compensation"))
    later = dataclasses.replace(REFUND, amount=Decimal("30"))
    monkeypatch.setattr("complaints.tickets.registry.begins_anew", lambda _complaint: True)
    reopen_complaint(complaint=complaint, reason="broken_promise", note="", by=branch.clerk, now=NOW)
    worked_case(complaint, upto=Step.PHONE_APOLOGY)
    facts = plan(branch, complaint, "compensation", later).facts
    assert any("128.50" in value for _label, value in facts)


def test_an_accepted_alternative_that_was_changed_and_returned_has_a_way_on(branch):
    complaint = apologised(branch, "B")
    decided(proposed(branch, complaint), branch.manager)
    record_choice(complaint=complaint, choice="second", words="要话费卡", by=branch.clerk, now=NOW)
    more = Plan("赠送话费卡两张", Decimal("200"))
    decided(plan(branch, complaint, "second", more), branch.manager, Decision.RETURN)
    ways = {line.state: line.acts for line in remedy_page(complaint, branch.clerk).offers}
    change_it = reverse("offer_plan", args=[complaint.number, "second"])
    assert change_it in [act.address for acts in ways.values() for act in acts]
    decided(plan(branch, complaint, "second", more), branch.manager)
    deliver(branch, offer_of(complaint, "second"), amount=more.amount)


def test_of_two_first_plans_at_once_one_goes(branch, monkeypatch):
    complaint = refused_both(branch)
    read = carrying.offers_of

    def slowly(casework):
        monkeypatch.setattr(carrying, "offers_of", read)
        rows = read(casework)
        plan(branch, complaint)
        return rows

    monkeypatch.setattr(carrying, "offers_of", slowly)
    with pytest.raises(StepTaken):
        plan(branch, complaint)
