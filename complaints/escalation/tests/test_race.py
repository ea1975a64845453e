"""Two sweepers at the same instant; the twin that only looks at the row lifts the ticket twice."""

from __future__ import annotations

import datetime as dt
import itertools
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from complaints.clocks.choices import ClockKind, PauseReason
from complaints.clocks.services import pausing
from complaints.escalation.choices import Counted, Trigger
from complaints.escalation.models import Escalation, PendingEscalation, Rung
from complaints.escalation.services import CannotEscalate, escalate_by_hand, raising, sweep, sweeping
from complaints.escalation.tests.factories import a_chain, a_rung_by_time
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.models import Complaint
from core.notifications.models import Notification
from core.tests.writers import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
LATER = A_MONDAY + dt.timedelta(hours=2)


def _due(tickets: int = 1) -> None:
    a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
    branch = a_chain()[0]
    for _number in range(tickets):
        a_complaint(at=branch, channel="counter", phone="")


def _told() -> tuple[int, int, int]:
    return (
        Escalation.objects.count(),
        Notification.objects.filter(kind="escalation.time").count(),
        PendingEscalation.objects.count(),
    )


@pytest.mark.parametrize("tickets", [1, 5])
def test_two_sweepers_lift_a_ticket_once(tickets):
    at_once(lambda: _due(tickets))
    came = at_once(*[lambda: sweep(now=LATER)] * 4)
    assert sum(came) == tickets
    assert at_once(_told) == [(tickets, tickets, 0)]


def test_a_sweeper_that_only_looks_lifts_it_again_and_again(monkeypatch):
    at_once(_due)
    keys = itertools.count()
    monkeypatch.setattr(sweeping, "_held", _looked_at)
    monkeypatch.setattr(sweeping, "time_key", lambda _rung, _complaint: f"time:{next(keys)}")
    assert sum(at_once(*[lambda: sweep(now=LATER)] * 4)) == 4
    assert at_once(_told)[0][0] == 4


def _looked_at(_pending: Any, _now: dt.datetime) -> list[PendingEscalation]:
    """Whatever was due at first: neither held nor looked for again."""
    return [PendingEscalation(pk=0, complaint=Complaint.objects.get(), rung=Rung.objects.get(trigger=Trigger.TIME))]


def _up(**more: Any) -> int:
    complaint = Complaint.objects.select_related("unit", "handler").get()
    return escalate_by_hand(complaint=complaint, reason="客户在场", by=None, now=LATER, **more).level


def _a_ticket() -> None:
    a_complaint(at=a_chain()[0], channel="counter")


def test_two_who_escalate_by_hand_at_once_go_up_one_level():
    at_once(_a_ticket)
    came = at_once(_up, _up)
    levels = sorted(one for one in came if isinstance(one, int))
    refused = [one for one in came if isinstance(one, CannotEscalate)]
    # Either they meet and one is refused, or the second comes after the first and goes one further.
    assert levels in ([2], [2, 3])
    assert len(levels) + len(refused) == 2


def test_two_who_look_at_the_same_level_lift_the_ticket_once():
    at_once(_a_ticket)
    came = at_once(*[lambda: _up(seen=1)] * 2)
    assert sorted(type(one) for one in came if isinstance(one, Exception)) == [CannotEscalate]
    assert [one for one in came if isinstance(one, int)] == [2]


def test_a_level_read_apart_from_its_count_is_reached_twice(monkeypatch):
    """As it was: the level from before the other's commit, the count from after it."""
    monkeypatch.setattr(raising, "climbed_levels", lambda _complaint: _Apart())
    at_once(_a_ticket)
    assert at_once(_up) + at_once(_up) == [2, 2]


class _Apart:
    """No level at the first reading, all of them at the second."""

    def __init__(self) -> None:
        self._readings = 0

    def __iter__(self) -> Iterator[tuple[int, dt.datetime | None]]:
        self._readings += 1
        read = Escalation.objects.values_list("level", "lowered_at") if self._readings > 1 else []
        return iter(read)


def _held_in_one_statement(pending: Any, now: dt.datetime) -> list[PendingEscalation]:
    """The careless way: where the ticket is passed over, its row stays held."""
    rows = PendingEscalation.objects.due(at=now).filter(pk__in=pending).select_related("rung", "complaint__handler")
    return list(rows.select_for_update(of=("self", "complaint"), skip_locked=True, no_key=True))


def _pause_with_proof_while_sweeping(patch: pytest.MonkeyPatch, hold: Any) -> list[Any]:
    """Who pauses holds one of three tickets when the sweep takes what it can, and both then go for the trail."""

    def begin() -> Complaint:
        a_rung_by_time(counted=Counted.AFTER_START, offset_minutes=60)
        branch = a_chain()[0]
        return [a_complaint(at=branch, channel="counter", phone="") for _number in range(3)][1]

    (ticket,) = at_once(begin)
    ticket_held, proof_kept = threading.Event(), threading.Event()
    keep = pausing.attach

    def keep_late(upload: Any, **said: Any) -> Any:
        ticket_held.set()
        proof_kept.wait(A_MOMENT)
        kept = keep(upload, **said)
        proof_kept.wait(A_MOMENT)
        return kept

    def hold_and_meet(pending: Any, now: dt.datetime) -> list[PendingEscalation]:
        rows = hold(pending, now)
        proof_kept.wait(2 * A_MOMENT)
        return rows

    patch.setattr(pausing, "attach", keep_late)
    patch.setattr(sweeping, "_held", hold_and_meet)

    def pause() -> None:
        pausing.pause_clock(
            complaint=ticket,
            kind=ClockKind.HANDLING,
            reason=PauseReason.FORCE,
            note="台风",
            resume_at=LATER + dt.timedelta(days=2),
            by=ticket.first_contact,
            now=LATER,
            upload=SimpleUploadedFile("抢险通知.txt", "全市停工".encode()),
        )

    def sweep_then() -> int:
        ticket_held.wait(10)
        return sweep(now=LATER)

    return at_once(pause, sweep_then)


A_MOMENT = 0.5


@pytest.mark.services
def test_a_sweep_holds_no_row_of_a_ticket_that_somebody_else_holds(monkeypatch):
    came = _pause_with_proof_while_sweeping(monkeypatch, sweeping._held)
    assert came == [None, 2]


@pytest.mark.services
def test_the_twin_that_holds_both_in_one_statement_waits_in_a_ring(monkeypatch):
    came = _pause_with_proof_while_sweeping(monkeypatch, _held_in_one_statement)
    assert came != [None, 2]
