"""What a queue looks like at a moment."""

from __future__ import annotations

import itertools

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from halls.premises.models import Counter
from halls.queue import selectors, services
from halls.queue.choices import PauseReason
from halls.queue.models import Visit
from halls.tests.factories import a_hall, a_rule, a_session, a_visit, minutes

pytestmark = pytest.mark.django_db


def test_every_act_moves_the_fingerprint():
    hall = a_hall()
    seen = [selectors.fingerprint(hall)]

    def moved() -> None:
        seen.append(selectors.fingerprint(hall))

    session = a_session(hall)
    moved()
    a_visit(hall)
    moved()
    visit = services.call_next(session=session, now=minutes(1))
    moved()
    services.recall(visit=visit, session=session, now=minutes(2))
    moved()
    services.start(visit=visit, session=session, now=minutes(2))
    moved()
    services.hold(visit=visit, session=session, now=minutes(3))
    moved()
    services.resume(visit=visit, session=session, now=minutes(4))
    moved()
    services.finish(visit=visit, session=session, now=minutes(5))
    moved()
    services.pause(session=session, reason=PauseReason.MEAL, now=minutes(6))
    moved()
    services.go_on(session=session, now=minutes(7))
    moved()
    services.sign_off(session=session, now=minutes(8))
    moved()
    assert all(one != following for one, following in itertools.pairwise(seen))


def test_a_number_knows_its_place_and_when_its_turn_may_come():
    hall = a_hall()
    session = a_session(hall)
    served = a_visit(hall, now=minutes(0))
    services.call_next(session=session, now=minutes(1))
    served.refresh_from_db()
    first, second = a_visit(hall, now=minutes(2)), a_visit(hall, now=minutes(3))
    other = a_visit(hall, prefix="B", now=minutes(3))
    assert selectors.place_of(second, now=minutes(4)) == selectors.Place(1, None), "nobody was served yet"
    services.start(visit=served, session=session, now=minutes(4))
    services.finish(visit=served, session=session, now=minutes(9))
    assert selectors.place_of(first, now=minutes(9)) == selectors.Place(0, 5)
    assert selectors.place_of(second, now=minutes(9)) == selectors.Place(1, 10)
    assert selectors.place_of(other, now=minutes(9)) == selectors.Place(2, 15), "one counter calls both services"
    urgent = a_visit(hall, now=minutes(9), priority=2)
    assert selectors.place_of(urgent, now=minutes(9)).ahead == 0
    assert selectors.place_of(first, now=minutes(9)).ahead == 1
    assert selectors.place_of(Visit.objects.get(pk=served.pk), now=minutes(9)) is None


def test_a_counter_that_rests_or_serves_something_else_makes_no_turn_come_sooner():
    hall = a_hall()
    session, other = a_session(hall), a_session(hall, "2")
    for place in range(2):
        a_visit(hall, now=minutes(place))
    visit = services.call_next(session=session, now=minutes(2))
    services.start(visit=visit, session=session, now=minutes(2))
    services.finish(visit=visit, session=session, now=minutes(12))
    waiting = Visit.objects.waiting().get()
    assert selectors.place_of(waiting, now=minutes(12)).minutes == 5
    services.pause(session=other, reason=PauseReason.MEAL, now=minutes(12))
    assert selectors.place_of(waiting, now=minutes(12)).minutes == 10
    services.go_on(session=other, now=minutes(13))
    Counter.objects.get(name="2").services.set([hall.services.get(prefix="B")])
    assert selectors.place_of(waiting, now=minutes(13)).minutes == 10


def test_the_board_asks_the_same_number_of_questions_however_many_wait(django_assert_num_queries):
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10)
    session = a_session(hall)
    a_session(hall, "2")
    for place in range(12):
        a_visit(hall, prefix="AB"[place % 2], now=minutes(place))
    services.call_next(session=session, now=minutes(12))
    now = minutes(15)
    with django_assert_num_queries(4):
        queues = selectors.service_queues(hall, now=now)
    assert [(one.service.prefix, one.waiting, one.longest_seconds, one.over_limit) for one in queues] == [
        ("A", 5, 13 * 60, 2),
        ("B", 6, 14 * 60, 2),
    ]
    with django_assert_num_queries(4):
        counters = selectors.counters_now(hall, now=now)
    assert [(one.counter.name, one.is_open, one.visit and one.visit.label) for one in counters] == [
        ("1", True, "A001"),
        ("2", True, None),
        ("3", False, None),
    ]


def test_everybody_who_is_called_first_stands_before_a_number():
    """Counters that serve every service call in one line: a number of another service comes first as well."""
    hall = a_hall()
    session = a_session(hall)
    for place in range(2):
        a_visit(hall, now=minutes(place))
    mine = a_visit(hall, prefix="B", now=minutes(3))
    assert selectors.place_of(mine, now=minutes(4)).ahead == 2
    Counter.objects.get(name="1").services.set([hall.services.get(prefix="A")])
    Counter.objects.get(name="2").services.set([hall.services.get(prefix="B")])
    a_session(hall, "2")
    assert selectors.place_of(mine, now=minutes(4)).ahead == 0
    services.sign_off(session=session, now=minutes(4))


def test_a_queue_of_a_service_counts_neither_the_evening_nor_those_who_were_called():
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10, recalls=1)
    session = a_session(hall)
    a_visit(hall, now=minutes(0))
    visit = services.call_next(session=session, now=minutes(1))
    services.not_here(visit=visit, session=session, now=minutes(2))
    one = selectors.service_queues(hall, now=minutes(60))[0]
    assert (one.waiting, one.longest_seconds, one.over_limit) == (1, 0, 0)
    a_visit(hall, now=minutes(8 * 60))
    assert selectors.service_queues(hall, now=minutes(14 * 60))[0].longest_seconds == 60 * 60


def test_a_service_that_is_offered_no_more_is_listed_while_somebody_waits_for_it():
    hall = a_hall()
    a_visit(hall, prefix="B")
    hall.services.update(is_active=False)
    assert [(one.service.prefix, one.waiting) for one in selectors.service_queues(hall, now=minutes(1))] == [("B", 1)]


def test_what_lives_is_found_without_the_days_that_are_over():
    """A press costs the same after years: the index of live numbers, or the counter's own day, is read."""
    hall = a_hall()
    session = a_session(hall)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # which reads a table of one page whole
    assert "visit_live" in Visit.objects.of(hall).live().explain()
    with CaptureQueriesContext(connection) as asked:
        selectors.visit_at(session)
    assert "business_day" in asked[0]["sql"]
