"""The demo's wave of mystery visits stands in review, and no hall reads of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from halls.checks.services import load_sheet
from halls.shops.choices import Stage
from halls.shops.models import ShopVisit
from halls.shops.presenter import round_page
from org.models import Person, Unit
from org.people.choices import Role
from org.people.services import create_person, start_posting
from org.tests.factories import a_person
from org.units.services import create_unit
from servicedesk.demo.branch import UNITS
from servicedesk.demo.shops import send_shoppers
from servicedesk.demo.staff import STAFF

pytestmark = pytest.mark.django_db


def test_one_waits_for_review_one_for_a_second_look_and_one_for_an_answer() -> None:
    now = timezone.now()
    units: dict[str, Unit] = {}
    for position, one in enumerate(UNITS):
        units[one.code] = create_unit(
            code=one.code,
            name=one.name,
            kind=one.kind,
            parent=units.get(one.under),
            position=position,
            by=None,
            now=now,
        )
    people: dict[str, Person] = {}
    for demo in STAFF[:9]:
        person = create_person(staff_number=demo.staff_number, name=demo.name, post=demo.post, by=None, now=now)
        start_posting(
            person=person, unit=units[demo.unit], role=demo.role, starts_on=dt.date(2010, 1, 1), by=None, now=now
        )
        people[demo.staff_number] = person
    load_sheet("mystery", unit=units["DEMO"], by=None, now=now)
    send_shoppers(units=units, people=people, month=dt.date(2011, 3, 1))
    page = round_page(ShopVisit.objects.first().round_of)
    found = {line.visit.hall.code: (line.stage, line.visit.run and line.visit.run.score) for line in page.lines}
    assert found == {
        "FY-H01": (Stage.SENT, 95),
        "FY-H03": (Stage.ASKED, None),
        "FY-H04": (Stage.REVIEWING, 61),
    }
    keeper = a_person(Role.HALL_MANAGER, at=units["FY-H01"])
    assert not ShopVisit.objects.published_to(keeper).exists()
