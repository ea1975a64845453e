"""What the page asks in words made once finds for each reader what it finds worded anew."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tests.full_ticket import a_cast_at
from complaints.tickets.models import Complaint
from complaints.tickets.selectors import _nearest, neighbours, relatives
from org.calendar.services import load_official_years, set_up_default_calendar
from org.models import Person
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db


def of_number_anew(complaint, person):
    rows = Complaint.objects.visible_to(person).counted().of_phone(complaint.phone_digest).exclude(pk=complaint.pk)
    return [(row.number, row.subject, row.state, row.received_at) for row in rows.order_by("-received_at", "-pk")[:10]]


def test_neighbours_and_other_tickets_of_the_number_are_those_of_each_reader():
    set_up_default_calendar(by=None, now=A_MONDAY)
    load_official_years(first=2010, last=2012, by=None, now=A_MONDAY)
    for branch in (a_unit("甲分公司"), a_unit("乙分公司")):
        hall = a_unit(f"{branch.name}营业厅", under=branch)
        a_cast_at(branch)
        a_cast_at(hall)
        for place in range(3):
            moment = A_MONDAY + dt.timedelta(days=place)
            a_complaint(at=hall if place else branch, phone=f"1380571004{place % 2}", received_at=moment, now=moment)
    seen = set()
    for person in Person.objects.all():
        for complaint in Complaint.objects.all():
            now = A_MONDAY + dt.timedelta(days=9)
            found = neighbours(complaint, person, {}, now=now)
            before, after = _nearest(complaint, person, {}, now=now).get()
            assert (found.before, found.after) == (before, after)
            others = relatives(complaint, person).rows
            told = [(row.number, row.subject, row.state, row.received_at) for row in others]
            assert told == of_number_anew(complaint, person)
            seen.add((before, after, len(told)))
    assert len(seen) > 8
