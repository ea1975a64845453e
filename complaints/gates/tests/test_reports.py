from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import translation

from complaints.callbacks.choices import Satisfaction
from complaints.callbacks.selectors import forces_choice
from complaints.callbacks.services import reach_customer
from complaints.callbacks.tests.cases import a_case
from complaints.casework.models import Casework
from complaints.gates.choices import ReportState
from complaints.gates.models import DissatisfiedReport
from complaints.gates.presenter import report_panel
from complaints.gates.services import CannotReport, report_dissatisfied
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind, Outcome, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.services import CannotClose, close_complaint, reopen_complaint
from core.approvals.choices import Decision, RequestState
from core.approvals.models import ApprovalRequest
from core.approvals.services import AlreadyAsked, MayNotDecide, NobodyCanDecide, decide
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)
WORDS = "已道歉并退费，客户坚持要求三倍赔偿"


@pytest.fixture
def case():
    """The follow-up call found the customer dissatisfied."""
    case = a_case()
    for role, name in ((Role.MARKET_MANAGER, "沈经理"), (Role.DEPUTY_GENERAL_MANAGER, "韩副总")):
        a_person(role, at=case.unit, name=name, staff_number=role.value)
    reach_customer(
        call=case.call, satisfaction=Satisfaction.DISSATISFIED, words="还是不满意", by=case.caller, now=LATER
    )
    return case


def who(case, role):
    return type(case.handler).objects.get(staff_number=role.value)


def report(case, words=WORDS):
    return report_dissatisfied(complaint=case.complaint, words=words, by=case.handler, now=LATER)


def said(case, role, decision=Decision.APPROVE):
    request = ApprovalRequest.objects.get(kind="report.dissatisfied", state=RequestState.WAITING)
    return decide(request=request, decision=decision, comment="看过", by=who(case, role), now=LATER)


def consented(case):
    report(case)
    said(case, Role.MARKET_MANAGER)
    said(case, Role.DEPUTY_GENERAL_MANAGER)


def closed(case, outcome):
    case.complaint.refresh_from_db()
    return close_complaint(complaint=case.complaint, outcome=outcome, note="客户不接受", by=case.handler, now=LATER)


def test_both_consents_in_order_let_the_case_be_closed(case):
    report(case)
    with pytest.raises(MayNotDecide):
        said(case, Role.DEPUTY_GENERAL_MANAGER)
    said(case, Role.MARKET_MANAGER)
    assert forces_choice(case.call)
    with pytest.raises(CannotClose):
        closed(case, Outcome.UNWILLING)
    said(case, Role.DEPUTY_GENERAL_MANAGER)
    assert not forces_choice(case.call)
    assert closed(case, Outcome.UNWILLING).state == State.CLOSED
    acts = [event.data["act"] for event in ComplaintEvent.objects.filter(kind=EventKind.REPORTED)]
    assert acts == ["asked", "consented"]


def test_a_reported_customer_is_not_closed_as_solved(case):
    consented(case)
    with translation.override("en"), pytest.raises(CannotClose, match="what stayed unsolved"):
        closed(case, Outcome.SOLVED)


def test_only_a_dissatisfied_customer_is_reported():
    case = a_case()
    with translation.override("en"), pytest.raises(CannotReport, match="found dissatisfied"):
        report(case)
    assert not DissatisfiedReport.objects.exists()


def test_it_needs_words(case):
    with pytest.raises(CannotReport):
        report(case, words="  ")


def test_without_a_branch_leader_it_is_refused_in_words_and_nothing_is_kept():
    case = a_case()
    a_person(Role.MARKET_MANAGER, at=case.unit)
    reach_customer(call=case.call, satisfaction="dissatisfied", words="不满意", by=case.caller, now=LATER)
    with pytest.raises(NobodyCanDecide):
        report(case)
    assert not DissatisfiedReport.objects.exists()


