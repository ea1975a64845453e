from __future__ import annotations

import pytest
from django.core.cache import cache
from django.utils import timezone

from complaints.casework.services import casework_of
from complaints.remedies.models import Letter, Offer
from complaints.remedies.tests.cases import a_branch, apologised, decided, offer_of
from complaints.tickets.tests.test_api import Machine
from core.approvals.models import ApprovalRequest

pytestmark = pytest.mark.django_db
TWO = {"first": {"words": "赠送电风扇"}, "second": {"words": "赠送话费卡", "amount": "100.00"}}


@pytest.fixture(autouse=True)
def _fresh_allowances():
    cache.clear()


@pytest.fixture(autouse=True)
def _no_font_needed(monkeypatch):
    monkeypatch.setattr("complaints.remedies.services.letters.make_pdf", lambda _paper: b"%PDF-1.4")


@pytest.fixture
def branch():
    return a_branch()


@pytest.fixture
def machine(client, branch):
    return Machine(client, branch.clerk)


def at(complaint, *rest):
    return "/".join(["/api/v1/complaints", complaint.number, *map(str, rest)]) + "/"


def test_a_refund_case_by_machine_up_to_the_letter(machine, branch):
    complaint = apologised(branch, "C")
    answer = machine.send(at(complaint, "offers", "alternatives"), TWO)
    assert [(offer["kind"], offer["state"], offer["amount"]) for offer in answer.json()] == [
        ("first", "asked", None),
        ("second", "asked", "100.00"),
    ]
    decided(ApprovalRequest.objects.get(pk=answer.json()[0]["approval"]), branch.manager)
    machine.send(at(complaint, "offers", "choice"), {"choice": "neither", "words": "只要退费"})
    machine.send(at(complaint, "offers"), {"kind": "refund", "words": "退月租", "amount": "128.50"})
    refund = offer_of(complaint, "refund")
    pay = at(complaint, "offers", refund.pk, "deliver")
    assert machine.send(pay, {"amount": "128.50", "proof": "收据 1"}).status_code == 409
    assert offer_of(complaint, "refund").delivered_amount is None
    decided(refund.request, branch.manager)
    assert machine.send(pay, {"amount": "128.50", "proof": "收据 1"}).json()[-1]["state"] == "delivered"
    machine.send(at(complaint, "letter"), {"text": "{customer}：深表歉意。"})
    assert machine.send(at(complaint, "letter", "ask"), {}).json()["state"] == "asked"
    decided(Letter.objects.get().request, branch.manager)
    sent = machine.send(at(complaint, "letter", "send"), {"how": "专人送达", "sent_at": timezone.now().isoformat()})
    assert sent.json()["state"] == "sent"
    assert machine.get(at(complaint, "letter")).json()["text"] == "张女士：深表歉意。"
    assert casework_of(complaint).remedy == "refund"


@pytest.mark.parametrize("amount", ["-1", "0", 0, -5, "1e400", "NaN", "Infinity", "１００", "1,300", 1.234, True, []])
def test_what_is_no_amount_is_a_400(machine, branch, amount):
    """C16."""
    complaint = apologised(branch, "A")
    said = {"kind": "compensation", "words": "补偿话费", "amount": amount}
    assert machine.send(at(complaint, "offers"), said).status_code == 400
    assert not Offer.objects.exists()


def test_the_same_key_proposes_once(machine, branch):
    complaint = apologised(branch, "C")
    first, second = (machine.send(at(complaint, "offers", "alternatives"), TWO, key="one") for _time in "12")
    assert (first.status_code, second.json(), Offer.objects.count()) == (200, first.json(), 2)


def test_mediation_and_fields_that_are_not_its_own(machine, branch):
    complaint = apologised(branch, "B")
    machine.send(at(complaint, "offers", "alternatives"), TWO)
    assert machine.send(at(complaint, "offers", "alternatives"), TWO | {"state": "approved"}).status_code == 400
    decided(offer_of(complaint, "first").request, branch.manager)
    machine.send(at(complaint, "offers", "choice"), {"choice": "neither", "words": "不要"})
    answer = machine.send(at(complaint, "offers", "mediation"), {"agreed": True, "words": "补送", "amount": "30"})
    assert answer.json()[-1]["kind"] == "mediated"
