from __future__ import annotations

import datetime as dt

import pytest

from complaints.batches.models import Batch
from complaints.batches.services import look_now
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.tests.test_api import Machine
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
SCOPES = (Right.COMPLAINT_VIEW, Right.COMPLAINT_EDIT, Right.BATCH_DECIDE)
LIST = "/api/v1/batches/"


@pytest.fixture
def machine(client):
    return Machine(client, a_person(Role.SERVICE_MANAGER, at=a_unit(code="DEMO")), *SCOPES)


def test_a_machine_opens_fills_plans_and_answers_a_batch(machine):
    complaint = a_complaint(at=machine.person.current_postings[0].unit, now=A_MONDAY)
    answer = machine.send(LIST, {"title": "群发短信", "unit": "DEMO", "why": "同一活动"})
    assert answer.status_code == 201
    batch = f"{LIST}{answer.json()['number']}/"
    ticket = {"number": complaint.number}
    assert machine.send(f"{batch}add/", ticket).status_code == 200
    assert machine.send(f"{batch}answer/", ticket | {"words": "已退费"}).status_code == 409
    assert machine.send(f"{batch}plan/", {"plan": "统一退费"}).status_code == 200
    assert machine.send(f"{batch}answer/", ticket | {"words": "已退费"}).json()["state"] == "closed"
    assert [one["number"] for one in machine.get(batch).json()["tickets"]] == [complaint.number]


def test_the_same_key_opens_one_batch(machine):
    for _twice in range(2):
        machine.send(LIST, {"title": "群发短信", "unit": "DEMO", "why": "同一活动"}, key="once")
    assert Batch.objects.count() == 1


def test_a_ticket_out_of_scope_does_not_exist(machine):
    """C04."""
    number = machine.send(LIST, {"title": "群发短信", "unit": "DEMO", "why": "同一活动"}).json()["number"]
    hidden = a_complaint(at=a_unit("临安分公司"))
    assert machine.send(f"{LIST}{number}/add/", {"number": hidden.number}).status_code == 404


def test_candidates_are_looked_for_as_often_as_somebody_asks(machine):
    """Two taps are one search; one that is over, or somebody else's, is never handed out instead of a new one."""
    manager = machine.person
    first, again = (look_now(by=manager, now=A_MONDAY) for _twice in range(2))
    later = look_now(by=manager, now=A_MONDAY + dt.timedelta(minutes=1))
    others = look_now(by=a_person(Role.MARKET_MANAGER, at=manager.current_postings[0].unit), now=A_MONDAY)
    assert first == again
    assert len({first.pk, later.pk, others.pk}) == 3
    asked = machine.send(f"{LIST}look/", {})
    assert asked.status_code == 202
    assert asked.json()["job"] not in {first.pk, later.pk, others.pk}
