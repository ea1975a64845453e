"""Two at the same instant; the twin without the guard must go wrong, or the test shows nothing (C13, C14)."""

from __future__ import annotations

import threading
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from complaints.casework.models import Casework
from complaints.casework.services import casework_of, grading, regrade_case, take
from complaints.remedies import views
from complaints.remedies.models import Offer
from complaints.remedies.rules import Plan
from complaints.remedies.services import carrying, deliver_remedy, plan_remedy
from complaints.remedies.services.asking import ALTERNATIVES
from complaints.remedies.tests.cases import NOW, a_branch, apologised, decided, offer_of, proposed
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import moves, void_complaint
from core.approvals import registry
from core.approvals.choices import Decision
from core.approvals.models import ApprovalRequest
from core.approvals.services import AlreadyDecided, deciding
from core.audit.services import record
from core.refusals import Refusal
from core.tests.writers import alone, raised_at_once, when_both_are_here
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
A_MOMENT = 1.0


def waiting_for_two() -> tuple[Any, Any, Any]:
    def make() -> tuple[Any, Any, Any]:
        branch = a_branch()
        other = a_person(Role.GENERAL_MANAGER, at=branch.unit, name="吴总")
        return proposed(branch, apologised(branch, "C")), branch.manager, other

    return alone(make)


def ready_to_pay() -> tuple[Any, Any]:
    def make() -> tuple[Any, Any]:
        branch = a_branch()
        complaint = apologised(branch, "A")
        what = Plan("补偿话费", Decimal("128.00"))
        decided(
            plan_remedy(complaint=complaint, kind="compensation", plan=what, by=branch.clerk, now=NOW), branch.manager
        )
        return offer_of(complaint, "compensation"), branch.clerk

    return alone(make)


def how_alternatives_stand() -> tuple[list[str], int, bool]:
    """States of the offers, answers in the history, whether the case counts them as approved."""
    return alone(
        lambda: (
            sorted(Offer.objects.values_list("state", flat=True)),
            ComplaintEvent.objects.filter(kind="approval").count(),
            Casework.objects.filter(approval_at__isnull=False).exists(),
        )
    )


def test_approving_twice_approves_once():
    request, manager, _other = waiting_for_two()
    assert raised_at_once(*[lambda: decided(request, manager)] * 3) == [None] * 3
    assert how_alternatives_stand() == (["approved", "approved"], 1, True)


def test_of_two_approvers_the_first_counts():
    request, manager, other = waiting_for_two()
    raised = raised_at_once(lambda: decided(request, manager), lambda: decided(request, other, Decision.REFUSE))
    assert [type(error) for error in raised if error] == [AlreadyDecided]
    states, answers, approved = how_alternatives_stand()
    assert (states, answers) == ((["approved"] if approved else ["refused"]) * 2, 1)


def paid() -> int:
    return alone(lambda: ComplaintEvent.objects.filter(kind="remedy", data__act="delivered").count())


def pay(offer: Any, by: Any) -> Any:
    return lambda: deliver_remedy(offer=offer, amount=offer.amount, proof="收据", by=by, now=NOW)


def test_it_is_paid_once_however_many_tap():
    offer, clerk = ready_to_pay()
    raised = raised_at_once(*[pay(offer, clerk)] * 3)
    assert (paid(), sum(isinstance(error, Refusal) for error in raised)) == (1, 2)


def test_without_the_guards_it_is_paid_twice(monkeypatch):
    """The case is read before the transaction, as a page opened earlier has it, and written whatever it says now."""
    offer, clerk = ready_to_pay()
    read = when_both_are_here(lambda: None)

    def unguarded() -> None:
        fresh = Offer.objects.select_related("casework__complaint").get(pk=offer.pk)
        read()
        with transaction.atomic():
            carrying.take_step(
                carrying.Step.REMEDY, casework=fresh.casework, by=clerk, now=NOW, data={"act": "delivered"}
            )

    monkeypatch.setattr(
        take, "change", lambda casework, **columns: Casework.objects.filter(pk=casework.pk).update(**columns)
    )
    assert raised_at_once(unguarded, unguarded) == [None, None]
    assert paid() == 2, "the race did not happen, so the test above shows nothing"


def pay_while_a_step_is_taken(patch: pytest.MonkeyPatch) -> list[Exception | None]:
    """Whoever takes a step holds the case; the payment has kept its receipt, and so has the trail, if it can be."""
    offer, clerk = ready_to_pay()
    case_held, trail_held = threading.Event(), threading.Event()
    keep = views.attach

    def keep_and_meet(upload: Any, **said: Any) -> Any:
        kept = keep(upload, **said)
        trail_held.set()
        return kept

    def a_step() -> None:
        with transaction.atomic():
            Casework.objects.filter(pk=offer.casework_id).update(is_current=True)
            case_held.set()
            trail_held.wait(A_MOMENT)
            record("case.tried", by=None, now=NOW)

    def pay() -> None:
        case_held.wait(10)
        views._deliver_with_receipt(
            complaint=offer.casework.complaint,
            offer=offer,
            amount=Decimal("128.00"),
            proof="",
            file=SimpleUploadedFile("收据.txt", "已收 128.00".encode()),
            by=clerk,
            now=NOW,
        )

    patch.setattr(views, "attach", keep_and_meet)
    return raised_at_once(a_step, pay)


