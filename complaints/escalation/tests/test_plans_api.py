"""A machine works on a plan as a person does on the pages."""

from __future__ import annotations

import pytest

from complaints.escalation.choices import Line
from complaints.escalation.models import EscalationPlan
from complaints.escalation.selectors import live_plan
from complaints.tickets.tests.test_api import Machine
from core.jobs.models import Job
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LIST = "/api/v1/escalation-plans/"
RUNG = {"level": 3, "trigger": "time", "hours": "4", "counted": "before_due", "roles": ["market_manager"]}


@pytest.fixture
def machine(client):
    person = a_person(Role.SERVICE_MANAGER, at=a_unit(code="DEMO"))
    return Machine(client, person, Right.COMPLAINT_VIEW, Right.ESCALATION_EDIT)


@pytest.fixture
def plan(machine):
    assert machine.send(f"{LIST}first/", {}).json() == {"added": len(Line)}
    return f"{LIST}{live_plan(Line.BRANCH).pk}/"


def test_a_plan_is_copied_changed_tried_and_published(machine, plan):
    made = machine.send(f"{plan}copy/", {"name": "加时限"})
    assert made.status_code == 201
    draft = f"{LIST}{made.json()['id']}/"
    assert machine.send(f"{draft}rungs/", RUNG | {"hours": None}).status_code == 400
    assert machine.send(f"{draft}rungs/", {name: RUNG[name] for name in RUNG if name != "hours"}).status_code == 400
    rungs = machine.send(f"{draft}rungs/", RUNG | {"grades": ["B", "C"]}).json()["rungs"]
    (rung,) = [one for one in rungs if one["trigger"] == "time"]
    assert (rung["offset_minutes"], sorted(rung["grades"])) == (240, ["B", "C"])
    changed = machine.send(f"{draft}rungs/{rung['id']}/", RUNG | {"hours": "0.5", "urgent": True, "version": 1}).json()[
        "rungs"
    ]
    assert [one["offset_minutes"] for one in changed if one["id"] == rung["id"]] == [30]
    trial = machine.send(f"{draft}try/", {"month": "2011-01"})
    assert machine.get(f"/api/v1/escalation-trials/{trial.json()['trial']}/").json()["state"] == Job.objects.get().state
    assert machine.send(f"{draft}publish/", {}).json()["live_from"]
    assert live_plan(Line.BRANCH).name == "加时限"
    assert machine.send(f"{draft}rungs/{rung['id']}/remove/", {"version": 2}).status_code == 409
    assert machine.send(f"{draft}discard/", {}).status_code == 409


def test_a_draft_loses_a_rung_and_is_thrown_away(machine, plan):
    draft = f"{LIST}{machine.send(f'{plan}copy/', {'name': '试'}).json()['id']}/"
    rungs = machine.get(draft).json()["rungs"]
    left = machine.send(f"{draft}rungs/{rungs[0]['id']}/remove/", {"version": 1}).json()["rungs"]
    assert [one["id"] for one in left] == [one["id"] for one in rungs[1:]]
    other = machine.get(plan).json()["rungs"][0]["id"]
    assert machine.send(f"{draft}rungs/{other}/remove/", {"version": 1}).status_code == 404
    assert machine.send(f"{draft}discard/", {}).status_code == 204
    assert not EscalationPlan.objects.drafts().exists()
    assert {one["name"] for one in machine.get(LIST).json()["results"]} == {"S0 1.13"}


def test_the_same_key_copies_once(machine, plan):
    for _twice in range(2):
        machine.send(f"{plan}copy/", {"name": "一份"}, key="once")
    assert EscalationPlan.objects.drafts().count() == 1


def test_a_rung_is_changed_and_removed_as_it_was_read(machine, plan):
    """C15."""
    draft = f"{LIST}{machine.send(f'{plan}copy/', {'name': '试'}).json()['id']}/"
    rung = machine.get(draft).json()["rungs"][0]
    address = f"{draft}rungs/{rung['id']}/"
    assert machine.send(address, RUNG).status_code == 400
    assert machine.send(address, RUNG | {"version": rung["version"]}).status_code == 200
    stale = machine.send(address, RUNG | {"version": rung["version"], "hours": "9"})
    assert (stale.status_code, stale["Content-Type"]) == (409, "application/problem+json")
    assert machine.send(f"{address}remove/", {}).status_code == 400
    assert machine.send(f"{address}remove/", {"version": rung["version"]}).status_code == 409
    assert {one["id"]: one["offset_minutes"] for one in machine.get(draft).json()["rungs"]}[rung["id"]] == 240
