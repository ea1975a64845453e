"""A ticket machine and a display: paired by a code, one hall, two verbs, nothing of customers (H12, H13)."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from halls.machines import views
from halls.premises import services as premises_services
from halls.premises.choices import DeviceKind
from halls.premises.models import Premises
from halls.queue import services
from halls.queue.models import Visit
from halls.tests.factories import MORNING, a_hall, a_session, minutes
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_nine(time_machine):
    time_machine.move_to(MORNING, tick=False)


def machine_in(hall: Premises, kind: DeviceKind) -> Client:
    """A browser that was paired with the hall."""
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    _device, code = premises_services.add_device(premises=hall, kind=kind, name="门口", by=manager, now=MORNING)
    client = Client()
    answer = client.post(reverse("pair"), {"code": code})
    assert answer.status_code == 302, answer.content.decode()
    return client


def press(client: Client, service: str = "A", key: str = "") -> dict:
    said = {"service": service, "press": key or str(uuid.uuid4())}
    answer = client.post(reverse("kiosk_take"), said, headers={"accept": "application/json"})
    return {"status": answer.status_code, **answer.json()}


def test_a_code_pairs_one_machine_and_its_cookie_goes_nowhere_else():
    client = machine_in(a_hall(), DeviceKind.KIOSK)
    cookie = client.cookies[views.COOKIE]
    assert (cookie["path"], cookie["samesite"], cookie["httponly"]) == ("/devices/", "Strict", True)
    assert client.get(reverse("kiosk")).status_code == 200


def test_a_wrong_code_is_refused_and_trying_is_slow():
    client = Client()
    answers = [client.post(reverse("pair"), {"code": f"WRONG{number}"}).status_code for number in range(12)]
    assert answers[0] == 409
    assert answers[-1] == 429


def test_a_press_gives_a_number_with_its_place_and_an_address_to_follow():
    hall = a_hall()
    client = machine_in(hall, DeviceKind.KIOSK)
    first, second = press(client), press(client)
    assert (first["label"], first["ahead"], second["label"], second["ahead"]) == ("A001", 0, "A002", 1)
    assert first["status"] == 201
    assert Visit.objects.get(number=1).follow_key in first["follow"]
    assert first["qr"].startswith("data:image/svg+xml")


def test_the_same_press_sent_again_gives_the_same_number():
    client = machine_in(a_hall(), DeviceKind.KIOSK)
    key = str(uuid.uuid4())
    assert {press(client, key=key)["label"] for _sending in range(4)} == {"A001"}
    assert Visit.objects.count() == 1


@pytest.mark.parametrize(("said", "status"), [({"service": "Z"}, 400), ({"press": "x"}, 400), ({}, 400)])
def test_a_press_that_means_nothing_gives_no_number(said, status):
    client = machine_in(a_hall(), DeviceKind.KIOSK)
    assert client.post(reverse("kiosk_take"), said).status_code == status
    assert not Visit.objects.exists()


def test_a_closed_hall_shows_its_hours_and_gives_no_number(time_machine):
    hall = a_hall()
    client = machine_in(hall, DeviceKind.KIOSK)
    time_machine.move_to(MORNING + dt.timedelta(hours=10), tick=False)
    page = client.get(reverse("kiosk")).content.decode()
    assert "data-service" not in page
    assert "08:00" in page
    assert press(client)["status"] == 409


def test_a_flood_of_presses_is_slowed():
    client = machine_in(a_hall(), DeviceKind.KIOSK)
    statuses = [press(client)["status"] for _press in range(62)]
    assert statuses[59] == 201
    assert statuses[-1] == 429
    assert Visit.objects.count() == 60


def test_a_machine_knows_its_own_hall_and_nothing_else():
    """H12: no page of people, no other machine's verbs, no other hall."""
    hall, other = a_hall(), a_hall("新登营业厅")
    other.services.create(prefix="Z", name="别处的业务")
    kiosk, display = machine_in(hall, DeviceKind.KIOSK), machine_in(hall, DeviceKind.DISPLAY)
    assert "别处的业务" not in kiosk.get(reverse("kiosk")).content.decode()
    assert press(kiosk, "Z")["status"] == 400
    assert press(display)["status"] == 401
    assert display.get(reverse("kiosk")).url == reverse("display")
    assert kiosk.get(reverse("display")).url == reverse("kiosk")
    assert Client().get(reverse("kiosk")).url == reverse("pair")
    for name in ("home", "complaints", "units"):
        assert kiosk.get(reverse(name)).status_code == 302


def test_a_machine_that_was_taken_away_gives_nothing_from_then_on():
    hall = a_hall()
    client = machine_in(hall, DeviceKind.KIOSK)
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    premises_services.revoke_device(device=hall.devices.get(), by=manager, now=minutes(1))
    assert press(client)["status"] == 401
    assert not Visit.objects.exists()


def test_the_display_tells_number_and_counter_and_sends_nothing_while_nothing_moves():
    hall = a_hall()
    kiosk, display = machine_in(hall, DeviceKind.KIOSK), machine_in(hall, DeviceKind.DISPLAY)
    assert display.get(reverse("display")).status_code == 200
    press(kiosk)
    session = a_session(hall, "3")
    visit = services.call_next(session=session, now=minutes(2))
    told = display.get(reverse("display_calls")).json()
    assert told["waiting"] == 0
    assert [(one["label"], one["counter"], one["times"]) for one in told["calls"]] == [("A001", "3", 1)]
    assert display.get(reverse("display_calls"), {"seen": told["mark"]}).status_code == 204
    services.recall(visit=visit, session=session, now=minutes(3))
    again = display.get(reverse("display_calls"), {"seen": told["mark"]}).json()
    assert again["calls"][0]["times"] == 2


def test_a_display_asks_few_questions(django_assert_max_num_queries):
    hall = a_hall()
    display = machine_in(hall, DeviceKind.DISPLAY)
    mark = display.get(reverse("display_calls")).json()["mark"]
    with django_assert_max_num_queries(3):
        display.get(reverse("display_calls"), {"seen": mark})


def test_a_ticket_machine_gives_no_number_of_a_service_that_it_does_not_show():
    hall = a_hall()
    client = machine_in(hall, DeviceKind.KIOSK)
    hall.services.filter(prefix="B").update(is_on_kiosk=False)
    assert press(client, "B")["status"] == 400
    assert press(client, "A")["status"] == 201