@pytest.mark.services
def test_a_receipt_is_kept_by_who_holds_the_case(monkeypatch):
    """On SQLite there is one writer at a time, and so no ring."""
    assert pay_while_a_step_is_taken(monkeypatch) == [None, None]
    assert alone(lambda: Offer.objects.get().state) == "delivered"


@pytest.mark.services
def test_the_twin_that_keeps_the_receipt_first_waits_in_a_ring(monkeypatch):
    monkeypatch.setattr(views, "hold_case", lambda _casework: None)
    came = pay_while_a_step_is_taken(monkeypatch)
    assert any("deadlock detected" in str(one) for one in came)


def void(request: ApprovalRequest) -> None:
    void_complaint(complaint=Complaint.objects.get(), reason="重复登记", by=request.asked_by, now=NOW)


def decided_while_voided(patch: pytest.MonkeyPatch) -> list[Exception | None]:
    """The general manager has come to the request when somebody voids its ticket, which withdraws the request."""
    request, manager, _other = waiting_for_two()
    request_held, ticket_held = threading.Event(), threading.Event()
    hold, move = deciding._hold, moves._move

    def hold_and_meet(asked: ApprovalRequest) -> bool:
        held = hold(asked)
        request_held.set()
        ticket_held.wait(A_MOMENT)
        return held

    def move_and_meet(complaint: Complaint, **changes: Any) -> bool:
        moved = move(complaint, **changes)
        ticket_held.set()
        return moved

    def void_then() -> None:
        request_held.wait(10)
        void(request)

    patch.setattr(deciding, "_hold", hold_and_meet)
    patch.setattr(moves, "_move", move_and_meet)
    return raised_at_once(lambda: decided(request, manager, Decision.RETURN), void_then)


@pytest.mark.services
def test_who_decides_holds_the_ticket_before_the_request(monkeypatch):
    assert decided_while_voided(monkeypatch) == [None, None]
    assert alone(lambda: ApprovalRequest.objects.get().state) == "withdrawn"


@pytest.mark.services
def test_the_twin_that_holds_the_request_alone_waits_in_a_ring(monkeypatch):
    kind = replace(registry.kind_of(ALTERNATIVES), hold=lambda _request: None)
    monkeypatch.setitem(registry._kinds, ALTERNATIVES, kind)
    came = decided_while_voided(monkeypatch)
    assert any("deadlock detected" in str(one) for one in came)


def regraded_while(act: Any, patch: pytest.MonkeyPatch, moment: str) -> list[Exception | None]:
    """A clerk who grades the case anew has changed it, and comes to the ticket and the trail once `act`, which began
    then, has come to what `moves._move` or `deciding._hold` hold, if it can."""
    request, manager, _other = waiting_for_two()
    case_held, other_held = threading.Event(), threading.Event()
    change = grading.change
    module, name = {"ticket": (moves, "_move"), "request": (deciding, "_hold")}[moment]
    come = getattr(module, name)

    def change_and_meet(casework: Casework, **columns: Any) -> None:
        change(casework, **columns)
        case_held.set()
        other_held.wait(A_MOMENT)

    def come_and_meet(*what: Any, **said: Any) -> Any:
        came = come(*what, **said)
        other_held.set()
        return came

    def regrade() -> None:
        case = casework_of(Complaint.objects.get())
        regrade_case(casework=case, grade="A", reason="客户要求简单", by=request.asked_by, now=NOW)

    def act_then() -> None:
        case_held.wait(10)
        act(request, manager)

    patch.setattr(grading, "change", change_and_meet)
    patch.setattr(module, name, come_and_meet)
    return raised_at_once(regrade, act_then)


def _return(request: ApprovalRequest, manager: Any) -> None:
    decided(request, manager, Decision.RETURN)


def _void(request: ApprovalRequest, _manager: Any) -> None:
    void(request)


@pytest.mark.services
def test_a_decision_waits_for_who_grades_the_case_anew(monkeypatch):
    assert regraded_while(_return, monkeypatch, "request") == [None, None]
    assert alone(lambda: ApprovalRequest.objects.get().state) == "returned"


@pytest.mark.services
def test_who_changes_a_case_holds_its_ticket_first(monkeypatch):
    came = regraded_while(_void, monkeypatch, "ticket")
    assert came[0] is None
    assert came[1] is None or isinstance(came[1], moves.CannotVoid)


@pytest.mark.services
def test_the_twin_that_holds_the_case_first_waits_in_a_ring(monkeypatch):
    monkeypatch.setattr(take, "hold_ticket", lambda _pk: None)
    came = regraded_while(_void, monkeypatch, "ticket")
    assert any("deadlock detected" in str(one) for one in came)
