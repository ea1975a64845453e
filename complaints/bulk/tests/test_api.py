from __future__ import annotations

import datetime as dt

import pytest

from complaints.bulk import rules
from complaints.bulk.models import BulkAct
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from complaints.tickets.tests.test_api import Machine
from core.jobs.models import Job
from core.jobs.services import run_job
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
BULK = "/api/v1/complaints/bulk/"
LATER = A_MONDAY + dt.timedelta(hours=1)


@pytest.fixture
def machine(client, unit):
    return Machine(client, a_person(Role.SERVICE_MANAGER, at=unit), Right.COMPLAINT_VIEW, Right.COMPLAINT_EDIT)


def work_off():
    for job in Job.objects.filter(state="queued").order_by("pk"):
        run_job(job.pk)


def test_a_machine_tries_confirms_and_reads_what_came_of_each(machine, unit, handler):
    made, hidden = a_complaint(at=unit), a_complaint(at=a_unit("临安分公司"))
    said = {"act": "assign", "values": {"handler": handler.staff_number}, "tickets": [made.number, hidden.number]}
    tried = machine.send(BULK, said)
    assert (tried.status_code, tried.json()["stage"]) == (201, "tried")
    assert (tried.json()["waiting"], tried.json()["refused"], tried.json()["reasons"][0]["count"]) == (1, 1, 1)
    one = f"{BULK}{tried.json()['id']}/"
    assert machine.send(f"{one}run/", {}).json()["stage"] == "running"
    work_off()
    assert machine.get(one).json()["done"] == 1
    rows = machine.get(f"{one}rows/").json()["results"]
    assert [(row["number"], row["result"]) for row in rows] == [(made.number, "done"), (hidden.number, "refused")]
    undoing = machine.send(f"{one}undo/", {}).json()
    assert (undoing["undoes"], undoing["waiting"]) == (tried.json()["id"], 1)


def test_the_same_key_asks_and_runs_once(machine, unit, handler):
    a_complaint(at=unit)
    said = {"act": "assign", "values": {"handler": handler.staff_number}, "list": {"state": "open"}, "run": True}
    answers = [machine.send(BULK, said, key="once") for _twice in range(2)]
    assert [answer.json() for answer in answers] == [answers[0].json()] * 2
    assert (BulkAct.objects.count(), Job.objects.count()) == (1, 1)
    work_off()
    assert Complaint.objects.get().handler == handler


@pytest.mark.parametrize(
    "said",
    [
        {"act": "close", "tickets": ["C201101-00001"]},
        {"act": "assign_back", "tickets": ["C201101-00001"]},
        {"act": "acknowledge"},
        {"act": "acknowledge", "tickets": []},
        {"act": "acknowledge", "tickets": ["C201101-00001"], "list": {}},
        {"act": "acknowledge", "list": {"password": "1"}},
        {"act": "acknowledge", "list": {"view": "12"}},
        {"act": "acknowledge", "list": {"sort": "due"}},
        {"act": "acknowledge", "list": {"state": "open", "view": "12"}},
        {"act": "note", "list": {}, "values": {"text": "\u202e"}},
        {"act": "acknowledge", "list": {"unit": "NOWHERE"}},
        {"act": "acknowledge", "tickets": ["C201101-00001"], "values": {"state": "closed"}},
        {"act": "assign", "tickets": ["C201101-00001"], "values": {"handler": "nobody"}},
        {"act": "acknowledge", "tickets": ["C201101-00001"], "by": 1},
    ],
)
def test_what_is_not_understood_is_a_400(machine, unit, said):
    a_complaint(at=unit)
    assert machine.send(BULK, said).status_code == 400
    assert not BulkAct.objects.exists()


def test_a_name_that_filters_nothing_is_named(machine, unit):
    a_complaint(at=unit)
    (error,) = machine.send(BULK, {"act": "acknowledge", "list": {"view": "12"}}).json()["errors"]
    assert (error["field"], "view" in error["message"]) == ("list", True)


def test_a_whole_phone_number_does_not_stay_with_the_act(machine, unit):
    """P10."""
    made = a_complaint(at=unit, phone="13912345678")
    said = machine.send(BULK, {"act": "acknowledge", "list": {"q": "13912345678"}})
    assert (said.status_code, BulkAct.objects.get().filters) == (201, {"q": "5678"})
    assert BulkAct.objects.get().rows.get().number == made.number


def test_what_was_stopped_says_so_and_can_be_taken_back(machine, unit, handler):
    number = a_complaint(at=unit).number
    said = {"act": "assign", "values": {"handler": handler.staff_number}, "tickets": [number], "run": True}
    one = f"{BULK}{machine.send(BULK, said).json()['id']}/"
    Job.objects.update(state="cancelled")
    assert machine.get(one).json()["stage"] == "stopped"
    assert machine.send(f"{one}undo/", {}).status_code == 409
    BulkAct.objects.get().rows.update(result="done", complaint=Complaint.objects.get(), version=1, at=LATER)
    assert machine.send(f"{one}undo/", {}).status_code == 201


def test_an_empty_list_is_a_conflict(machine, unit):
    assert machine.send(BULK, {"act": "acknowledge", "list": {}}).status_code == 409


def test_a_large_list_is_tried_by_a_job_and_confirmed_afterwards(machine, unit, monkeypatch):
    monkeypatch.setattr(rules, "TRIED_AT_ONCE", 1)
    for place in range(3):
        a_complaint(at=unit, phone=f"1380571{place:04d}")
    tried = machine.send(BULK, {"act": "acknowledge", "list": {}, "run": True}).json()
    assert (tried["stage"], tried["waiting"]) == ("looking", 0)
    one = f"{BULK}{tried['id']}/"
    assert machine.send(f"{one}run/", {}).status_code == 409
    work_off()
    assert machine.get(one).json()["waiting"] == 3
    machine.send(f"{one}run/", {})
    work_off()
    assert machine.get(one).json() | {"stage": "finished", "done": 3} == machine.get(one).json()


def test_a_machine_sees_only_its_own(machine, client, unit):
    machine.send(BULK, {"act": "acknowledge", "tickets": ["C201101-00001"]})
    number = BulkAct.objects.get().pk
    other = Machine(client, a_person(Role.SERVICE_MANAGER, at=unit), Right.COMPLAINT_VIEW, Right.COMPLAINT_EDIT)
    assert other.get(f"{BULK}{number}/").status_code == 404
    assert other.get(f"{BULK}{number}/rows/").status_code == 404
    assert other.get(BULK).json()["results"] == []


def test_a_token_without_the_acts_right_is_refused(client, unit):
    reader = Machine(client, a_person(Role.SERVICE_MANAGER, at=unit), Right.COMPLAINT_VIEW)
    assert reader.send(BULK, {"act": "acknowledge", "list": {}}).status_code == 403
