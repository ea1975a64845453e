"""Stored deadlines are what they come to, and a command finds those that are not."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from complaints.clocks.models import Clock
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from org.calendar.services import set_day

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]


def verify(*options: str) -> str:
    said = io.StringIO()
    call_command("verify_clocks", *options, stdout=said)
    return said.getvalue()


def test_what_was_written_by_the_acts_is_whole():
    a_complaint(channel="regulator")
    assert "every deadline is what it comes to" in verify()


@pytest.mark.parametrize("table", [Clock, Complaint])
def test_a_deadline_that_was_written_by_hand_is_found(table):
    complaint = a_complaint()
    table.objects.update(due_at=A_MONDAY + dt.timedelta(days=9))
    with pytest.raises(CommandError, match="1 of 1"):
        verify()
    verify("--recount")
    assert "every deadline" in verify()
    assert Complaint.objects.get(pk=complaint.pk).due_at == A_MONDAY + dt.timedelta(days=2)


def test_a_holiday_set_later_moves_no_promise_until_somebody_counts_anew():
    complaint = a_complaint()
    set_day(date=dt.date(2011, 1, 18), kind="holiday", name="停电", reason="通知", by=None, now=A_MONDAY)
    assert Complaint.objects.get().due_at == complaint.due_at
    with pytest.raises(CommandError):
        verify()
    verify("--recount")
    assert Complaint.objects.get().due_at == A_MONDAY + dt.timedelta(days=3)
