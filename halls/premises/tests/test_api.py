"""A hall is set up, read and watched by a program, with the refusals of the pages."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.api.models import IdempotentAnswer
from halls.premises.models import Device, HallRule, Premises
from halls.premises.services import pair_device
from halls.queue.choices import VisitState
from halls.tests.factories import MORNING, a_hall, a_rule, a_visit, minutes
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(MORNING, tick=False)


@pytest.fixture
def hall() -> Premises:
    return a_hall(under=a_unit("富阳分公司"))


@pytest.fixture
def send(hall: Premises) -> Any:
    client = Client()
    client.force_login(a_person(Role.SERVICE_MANAGER, at=hall.unit.parent))

    def sender(method: str, address_name: str, /, *where: object, key: str = "", **said: Any) -> Any:
        more = {
            "data": json.dumps(said),
            "content_type": "application/json",
            "headers": {"Idempotency-Key": key or str(uuid.uuid4())},
        }
        return client.generic(method, reverse(address_name, args=where), **({} if method == "GET" else more))

    return sender


def test_a_hall_is_set_up_from_nothing_by_a_program(hall, send):
    unit = a_unit("灵桥营业厅", under=hall.unit.parent, kind=UnitKind.HALL)
    assert send("POST", "api_halls", unit=unit.code).status_code == 201
    service = {"prefix": "a", "name": "业务办理", "opens_at": "09:00", "closes_at": "17:00"}
    assert send("POST", "api_hall_services", unit.code, **service).json()["prefix"] == "A"
    counter = send("POST", "api_hall_counters", unit.code, name="1", services=["A"]).json()
    assert counter["services"] == ["A"]
    rule = {"valid_from": "2011-01-17", "share_limit": "10", "recalls": 2, "places_back": 3, "put_back_most": 1}
    assert send("POST", "api_hall_rules", unit.code, **rule).json()["wait_minutes"] is None
    machine = send("POST", "api_hall_machines", unit.code, kind="display", name="大屏").json()
    assert pair_device(code=machine["code"], now=MORNING)[0].pk == machine["id"]
    listed = send("GET", "api_hall_machines", unit.code).json()["results"]
    assert [("code" in one, one["name"]) for one in listed] == [(False, "大屏")]
    assert {one["unit"] for one in send("GET", "api_halls").json()["results"]} == {unit.code, hall.unit.code}


def test_a_change_names_the_version_that_was_read_and_keeps_what_it_does_not_name(hall, send):
    code = hall.unit.code
    assert send("PATCH", "api_hall", code, is_voiced=False).status_code == 400
    told = send("PATCH", "api_hall", code, version=1, is_voiced=False).json()
    assert (told["is_voiced"], told["kiosk_daily_most"], told["version"]) == (False, 3000, 2)
    assert send("PATCH", "api_hall", code, version=1, is_voiced=True).status_code == 409
    told = send("PATCH", "api_hall_service", code, "A", version=1, name="综合业务").json()
    assert (told["name"], told["position"], told["is_active"]) == ("综合业务", 1, True)
    counter = hall.counters.get(name="1")
    told = send("PATCH", "api_hall_counter", code, counter.pk, version=1, services=["B"]).json()
    assert (told["services"], told["name"]) == (["B"], "1")
    told = send("PATCH", "api_hall_counter", code, counter.pk, version=2, is_active=False).json()
    assert (told["services"], told["is_active"]) == (["B"], False)
    assert send("PATCH", "api_hall_counter", code, counter.pk, version=3, services=["Z"]).status_code == 400


def test_a_rule_sent_twice_with_its_key_is_one_and_a_correction_is_another(hall, send):
    rule = {"valid_from": "2011-01-17", "share_limit": "10", "recalls": 2, "places_back": 3, "put_back_most": 1}
    for _sending in range(3):
        assert send("POST", "api_hall_rules", hall.unit.code, key="one", wait_minutes=10, **rule).status_code == 201
    send("POST", "api_hall_rules", hall.unit.code, wait_minutes=20, **rule)
    assert [one.wait_minutes for one in HallRule.objects.all()] == [20, 10]
    past = rule | {"valid_from": "2011-01-16"}
    assert send("POST", "api_hall_rules", hall.unit.code, **past).status_code == 409
    for wrong in ({"share_limit": "101"}, {"share_limit": "1e1"}, {"wait_minutes": 0}, {"wait_minutes": 601}):
        assert send("POST", "api_hall_rules", hall.unit.code, **(rule | wrong)).status_code == 400


def test_a_machine_gets_a_new_code_and_is_taken_away(hall, send):
    made = send("POST", "api_hall_machines", hall.unit.code, kind="kiosk", name="入口", prints=True).json()
    renewed = send("POST", "api_hall_device_code", hall.unit.code, made["id"]).json()
    assert renewed["code"] != made["code"]
    assert send("POST", "api_hall_device_revoke", hall.unit.code, made["id"]).status_code == 204
    assert Device.objects.get().revoked_at == MORNING
    assert send("POST", "api_hall_device_code", hall.unit.code, made["id"]).status_code == 409


def test_the_live_state_says_what_the_board_shows(hall, send, time_machine):
    a_rule(hall.unit, wait_minutes=10)
    a_visit(hall)
    time_machine.move_to(minutes(12), tick=False)
    told = send("GET", "api_hall_live", hall.unit.code).json()
    assert (told["waiting"], told["over_limit"], told["today"], told["share"]) == (1, 1, 1, "100.00")
    assert [one["kind"] for one in told["alarms"]] == ["nobody", "over_limit", "share"]
    assert told["services"] == [
        {"service": "A", "waiting": 1, "longest_seconds": 720},
        {"service": "B", "waiting": 0, "longest_seconds": 0},
    ]
    assert told["outcomes"]["served"] == 0
    assert [one["counter"] for one in told["counters"]] == ["1", "2", "3"]


def test_a_number_is_moved_by_a_program_as_it_was_read(hall, send):
    visit = a_visit(hall)
    read = send("GET", "api_visit_redirect", hall.unit.code, visit.pk).json()
    told = send("POST", "api_visit_redirect", hall.unit.code, visit.pk, version=read["version"], service="B").json()
    assert (told["service"], told["state"], told["priority"]) == ("B", VisitState.WAITING, 0)
    late = send("POST", "api_visit_redirect", hall.unit.code, visit.pk, version=read["version"], priority=2)
    assert late.status_code == 409
    assert send("POST", "api_visit_redirect", hall.unit.code, visit.pk, version=2, service="Z").status_code == 400


def test_the_code_of_a_machine_is_told_once_and_kept_nowhere(hall, send):
    made = send("POST", "api_hall_machines", hall.unit.code, key="machine", kind="kiosk", name="门口").json()
    again = send("POST", "api_hall_machines", hall.unit.code, key="machine", kind="kiosk", name="门口")
    assert (again.status_code, again.headers["Idempotent-Replayed"]) == (201, "true")
    assert again.json() == made | {"code": None}
    renewed = send("POST", "api_hall_device_code", hall.unit.code, made["id"], key="code").json()["code"]
    assert send("POST", "api_hall_device_code", hall.unit.code, made["id"], key="code").json()["code"] is None
    kept = json.dumps(list(IdempotentAnswer.objects.values_list("body", flat=True)))
    assert made["code"] not in kept
    assert renewed not in kept
    assert pair_device(code=renewed, now=MORNING)[0].pk == made["id"]
