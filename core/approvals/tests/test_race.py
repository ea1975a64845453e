"""Approvers at the same instant; the twin without the guard must go wrong, or the test shows nothing (C14)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.db.models import F

from core.approvals import registry
from core.approvals.choices import Decision, Mode
from core.approvals.models import ApprovalRequest, ApprovalVoice
from core.approvals.services import AlreadyDecided, StepAsked, decide, deciding
from core.approvals.tests.factories import KIND, NOW, a_request
from core.audit.models import AuditEntry
from core.audit.services import record
from core.tests.writers import alone, raised_at_once, when_both_are_here
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
A_MOMENT = 1.0


def two_are_asked(mode: str) -> tuple[Any, Any, Any]:
    def make() -> tuple[Any, Any, Any]:
        unit = a_unit()
        one, two = (a_person(Role.GENERAL_MANAGER, at=unit, name=name) for name in ("周总", "吴副总"))
        step = StepAsked("会签", [one, two], mode)
        return a_request(step, about=unit, by=a_person(Role.SERVICE_MANAGER, at=unit)), one, two

    return alone(make)


def says(asked: Any, by: Any, decision: str) -> Callable[[], Any]:
    return lambda: decide(request=asked, decision=decision, comment="看过", by=by, now=NOW)


def how_it_stands() -> tuple[str, int, int]:
    """State, consequences, voices given."""
    return alone(
        lambda: (
            ApprovalRequest.objects.get().state,
            AuditEntry.objects.filter(verb__in=["test.carried_out", "test.refused"]).count(),
            ApprovalVoice.objects.exclude(decision="").count(),
        )
    )


def test_one_approves_and_one_refuses_the_first_wins_and_the_second_is_told():
    asked, one, two = two_are_asked(Mode.ANY)
    raised = raised_at_once(says(asked, one, Decision.APPROVE), says(asked, two, Decision.REFUSE))
    lost = [error for error in raised if error]
    assert [type(error) for error in lost] == [AlreadyDecided]
    assert lost[0].status == 409
    state, consequences, voices = how_it_stands()
    assert (state in {"approved", "refused"}, consequences, voices) == (True, 1, 1)


def test_the_same_tap_from_two_tabs_counts_once():
    asked, one, _two = two_are_asked(Mode.ANY)
    assert raised_at_once(*[says(asked, one, Decision.APPROVE)] * 4) == [None] * 4
    assert how_it_stands() == ("approved", 1, 1)


def test_the_last_two_of_a_joint_step_settle_it():
    asked, one, two = two_are_asked(Mode.ALL)
    assert raised_at_once(says(asked, one, Decision.APPROVE), says(asked, two, Decision.APPROVE)) == [None, None]
    assert how_it_stands() == ("approved", 1, 2)


def test_without_the_guard_each_waits_for_the_other_for_ever(monkeypatch):
    """The trail, whose writers queue up, is left out. On SQLite the guard is that a transaction begins as the
    only writer: without it the second act fails."""
    asked, one, two = two_are_asked(Mode.ALL)
    monkeypatch.setattr(deciding, "_hold", lambda _request: True)
    monkeypatch.setattr(deciding, "record", lambda *_said, **_more: None)
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "transaction_mode", "DEFERRED")
        monkeypatch.setattr(deciding, "_say", when_both_are_here(deciding._say))
    else:
        monkeypatch.setattr(deciding, "_tally", when_both_are_here(deciding._tally))
    raised = raised_at_once(says(asked, one, Decision.APPROVE), says(asked, two, Decision.APPROVE))
    state, consequences, voices = how_it_stands()
    assert (state, consequences) == ("waiting", 0), "the race did not happen, so the tests above show nothing"
    if connection.vendor == "sqlite":
        assert [type(error) for error in raised if error] == [OperationalError]
    else:
        assert (raised, voices) == ([None, None], 2)


def decided_while_an_act_holds_the_row(patch: pytest.MonkeyPatch, *, trail_first: bool) -> list[Exception | None]:
    """What follows from the decision changes a row that an act holds, which then comes to the trail."""
    asked, one, _two = two_are_asked(Mode.ANY)
    row_held, trail_held = threading.Event(), threading.Event()
    close = deciding._close

    def change_row(request: ApprovalRequest, *, by: Any, now: Any) -> None:
        Unit.objects.filter(pk=request.about_id).update(name=F("name"))

    def close_and_meet(step: Any, state: Any, *, now: Any) -> None:
        if trail_first:
            record("test.decided", by=one, now=now)
            trail_held.set()
        close(step, state, now=now)

    def act() -> None:
        with transaction.atomic():
            Unit.objects.filter(pk=asked.about_id).update(name=F("name"))
            row_held.set()
            trail_held.wait(A_MOMENT)
            record("test.acted", by=None, now=NOW)

    def decide_then() -> None:
        row_held.wait(10)
        says(asked, one, Decision.APPROVE)()

    patch.setitem(registry._kinds, KIND, replace(registry.kind_of(KIND), on_approved=change_row))
    patch.setattr(deciding, "_close", close_and_meet)
    return raised_at_once(act, decide_then)


@pytest.mark.services
def test_a_decision_comes_to_the_trail_after_what_follows_from_it(monkeypatch):
    """On SQLite there is one writer at a time, and so no ring."""
    assert decided_while_an_act_holds_the_row(monkeypatch, trail_first=False) == [None, None]
    assert how_it_stands()[0] == "approved"


@pytest.mark.services
def test_the_twin_that_tells_the_trail_first_waits_in_a_ring(monkeypatch):
    came = decided_while_an_act_holds_the_row(monkeypatch, trail_first=True)
    assert any("deadlock detected" in str(one) for one in came)