def test_one_report_waits_at_a_time(case):
    report(case)
    with pytest.raises(AlreadyAsked):
        report(case)
    assert ApprovalRequest.objects.count() == 1


def test_after_a_refusal_it_may_be_made_again_and_settles_nothing_before(case):
    report(case)
    said(case, Role.MARKET_MANAGER, Decision.REFUSE)
    assert DissatisfiedReport.objects.get().state == ReportState.REFUSED
    assert forces_choice(case.call)
    report(case, words="已由副总上门道歉，客户仍不满意")
    said(case, Role.MARKET_MANAGER)
    said(case, Role.DEPUTY_GENERAL_MANAGER)
    assert DissatisfiedReport.objects.get().state == ReportState.CONSENTED


def test_what_was_returned_is_asked_again(case):
    report(case)
    said(case, Role.MARKET_MANAGER, Decision.RETURN)
    report(case, words="补充：已再次致电")
    assert ApprovalRequest.objects.get().round == 2


def test_a_consented_report_is_not_made_again(case):
    consented(case)
    with pytest.raises(CannotReport):
        report(case)


def test_reopening_withdraws_what_waits_and_begins_anew(case):
    report(case)
    case.complaint.refresh_from_db()
    reopen_complaint(complaint=case.complaint, reason="other", note="重新处理", by=case.handler, now=LATER)
    assert ApprovalRequest.objects.get().state == RequestState.WITHDRAWN
    assert DissatisfiedReport.objects.get().state == ReportState.REFUSED


def test_a_customer_who_goes_outside_later_stays_the_branchs_and_both_tickets_say_so(case):
    consented(case)
    closed(case, Outcome.UNWILLING)
    assert report_panel(case.complaint, case.handler, LATER).standing == []
    outside = a_complaint(at=case.unit, channel="regulator", now=LATER + dt.timedelta(days=200))
    ours = a_complaint(at=case.unit, now=LATER + dt.timedelta(days=201))
    first, second = (report_panel(one, case.handler, LATER) for one in (case.complaint, outside))
    assert [one.number for one in first.standing] == [outside.number]
    assert [one.number for one in second.standing] == [case.complaint.number]
    assert report_panel(ours, case.handler, LATER) is None


def test_whoever_does_not_see_the_other_ticket_is_told_nothing_of_it(case):
    consented(case)
    outside = a_complaint(at=case.unit, channel="media", now=LATER + dt.timedelta(days=1))
    assert report_panel(outside, a_person(), LATER) is None


def test_the_page_asks_for_both_consents(case, client):
    client.force_login(case.handler)
    address = reverse("dissatisfied_new", args=[case.complaint.number])
    assert client.get(address).status_code == 200
    assert client.post(address, {"words": ""}).status_code == 400
    assert client.post(address, {"words": WORDS}).status_code == 302
    html = client.get(reverse("complaint", args=[case.complaint.number])).content.decode()
    assert WORDS in html
    client.force_login(case.caller)
    assert client.get(address).status_code == 403


def test_who_came_to_handle_the_case_decides_nothing_any_more(case):
    """Barred when it is decided, not only when it was asked; the first of two words counts as much as the last."""
    report(case)
    Casework.objects.filter(complaint=case.complaint).update(joint_handler=who(case, Role.MARKET_MANAGER))
    for decision in (Decision.APPROVE, Decision.REFUSE):
        with pytest.raises(MayNotDecide):
            said(case, Role.MARKET_MANAGER, decision)
    Casework.objects.filter(complaint=case.complaint).update(joint_handler=None)
    said(case, Role.MARKET_MANAGER)
    Complaint.objects.filter(pk=case.complaint.pk).update(handler=who(case, Role.DEPUTY_GENERAL_MANAGER))
    with pytest.raises(MayNotDecide):
        said(case, Role.DEPUTY_GENERAL_MANAGER)
    assert DissatisfiedReport.objects.get().state == ReportState.ASKED
