"""The list of class B kept by a machine."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from complaints.gates.models import DifficultCustomer
from complaints.tickets.tests.test_api import Machine
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LIST = "/api/v1/difficult-customers/"


@pytest.fixture
def unit():
    return a_unit(code="DEMO")


@pytest.fixture
def machine(client, unit):
    return Machine(client, a_person(Role.MARKET_MANAGER, at=unit), Right.DIFFICULT_VIEW, Right.DIFFICULT_EDIT)


@pytest.fixture
def said(unit):
    a_person(Role.SERVICE_MANAGER, at=unit, staff_number="FY-R")
    until = str(timezone.localdate() + dt.timedelta(days=90))
    return {"phone": "13805710042", "unit": "DEMO", "purpose": "统一口径", "reviewer": "FY-R", "expires_on": until}


def test_a_machine_lists_reviews_and_ends_an_entry(machine, said):
    made = machine.send(LIST, said)
    assert (made.status_code, made.json()["phone_masked"]) == (201, "138****0042")
    assert "13805710042" not in made.content.decode()
    entry = f"{LIST}{made.json()['id']}/"
    until = str(timezone.localdate() + dt.timedelta(days=30))
    assert (
        machine.send(f"{entry}review/", {"purpose": "仍需统一口径", "expires_on": until}).json()["expires_on"] == until
    )
    assert machine.send(f"{entry}end/", {"why": "已无此需要"}).status_code == 200
    assert machine.send(f"{entry}end/", {"why": "已无此需要"}).status_code == 409
    assert machine.get(LIST).json()["results"] == []


def test_what_does_not_fit_is_refused_as_on_the_page(machine, said):
    assert machine.send(LIST, said | {"reviewer": "NOBODY"}).status_code == 400
    assert machine.send(LIST, said | {"unit": "LA"}).status_code == 404
    assert machine.send(LIST, said | {"phone": "12"}).status_code == 409
    assert not DifficultCustomer.objects.exists()


def test_the_same_key_lists_once(machine, said):
    for _twice in range(2):
        assert machine.send(LIST, said, key="once").status_code == 201
    assert DifficultCustomer.objects.count() == 1
