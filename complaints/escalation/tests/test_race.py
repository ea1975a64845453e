"""Two sweepers at the same instant; the twin that only looks at the row lifts the ticket twice."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from complaints.escalation.choices import Counted
from complaints.escalation.models import Escalation, PendingEscalation, PendingQuerySet
from complaints.escalation.services import CannotEscalate, escalate_by_hand, sweep, sweeping
from complaints.escalation.tests.factories import a_chain, a_rung_by_time
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from core.notifications.models import Notification
from core.tests.writers import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
LATER = A_MONDAY + dt.timedelta(hours=2)


def _due() -> None:
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    a_complaint(at=a_chain()[0], channel="counter")


def _told() -> tuple[int, int, int]:
    return (
        Escalation.objects.count(),
        Notification.objects.filter(kind="escalation.time").count(),
        PendingEscalation.objects.count(),
    )


def test_two_sweepers_lift_a_ticket_once():
    at_once(_due)
    came = at_once(*[lambda: sweep(now=LATER)] * 4)
    assert sorted(came) == [0, 0, 0, 1]
    assert at_once(_told) == [(1, 1, 0)]


def test_a_sweeper_that_only_looks_lifts_it_again_and_again(monkeypatch):
    at_once(_due)
    keys = itertools.count()
    monkeypatch.setattr(PendingQuerySet, "delete", lambda rows: (1, {}))
    monkeypatch.setattr(sweeping, "time_key", lambda _rung, _complaint: f"time:{next(keys)}")
    assert sum(at_once(*[lambda: sweep(now=LATER)] * 4)) == 4
    assert at_once(_told)[0][0] == 4


def test_two_who_escalate_by_hand_at_once_go_up_one_level():
    at_once(lambda: a_complaint(at=a_chain()[0], channel="counter"))

    def up() -> int:
        complaint = Complaint.objects.select_related("unit", "handler").get()
        return escalate_by_hand(complaint=complaint, reason="客户在场", by=None, now=LATER).level

    came = at_once(up, up)
    levels = sorted(one for one in came if isinstance(one, int))
    refused = [one for one in came if isinstance(one, CannotEscalate)]
    # Either they meet and one is refused, or the second comes after the first and goes one further.
    assert levels in ([2], [2, 3])
    assert len(levels) + len(refused) == 2
