"""Two at the same step at the same moment; the twin without the guard must go wrong, or the test shows nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from complaints.casework.models import Casework
from complaints.casework.services import StepTaken, casework_of, take, verify
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from core.tests.writers import alone, raised_at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]


def two_who_verify() -> list[Callable[[], Any]]:
    """Both read the case before either writes."""

    def read() -> list[Casework]:
        a_complaint(grade="A")
        return [casework_of(Complaint.objects.get()) for _each in range(2)]

    def found(case: Casework, finding: str) -> Callable[[], Any]:
        return lambda: verify(casework=case, finding=finding, not_heard="离职", by=None, now=A_MONDAY)

    return [found(case, finding) for case, finding in zip(alone(read), ("录音一致", "录音不一致"), strict=True)]


def verified() -> int:
    return alone(lambda: ComplaintEvent.objects.filter(kind=EventKind.VERIFIED).count())


def test_of_two_who_take_a_step_at_once_one_is_told_so():
    raised = raised_at_once(*two_who_verify())
    assert [type(error) for error in raised if error] == [StepTaken]
    assert verified() == 1


def test_without_the_guard_both_take_it(monkeypatch):
    def unguarded(casework: Casework, **columns: Any) -> None:
        Casework.objects.filter(pk=casework.pk).update(**columns)

    monkeypatch.setattr(take, "change", unguarded)
    assert raised_at_once(*two_who_verify()) == [None, None]
    assert verified() == 2, "the race did not happen, so the test above shows nothing"
