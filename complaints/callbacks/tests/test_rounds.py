"""What the customer said when called in a round that is over stays beside the ticket, and nothing is done to it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from complaints.callbacks.models import CallBack
from complaints.callbacks.services import reach_customer
from complaints.callbacks.tests.cases import a_case
from complaints.tests.factories import A_MONDAY
from complaints.tickets.services import reopen_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def called():
    """Called, dissatisfied, begun anew."""
    case = a_case()
    said = {"satisfaction": "dissatisfied", "score": 3, "words": "退费未到", "recording": "R-8"}
    reach_customer(call=case.call, by=case.caller, now=A_MONDAY, **said)
    case.complaint.refresh_from_db()
    reopen_complaint(complaint=case.complaint, reason="other", note="退费未到", by=case.handler, now=A_MONDAY)
    return case


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def at(case, name):
    return reverse(name, args=[case.complaint.number])


def test_the_call_of_an_earlier_round_stands_beside_the_ticket_and_its_round_leads_there(called):
    client = signed_in(called.handler)
    beside = client.get(at(called, "complaint_beside")).content.decode()
    for words in ("退费未到", "R-8", called.caller.name, 'id="call-round-1"'):
        assert words in beside
    assert f"{at(called, 'complaint_beside')}#call-round-1" in client.get(at(called, "complaint")).content.decode()


def test_nobody_elsewhere_reads_it(called):
    stranger = signed_in(a_person(Role.CALLER, at=a_unit("临安分公司")))
    for name in ("complaint_beside", "call_back", "complaint"):
        assert stranger.get(at(called, name)).status_code == 404


def test_no_act_reaches_the_call_of_an_earlier_round(called):
    client, before = signed_in(called.caller), CallBack.objects.values().get()
    said = {"satisfaction": "satisfied", "why": "switched_off", "reason": "停机"}
    for act in ("take", "release", "reached", "missed", "give_up"):
        assert client.post(at(called, f"call_back_{act}"), said).status_code == 404
    assert CallBack.objects.values().get() == before
