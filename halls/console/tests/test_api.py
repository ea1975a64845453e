"""The counter for machines: the screen's acts, the same refusals, and one effect of a request that is sent twice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from core.audit.models import AuditEntry
from halls.queue.choices import Outcome
from halls.queue.models import Visit
from halls.tests.factories import a_clerk, a_hall, a_visit, minutes
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_half_past(time_machine: Any) -> None:
    time_machine.move_to(minutes(30), tick=False)


class Machine:
    def __init__(self, hall: Any, person: Any) -> None:
        self.client, self.at = Client(), f"/api/v1/halls/{hall.unit.code}/"
        self.person = person
        self.client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")

    def post(self, act: str, *, key: str = "", **said: Any) -> tuple[int, dict[str, Any]]:
        headers = {"Idempotency-Key": key or str(uuid.uuid4())}
        answer = self.client.post(f"{self.at}{act}/", said, "application/json", headers=headers)
        return answer.status_code, answer.json()

    def get(self, what: str) -> Any:
        answer = self.client.get(f"{self.at}{what}/")
        assert answer.status_code == 200
        return answer.json()


@pytest.fixture
def hall() -> Any:
    return a_hall()


@pytest.fixture
def machine(hall: Any) -> Machine:
    one = Machine(hall, a_clerk(hall))
    assert one.post("sit", counter="1")[0] == 200
    return one


def test_a_number_from_the_reception_to_its_end(hall: Any, machine: Machine) -> None:
    status, taken = machine.post("visits", service="A", origin="reception")
    assert (status, taken["label"], taken["state"]) == (201, "A001", "waiting")
    assert [one["label"] for one in machine.get("visits")["results"]] == ["A001"]
    for act, state in (("call-next", "called"), ("recall", "called"), ("start", "serving"), ("hold", "held")):
        status, stand = machine.post(act)
        assert status == 200, stand
        assert Visit.objects.get().state == state
    assert stand["visit"] is None
    status, stand = machine.post("resume", visit=taken["id"])
    assert (status, stand["visit"]["label"], stand["counter"]) == (200, "A001", "1")
    assert machine.post("add-service", service="B")[0] == 200
    status, stand = machine.post("finish", is_exact=False)
    assert (status, stand["visit"]) == (200, None)
    kept = Visit.objects.get()
    assert (kept.outcome, kept.is_exact, kept.origin) == (Outcome.SERVED, False, "reception")
    assert machine.post("pause", reason="meal")[1]["rests"] == "meal"
    assert machine.post("go-on")[1]["rests"] is None
    assert machine.post("sign-off")[1] == {"counter": None, "version": None, "rests": None, "visit": None}


def test_somebody_on_hold_has_left(hall: Any, machine: Machine) -> None:
    taken = machine.post("visits", service="A", origin="reception")[1]
    for act in ("call-next", "start", "hold"):
        machine.post(act)
    status, stand = machine.post("left", visit=taken["id"])
    assert (status, stand["visit"]) == (200, None)
    assert Visit.objects.get().outcome == Outcome.LEFT
    assert AuditEntry.objects.get(verb="visit.left").by == machine.person
    assert machine.post("left", visit=taken["id"])[0] == 404


def test_the_same_request_twice_calls_once(hall: Any, machine: Machine) -> None:
    for place in range(2):
        a_visit(hall, now=minutes(place))
    key = str(uuid.uuid4())
    first, again = machine.post("call-next", key=key), machine.post("call-next", key=key)
    assert first == again
    assert first[1]["visit"]["label"] == "A001"
    assert Visit.objects.waiting().count() == 1


def test_an_act_on_an_older_state_of_the_counter_is_a_problem(hall: Any, machine: Machine) -> None:
    """H02: and the counter that serves already is told so."""
    for place in range(2):
        a_visit(hall, now=minutes(place))
    version = machine.get("counter")["version"]
    assert machine.post("call-next", seen=version)[0] == 200
    status, problem = machine.post("call-next", seen=version)
    assert (status, problem["code"]) == (409, "CounterMoved")
    status, problem = machine.post("call-next")
    assert (status, problem["code"]) == (409, "CounterBusy")


@pytest.mark.parametrize("act", ["start", "finish", "recall", "hold", "no-show"])
def test_what_needs_a_number_is_refused_without_one(hall: Any, machine: Machine, act: str) -> None:
    """H03"""
    assert machine.post(act)[0] == 409


def test_an_empty_queue_and_a_foreign_service_are_said(hall: Any, machine: Machine) -> None:
    assert machine.post("call-next")[1]["code"] == "NobodyWaits"
    assert machine.post("visits", service="Z", origin="reception")[0] == 400
    assert machine.post("visits", service="A", origin="kiosk")[0] == 400, "a machine has a door of its own"
    assert machine.post("visits", service="A", origin="reception", priority=10)[0] == 400


def test_called_out_of_turn_transferred_and_put_back(hall: Any, machine: Machine) -> None:
    a_visit(hall, now=minutes(0))
    second = a_visit(hall, now=minutes(1))
    assert machine.post("call", visit=second.pk)[1]["visit"]["label"] == "A002"
    assert machine.post("transfer", service="B", note="已核实")[1]["visit"] is None
    assert machine.post("call-next")[1]["visit"]["label"] == "A001"
    assert machine.post("no-show")[0] == 409
    machine.post("recall")
    assert machine.post("no-show")[0] == 200
    assert Visit.objects.get(number=1).put_back == 1


def test_who_leaves_is_no_longer_called_and_who_is_removed_has_a_reason(hall: Any, machine: Machine) -> None:
    first, second = a_visit(hall, now=minutes(0)), a_visit(hall, now=minutes(1))
    assert machine.post(f"visits/{first.pk}/leave")[1]["outcome"] == "left"
    said = AuditEntry.objects.get(verb="visit.left")
    assert (said.by, said.data["number"]) == (machine.person, "A001")
    assert machine.post(f"visits/{first.pk}/leave")[0] == 404, "it lives no more"
    assert machine.post(f"visits/{second.pk}/remove", reason="重复取号")[0] == 403
    manager = Machine(hall, a_person(Role.HALL_MANAGER, at=hall.unit))
    assert manager.post(f"visits/{second.pk}/remove")[0] == 400
    assert manager.post(f"visits/{second.pk}/remove", reason="重复取号")[1]["outcome"] == "removed"
    assert machine.post("call-next")[1]["code"] == "NobodyWaits"


def test_a_hall_out_of_reach_does_not_exist(hall: Any) -> None:
    stranger = Machine(hall, a_clerk(a_hall("新登营业厅")))
    assert stranger.post("sit", counter="1")[0] == 404
    assert stranger.post("call-next")[0] == 404
    assert stranger.client.get(f"{stranger.at}visits/").status_code == 404


def test_taking_over_is_asked_for(hall: Any, machine: Machine) -> None:
    other = Machine(hall, a_clerk(hall))
    assert other.post("sit", counter="1")[0] == 409
    assert other.post("sit", counter="9")[0] == 404
    assert other.post("sit", counter="1", take_over=True)[1]["counter"] == "1"
    assert machine.post("call-next")[1]["code"] == "NotSigned"
