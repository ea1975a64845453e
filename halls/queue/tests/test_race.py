"""F11: eight counters, one queue; with the twins that have the guards off."""

from __future__ import annotations

import threading

import pytest
from django.db.models import Count

from core.tests.writers import alone, at_once
from halls.premises.models import Premises
from halls.queue import services
from halls.queue.models import CounterSession, Visit
from halls.queue.services import calling
from halls.tests.factories import a_hall, a_session, a_visit, minutes

pytestmark = [pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]

COUNTERS, NUMBERS = 8, 40


def a_busy_hall() -> list[int]:
    hall = a_hall(counters=COUNTERS)
    for _number in range(NUMBERS):
        a_visit(hall)
    return [a_session(hall, str(counter)).pk for counter in range(1, COUNTERS + 1)]


def serve_all(pk: int) -> list[str]:
    """Call, start, finish, until nobody waits; the labels in the order of calling."""
    session = CounterSession.objects.select_related("counter__premises__unit", "staff").get(pk=pk)
    called = []
    while True:
        try:
            visit = services.call_next(session=session, now=minutes(1))
        except services.NobodyWaits:
            return called
        called.append(visit.label)
        services.start(visit=visit, session=session, now=minutes(2))
        services.finish(visit=visit, session=session, now=minutes(3))


def test_eight_counters_call_each_number_once():
    sessions = alone(a_busy_hall)
    came = at_once(*[lambda pk=pk: serve_all(pk) for pk in sessions])
    called = [label for labels in came for label in labels]
    assert len(called) == len(set(called)) == NUMBERS
    found = alone(lambda: dict(Visit.objects.values_list("outcome").annotate(Count("pk"))))
    assert found == {"served": NUMBERS}


def test_the_twin_that_calls_what_it_read_calls_twice(monkeypatch):
    """Without the comparison both write, and the last one has the number."""
    sessions = alone(a_busy_hall)

    def careless(visit, **columns):
        columns["version"] = visit.version + 1
        Visit.objects.filter(pk=visit.pk).update(**columns)
        for name, value in columns.items():
            setattr(visit, name, value)

    read, gate = threading.local(), threading.Barrier(COUNTERS, timeout=30)
    monkeypatch.setattr(calling, "move", careless)
    monkeypatch.setattr(calling, "next_segment", lambda *_parts, **_more: None)
    monkeypatch.setattr(calling, "_first_free", lambda _counter, *, now: read.visit)

    def call(pk: int) -> str:
        """Everybody has read who waits before anybody writes; on SQLite that is before the transaction begins."""
        session = CounterSession.objects.select_related("counter__premises__unit", "staff").get(pk=pk)
        read.visit = Visit.objects.waiting().in_turn().first()
        gate.wait()
        return services.call_next(session=session, now=minutes(1)).label

    came = at_once(*[lambda pk=pk: call(pk) for pk in sessions])
    called = [label for label in came if isinstance(label, str)]
    assert len(called) > len(set(called)) == 1


def test_a_counter_that_presses_twice_has_one_number():
    """H02: the same console in two windows."""
    first = alone(a_busy_hall)[0]

    def call() -> str:
        session = CounterSession.objects.select_related("counter__premises__unit", "staff").get(pk=first)
        return services.call_next(session=session, now=minutes(1)).label

    came = at_once(call, call)
    assert sorted(isinstance(one, services.CounterBusy) for one in came) == [False, True]
    assert alone(Visit.objects.filter(state="called").count) == 1


def test_numbers_taken_at_once_are_all_different():
    hall = alone(lambda: a_hall().pk)

    def take() -> list[str]:
        premises = Premises.objects.get(pk=hall)
        return [a_visit(premises).label for _number in range(10)]

    taken = [label for labels in at_once(take, take, take, take) for label in labels]
    assert sorted(taken) == [f"A{number:03d}" for number in range(1, 41)]


def test_leaving_while_being_called_one_of_the_two_is_refused():
    """F11: call against cancel."""
    first = alone(a_busy_hall)[0]

    def leave() -> str:
        return services.leave(visit=Visit.objects.in_turn().first(), now=minutes(1)).label

    def call() -> str:
        session = CounterSession.objects.select_related("counter__premises__unit", "staff").get(pk=first)
        return services.call_next(session=session, now=minutes(1)).label

    came = at_once(leave, call)
    taken = [one for one in came if isinstance(one, str)]
    assert len(taken) == len(set(taken)) >= 1
    for error in came:
        assert isinstance(error, str | services.VisitChanged | services.CannotServe)
