"""Clerks who act at once in one branch neither wait for one another nor lose a number; a shared row loses it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction

from complaints.counters import schema
from complaints.counters.models import Tally, TallyChange
from complaints.counters.selectors import differences
from complaints.counters.services import fold, repair
from complaints.tests.factories import A_MONDAY, a_complaint
from complaints.tickets import registry
from complaints.tickets.models import Complaint
from complaints.tickets.services import close_complaint
from core.tests.writers import alone, at_once, raised_at_once, when_both_are_here
from org.tests.factories import a_unit

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
TICKETS = 4


@pytest.fixture(autouse=True)
def _closing_waits_for_nothing(monkeypatch):
    monkeypatch.setattr(registry, "_gates", [])


@pytest.fixture
def branch():
    def prepare() -> None:
        unit = a_unit()
        for _ticket in range(TICKETS):
            a_complaint(at=unit, phone="")
        fold(now=A_MONDAY)

    alone(prepare)


def closings() -> list[Callable[[], Any]]:
    """Everybody has read the own ticket before anybody closes it."""

    def closing(ticket: Complaint) -> Callable[[], Any]:
        return lambda: close_complaint(complaint=ticket, outcome="solved", note="已退费", by=None, now=A_MONDAY)

    return [closing(ticket) for ticket in alone(lambda: list(Complaint.objects.order_by("pk")))]


def open_now() -> int:
    """As the tallies and the waiting changes say it."""

    def read() -> int:
        kept = sum(Tally.objects.filter(what="open").values_list("number", flat=True))
        return kept + sum(TallyChange.objects.values_list("change", flat=True))

    return alone(read)


def test_clerks_who_close_at_once_each_take_one_off(branch):
    assert open_now() == TICKETS
    assert raised_at_once(*closings()) == [None] * TICKETS
    assert open_now() == 0
    assert alone(lambda: differences(now=A_MONDAY)) == {}


def test_folding_twice_at_once_and_closing_meanwhile_loses_nothing(branch):
    def folding() -> int:
        return fold(now=A_MONDAY + dt.timedelta(days=30))

    came = at_once(*closings(), folding, folding, lambda: repair(by=None, now=A_MONDAY))
    assert [error for error in came if isinstance(error, Exception)] == []
    alone(folding)
    assert alone(lambda: differences(now=A_MONDAY + dt.timedelta(days=30))) == {}
    assert open_now() == 0


def test_a_row_read_and_written_back_loses_a_closing(branch, monkeypatch):
    """The twin: one row a branch that each act reads, changes and writes."""
    alone(lambda: schema.remove(connection))

    def read() -> Tally:
        return Tally.objects.get(what="open")

    @when_both_are_here
    def write(tally: Tally) -> None:
        Tally.objects.filter(pk=tally.pk).update(number=tally.number - 1)

    def close_and_count() -> None:
        write(read())

    assert raised_at_once(close_and_count, close_and_count) == [None, None]
    assert open_now() == TICKETS - 1, "the race did not happen, so the tests above show nothing"
    alone(lambda: schema.install(connection))


def test_whoever_closes_does_not_wait_for_a_change_still_under_way(branch):
    """Two changes in one branch in transactions that overlap: no row of numbers is shared between them."""
    if connection.vendor == "sqlite":
        assert connection.settings_dict["OPTIONS"]["transaction_mode"] == "IMMEDIATE", "one writer at a time anyway"
        return
    first, *others = alone(lambda: list(Complaint.objects.order_by("pk").values_list("pk", flat=True)))
    second = closings()[1]

    def hold_and_let_the_other_pass() -> list[Exception | None]:
        with transaction.atomic():
            Complaint.objects.filter(pk=first).update(state="void")
            return raised_at_once(second)

    assert alone(hold_and_let_the_other_pass) == [None]
    assert open_now() == len(others) - 1
