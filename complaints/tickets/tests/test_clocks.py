from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from complaints.tests.factories import a_complaint
from complaints.tickets.choices import State
from complaints.tickets.clocks import clock_of, hours_words, worked_words
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

DUE = dt.datetime(2011, 1, 14, 9, 30, tzinfo=BRANCH_TIME)
SHORT_DAY = dt.timedelta(hours=7, minutes=30)


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    ("now", "words", "is_old"),
    [
        (DUE + dt.timedelta(days=1, hours=2), "1 d 2 h over", False),
        (DUE + dt.timedelta(days=60), "60 d over", False),
        (DUE + dt.timedelta(days=61), "due 2011-01-14, 2 mo over", True),
        (dt.datetime(2012, 1, 13, 12, tzinfo=BRANCH_TIME), "due 2011-01-14, 11 mo over", True),
        (dt.datetime(2012, 1, 14, 12, tzinfo=BRANCH_TIME), "due 2011-01-14, 1 yr over", True),
        (dt.datetime(2012, 12, 31, 12, tzinfo=BRANCH_TIME), "due 2011-01-14, 1 yr 11 mo over", True),
        (dt.datetime(2026, 11, 22, 12, tzinfo=BRANCH_TIME), "due 2011-01-14, 15 yr over", True),
    ],
)
def test_what_is_long_late_says_since_when_and_for_how_many_months(now, words, is_old):
    clock = clock_of(State.OPEN, DUE, None, now=now)
    assert (clock.words, clock.is_old, clock.status) == (words, is_old, "late")


@pytest.mark.parametrize(
    ("worked", "words"),
    [
        (dt.timedelta(minutes=40), "40 min"),
        (dt.timedelta(hours=7), "7 h"),
        (SHORT_DAY, "1 working day"),
        (3 * SHORT_DAY + dt.timedelta(hours=2), "3 working days 2 h"),
        (3 * SHORT_DAY + dt.timedelta(hours=2, minutes=5, seconds=9), "3 working days 2 h 5 min"),
        (1500 * SHORT_DAY, "1,500 working days"),
    ],
)
def test_working_time_is_told_in_the_days_of_the_calendar(worked, words):
    assert worked_words(worked, day=SHORT_DAY) == words


def test_a_calendar_without_hours_divides_nothing():
    assert worked_words(dt.timedelta(), day=dt.timedelta()) == "0 s"


@pytest.mark.parametrize(("length", "words"), [(SHORT_DAY, "7.5 h"), (dt.timedelta(hours=10), "10 h")])
def test_the_length_of_a_working_day_is_in_hours(length, words):
    assert hours_words(length) == words


@pytest.mark.django_db
@pytest.mark.parametrize(("late", "told"), [(dt.timedelta(days=61), True), (dt.timedelta(days=3), False)])
def test_pages_with_old_tickets_say_so(client, late, told):
    branch = a_unit()
    complaint = a_complaint(at=branch)
    Complaint.objects.update(due_at=timezone.now() - late)
    client.force_login(a_person(Role.HANDLER, at=branch))
    for address in (reverse("complaint", args=[complaint.number]), reverse("complaints"), reverse("home")):
        assert ("60 天" in client.get(address).content.decode()) is told
