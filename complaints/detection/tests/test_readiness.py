from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from complaints.detection.readiness import days_from, readiness
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.services import void_complaint
from core.exports.registry import listing_of
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = A_MONDAY + dt.timedelta(days=10)


@pytest.fixture
def unit():
    return a_unit()


@pytest.fixture
def manager(unit):
    return a_person(Role.SERVICE_MANAGER, at=unit)


def numbers(page):
    return [(owner.name, [line.complaint.number for line in owner.lines]) for owner in page.owners]


def test_old_ones_and_those_from_outside_by_who_received_them_first(unit, manager):
    clerk = a_person(Role.COUNTER_STAFF, at=unit, name="何前台")
    old = a_complaint(at=unit, by=clerk)
    outside = a_complaint(at=unit, channel="media", now=NOW)
    a_complaint(at=unit, now=NOW)
    void_complaint(complaint=a_complaint(at=unit), reason="重复", by=manager, now=NOW)
    page = readiness(manager, days=7, now=NOW)
    assert numbers(page) == [("何前台", [old.number]), ("", [outside.number])]
    assert (page.count, page.outside, page.owners[0].lines[0].age) == (2, 1, "10 天")
    assert numbers(readiness(manager, days=15, now=NOW)) == [("", [outside.number])]


def test_only_ones_own_units(manager):
    a_complaint(at=a_unit("临安分公司"))
    assert readiness(manager, days=7, now=NOW).count == 0


@pytest.mark.parametrize(("words", "days"), [("15", 15), ("8", 7), ("", 7), ("x", 7)])
def test_the_age_is_one_of_those_offered(words, days):
    assert days_from(words) == days


def test_the_page_and_the_sheet_show_the_same(unit, manager, client):
    complaint = a_complaint(at=unit)
    client.force_login(manager)
    assert complaint.number in client.get(reverse("report_readiness")).content.decode()
    assert [row.number for row in listing_of("readiness").rows(manager, {})] == [complaint.number]
