"""Approvers at the same instant; the twin without the guard must go wrong, or the test shows nothing (C14)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError, connection, connections

from core.approvals.choices import Decision, Mode
from core.approvals.models import ApprovalRequest, ApprovalVoice
from core.approvals.services import AlreadyDecided, StepAsked, decide, deciding
from core.approvals.tests.factories import NOW, a_request
from core.audit.models import AuditEntry
from core.tests.writers import alone, raised_at_once, when_both_are_here
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]


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
