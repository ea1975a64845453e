from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from complaints.casework.choices import Step
from complaints.gates.services import CannotRefuseDemand, ask_to_refuse
from complaints.tests.factories import A_MONDAY, a_complaint, worked_case
from complaints.tickets.choices import Outcome, State
from complaints.tickets.services import CannotClose, close_complaint, log_call, void_complaint
from core.approvals.choices import Decision, RequestState
from core.approvals.models import ApprovalRequest
from core.approvals.services import decide
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=1)
MUCH_LATER = A_MONDAY + dt.timedelta(hours=2)


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def clerk(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit)


@pytest.fixture
def market(unit):
    return a_person(Role.MARKET_MANAGER, at=unit)


def judged(unit, clerk, **said):
    complaint = a_complaint(at=unit, **said)
    worked_case(complaint, upto=Step.JUDGE, by=clerk)
    log_call(complaint=complaint, text="已沟通", by=clerk, now=A_MONDAY)
    return complaint


def closed(complaint, clerk):
    note = "客户要求十倍赔偿"
    return close_complaint(complaint=complaint, outcome=Outcome.EXCESSIVE, note=note, by=clerk, now=MUCH_LATER)


def refused(complaint, clerk, words):
    with translation.override("en"), pytest.raises(CannotClose, match=words):
        closed(complaint, clerk)


def test_on_a_first_complaint_no_demand_is_refused(unit, clerk, market):
    complaint = judged(unit, clerk)
    with pytest.raises(CannotRefuseDemand):
        ask_to_refuse(complaint=complaint, reason="要求十倍赔偿", by=clerk, now=LATER)
    refused(complaint, clerk, "first complaint")


def test_a_void_ticket_makes_no_second_complaint(unit, clerk, market):
    void_complaint(complaint=a_complaint(at=unit), reason="录错", by=clerk, now=A_MONDAY)
    refused(judged(unit, clerk), clerk, "first complaint")


def test_it_needs_the_market_manager_and_an_answer_to_the_customer_after_it(unit, clerk, market):
    a_complaint(at=unit)
    complaint = judged(unit, clerk)
    refused(complaint, clerk, "has not approved")
    request = ask_to_refuse(complaint=complaint, reason="要求十倍赔偿", by=clerk, now=LATER)
    refused(complaint, clerk, "has not approved")
    decide(request=request, decision=Decision.APPROVE, comment="同意", by=market, now=LATER)
    refused(complaint, clerk, "Tell the customer")
    log_call(complaint=complaint, text="无人接听", reached=False, by=clerk, now=MUCH_LATER)
    refused(complaint, clerk, "Tell the customer")
    log_call(complaint=complaint, text="已说明不能接受的理由", by=clerk, now=MUCH_LATER)
    assert closed(complaint, clerk).state == State.CLOSED


def test_it_needs_a_written_reason(unit, clerk, market):
    a_complaint(at=unit)
    with pytest.raises(CannotRefuseDemand):
        ask_to_refuse(complaint=judged(unit, clerk), reason=" ", by=clerk, now=LATER)


def test_what_waits_is_withdrawn_with_the_ticket(unit, clerk, market):
    a_complaint(at=unit)
    complaint = judged(unit, clerk)
    ask_to_refuse(complaint=complaint, reason="要求十倍赔偿", by=clerk, now=LATER)
    void_complaint(complaint=complaint, reason="重复", by=clerk, now=MUCH_LATER)
    assert ApprovalRequest.objects.get().state == RequestState.WITHDRAWN


def test_the_page_is_offered_from_the_second_complaint_on(unit, clerk, market, client):
    first = a_complaint(at=unit)
    second = judged(unit, clerk)
    client.force_login(clerk)
    address = reverse("demand_refuse", args=[second.number])
    assert address in client.get(reverse("complaint", args=[second.number])).content.decode()
    void_complaint(complaint=first, reason="录错", by=clerk, now=LATER)
    assert address not in client.get(reverse("complaint", args=[second.number])).content.decode()
    assert client.post(address, {"reason": "要求十倍赔偿"}).status_code == 409
