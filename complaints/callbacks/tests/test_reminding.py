"""Who hears that a customer must be called soon, when, and how often."""

from __future__ import annotations

import datetime as dt

import pytest
from celery import current_app

from complaints.callbacks.services import remind, take_call
from complaints.callbacks.services.reminding import NEARLY_DUE
from complaints.callbacks.tests.cases import a_case
from complaints.tests.factories import A_MONDAY
from complaints.tickets.services import void_complaint
from core.notifications.models import Notification
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)
DUE = A_MONDAY + dt.timedelta(days=2)


def told(person) -> int:
    return Notification.objects.filter(kind=NEARLY_DUE, recipient=person, urgent=True).count()


def test_the_unit_s_callers_hear_at_each_offset_once():
    case = a_case()
    moments = [DUE - 9 * HOUR, DUE - 8 * HOUR, DUE - HOUR, DUE, DUE + HOUR]
    assert [remind(now=at) for at in moments] == [0, 1, 1, 1, 0]
    assert (told(case.caller), told(case.handler)) == (3, 0)


def test_of_offsets_that_a_machine_slept_over_only_the_last_is_told():
    case = a_case()
    assert [remind(now=DUE + HOUR), remind(now=DUE + HOUR)] == [1, 0]
    assert told(case.caller) == 1
    a_case(unit=case.unit, caller=case.caller)
    assert remind(now=DUE + dt.timedelta(days=2)) == 0


def test_whoever_has_the_call_in_hand_hears_alone():
    case = a_case()
    other = a_person(Role.CALLER, at=case.unit)
    take_call(call=case.call, by=other, now=DUE - HOUR)
    assert remind(now=DUE - HOUR + MINUTE) == 1
    assert (told(other), told(case.caller)) == (1, 0)


def test_without_callers_those_who_may_call_hear_but_not_the_handler():
    case = a_case()
    Posting.objects.filter(person=case.caller).delete()
    manager = a_person(Role.SERVICE_MANAGER, at=case.unit)
    assert remind(now=DUE - HOUR) == 1
    assert (told(manager), told(case.handler)) == (1, 0)


def test_of_a_call_that_is_not_made_any_more_nobody_hears():
    case = a_case()
    case.complaint.refresh_from_db()
    void_complaint(complaint=case.complaint, reason="测试单", by=None, now=A_MONDAY)
    assert remind(now=DUE) == 0


def test_workers_know_the_sweep():
    assert "complaints.callbacks.remind" in current_app.tasks
