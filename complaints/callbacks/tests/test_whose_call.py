"""Which call there is, and whose it is: a ticket goes to another unit, two ask for a call at once."""

from __future__ import annotations

import datetime as dt

import pytest

from complaints.callbacks.models import CallBack
from complaints.callbacks.selectors import queue
from complaints.callbacks.services import (
    CannotCall,
    OwnCase,
    call_again,
    give_up,
    hand_back,
    miss_call,
    reach_customer,
    take_call,
)
from complaints.callbacks.services import call as call_room
from complaints.callbacks.services.wait import ask_for_call
from complaints.callbacks.tests.cases import a_case
from complaints.tests.factories import A_MONDAY
from complaints.tickets.services import edit_complaint
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LATER = A_MONDAY + dt.timedelta(hours=3)


def moved(case, **said):
    complaint = case.complaint
    complaint.refresh_from_db()
    return edit_complaint(complaint=complaint, version=complaint.version, by=None, now=LATER, **said)


def test_the_other_unit_s_callers_have_the_call_then_and_nobody_of_the_old_one():
    case, other = a_case(), a_unit("临安分公司")
    there = a_person(Role.CALLER, at=other)
    taken = take_call(call=case.call, by=case.caller, now=LATER)
    moved(case, unit=other)
    assert list(queue(case.caller)) == []
    assert not CallBack.objects.visible_to(case.caller).exists()
    assert list(queue(there)) == [case.call]
    assert (case.call.taken_by, case.call.taken_until) == (None, None)
    with pytest.raises(OwnCase):
        hand_back(call=taken, by=case.caller, now=LATER)


def test_a_call_that_was_made_is_seen_where_its_ticket_is():
    case, other = a_case(), a_unit("临安分公司")
    reach_customer(call=case.call, satisfaction="satisfied", words="满意", by=case.caller, now=LATER)
    moved(case, unit=other)
    assert CallBack.objects.get().unit_path == other.path


def test_another_edit_leaves_a_call_in_hand():
    case = a_case()
    take_call(call=case.call, by=case.caller, now=LATER)
    moved(case, subject="改写的标题")
    assert case.call.taken_by == case.caller


def test_two_who_ask_for_another_call_at_once_have_one(monkeypatch):
    case = a_case()
    miss_call(call=case.call, why="no_answer", by=case.caller, now=LATER)
    give_up(call=case.call, reason="号码已停机", by=case.caller, now=LATER)

    def after_the_other(*said, **more):
        ask_for_call(*said, **more)
        return ask_for_call(*said, **more)

    monkeypatch.setattr(call_room, "ask_for_call", after_the_other)
    case.complaint.refresh_from_db()
    with pytest.raises(CannotCall):
        call_again(complaint=case.complaint, by=case.caller, now=LATER)
