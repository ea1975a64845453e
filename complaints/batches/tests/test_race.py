"""The same ticket into two batches, two who decide on one proposal; the twins without the guard go wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from complaints.batches.models import Batch, BatchMember
from complaints.batches.services import (
    BatchDecided,
    CannotChangeBatch,
    accept_batch,
    add_ticket,
    deciding,
    open_batch,
    propose_batches,
    reject_batch,
    working,
)
from complaints.tests.factories import A_MONDAY, a_category, a_complaint
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent
from core.tests.writers import alone, raised_at_once
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]


@pytest.fixture(autouse=True)
def _three_in_a_week(settings):
    settings.BATCH_THRESHOLD, settings.BATCH_DAYS = 3, 7


def _proposal() -> None:
    unit, cause = a_unit(), a_category()
    a_person(Role.SERVICE_MANAGER, at=unit)
    for place in range(3):
        a_complaint(phone=f"1380571{place:04d}", text="", at=unit, cause=cause)
    assert propose_batches(now=A_MONDAY) == 1


def _rejected_and_two_open() -> None:
    """The ticket lies in a rejected proposal, from which either of two batches may take it."""
    _proposal()
    by: dict[str, Any] = {"by": Person.objects.get(), "now": A_MONDAY}
    rejected = Batch.objects.get()
    reject_batch(batch=rejected, why="原因不同", **by)
    for title in ("甲", "乙"):
        open_batch(title=title, unit=rejected.unit, why="同一原因", **by)


def _two_who_add(first: Complaint) -> list[Callable[[], Any]]:
    def add(title: str) -> Callable[[], Any]:
        batch, person = Batch.objects.get(title=title), Person.objects.get()
        return lambda: add_ticket(batch=batch, complaint=first, by=person, now=A_MONDAY)

    return [add("甲"), add("乙")]


def _joined() -> int:
    return ComplaintEvent.objects.filter(kind=EventKind.BATCH, data__act="joined").count()


def _first() -> Complaint:
    return Complaint.objects.earliest("pk")


def test_a_ticket_added_to_two_batches_at_once_joins_one():
    alone(_rejected_and_two_open)
    raised = raised_at_once(*alone(lambda: _two_who_add(_first())))
    assert [type(error) for error in raised if error] == [CannotChangeBatch]
    assert alone(_joined) == 1


def test_a_ticket_in_no_batch_joins_one_of_two():
    alone(_rejected_and_two_open)
    alone(lambda: BatchMember.objects.filter(complaint=_first()).delete())
    raised = raised_at_once(*alone(lambda: _two_who_add(_first())))
    assert [type(error) for error in raised if error] == [CannotChangeBatch]
    assert alone(_joined) == 1


def test_without_the_guard_it_joins_both(monkeypatch):
    def unguarded(complaint: Complaint, said: dict[str, Any]) -> bool:
        return bool(BatchMember.objects.filter(complaint=complaint).update(**said))

    monkeypatch.setattr(working, "_moved_from_rejected", unguarded)
    alone(_rejected_and_two_open)
    assert raised_at_once(*alone(lambda: _two_who_add(_first()))) == [None, None]
    assert alone(_joined) == 2, "the race did not happen, so the tests above show nothing"


def _two_who_accept() -> list[Callable[[], Any]]:
    person, seen = Person.objects.get(), [Batch.objects.get() for _each in range(2)]
    return [lambda one=one: accept_batch(batch=one, why="同一原因", by=person, now=A_MONDAY) for one in seen]


def test_of_two_who_accept_a_proposal_one_is_told_so():
    alone(_proposal)
    raised = raised_at_once(*alone(_two_who_accept))
    assert [type(error) for error in raised if error] == [BatchDecided]
    assert alone(_joined) == 3


def test_without_the_guard_both_accept_it(monkeypatch):
    monkeypatch.setattr(deciding, "_decide", lambda *_batch, **_said: None)
    alone(_proposal)
    assert raised_at_once(*alone(_two_who_accept)) == [None, None]
    assert alone(_joined) == 6, "the race did not happen, so the test above shows nothing"
