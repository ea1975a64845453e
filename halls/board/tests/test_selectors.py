"""Halls as they are now: what is counted, and in how few questions."""

from __future__ import annotations

import datetime as dt

import pytest

from core.ui.choices import Status
from halls.board.presenter import board_of, hall_lines
from halls.board.selectors import figures_of, outcomes_of
from halls.premises.choices import DeviceKind
from halls.premises.models import Device, Premises
from halls.premises.services import add_device, pair_device
from halls.queue import services
from halls.queue.choices import Outcome, PauseReason
from halls.queue.models import Visit
from halls.tests.factories import MORNING, a_hall, a_rule, a_session, a_visit, minutes
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db


def figures(hall: Premises, *, now: dt.datetime):
    return figures_of([hall], now=now)[hall.pk]


def test_who_waits_beyond_the_limit_is_counted_and_whoever_was_called_in_time_is_not():
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10)
    session = a_session(hall)
    a_visit(hall, now=minutes(0))
    a_visit(hall, now=minutes(1))
    a_visit(hall, now=minutes(15))
    services.call_next(session=session, now=minutes(5))
    found = figures(hall, now=minutes(20))
    assert (found.waiting, found.longest_minutes, found.over_limit) == (2, 19, 1)
    assert (found.today, found.today_over) == (3, 1)


def test_todays_overtime_keeps_those_who_were_called_late_or_left():
    """All numbers of the day are the base (rule book 1.1)."""
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10)
    session = a_session(hall)
    for _number in range(3):
        a_visit(hall)
    late = services.call_next(session=session, now=minutes(11))
    services.start(visit=late, session=session, now=minutes(12))
    services.finish(visit=late, session=session, now=minutes(13))
    services.call_next(session=session, now=minutes(14))
    services.leave(visit=Visit.objects.waiting().get(), now=minutes(30))
    found = figures(hall, now=minutes(31))
    assert (found.today, found.today_over, found.waiting) == (3, 3, 0)
    assert outcomes_of(hall, now=minutes(31)) == {Outcome.SERVED: 1, Outcome.LEFT: 1, "": 1}


def test_a_number_that_was_put_back_after_a_call_in_time_is_not_counted_late_twice():
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10, recalls=1)
    session = a_session(hall)
    a_visit(hall)
    visit = services.call_next(session=session, now=minutes(11))
    services.not_here(visit=visit, session=session, now=minutes(12))
    found = figures(hall, now=minutes(13))
    assert (found.today, found.today_over) == (1, 1)


def test_without_a_rule_nothing_is_measured_and_with_one_of_the_branch_it_is():
    branch = a_unit("富阳分公司")
    hall = a_hall(under=branch)
    a_visit(hall)
    assert (figures(hall, now=minutes(60)).over_limit, figures(hall, now=minutes(60)).share) == (None, None)
    a_rule(branch, wait_minutes=30, rest_minutes=15)
    found = figures(hall, now=minutes(60))
    assert (found.over_limit, found.limit_minutes, found.rest_minutes) == (1, 30, 15)


def test_a_resting_counter_is_not_open_and_its_minutes_count():
    hall = a_hall()
    session = a_session(hall, "2")
    a_session(hall, "3")
    services.pause(session=session, reason=PauseReason.MEAL, now=minutes(5))
    found = figures(hall, now=minutes(21))
    assert (found.open_counters, found.counters, dict(found.rests)) == (1, 3, {"2": 16})


def test_a_machine_is_missed_while_the_hall_is_open_and_not_at_night():
    hall = a_hall()
    manager = a_person(Role.SERVICE_MANAGER, at=hall.unit)
    _device, code = add_device(premises=hall, kind=DeviceKind.DISPLAY, name="大屏", by=manager, now=MORNING)
    add_device(premises=hall, kind=DeviceKind.KIOSK, name="还没配对", by=manager, now=MORNING)
    pair_device(code=code, now=minutes(1))
    assert figures(hall, now=minutes(5)).unseen == {"大屏": 4}
    assert figures(hall, now=MORNING + dt.timedelta(hours=12)).unseen == {}
    Device.objects.filter(name="大屏").update(revoked_at=minutes(6))
    assert figures(hall, now=minutes(7)).unseen == {}


def test_yesterdays_numbers_are_on_no_board():
    hall = a_hall()
    a_visit(hall)
    tomorrow = MORNING + dt.timedelta(days=1)
    assert (figures(hall, now=tomorrow).waiting, figures(hall, now=tomorrow).today) == (0, 0)
    assert board_of(hall, now=tomorrow).waiting == []


def test_a_list_of_halls_asks_the_same_few_questions_however_many(django_assert_max_num_queries):
    branch = a_unit("富阳分公司")
    a_rule(branch)
    halls = [a_hall(f"第{number}营业厅", under=branch) for number in range(6)]
    for hall in halls:
        a_visit(hall)
        a_session(hall)
    rows = Premises.objects.select_related("unit").prefetch_related("unit__opening_hours")
    with django_assert_max_num_queries(9):
        lines = hall_lines(list(rows), now=minutes(20))
    assert len(lines) == 6
    assert all(line.figures.over_limit == 1 for line in lines)


def test_a_board_asks_the_same_few_questions_however_many_wait(django_assert_max_num_queries):
    hall = a_hall()
    for _number in range(40):
        a_visit(hall)
    for counter in ("1", "2", "3"):
        services.call_next(session=a_session(hall, counter), now=minutes(1))
    hall = Premises.objects.select_related("unit").get()
    with django_assert_max_num_queries(19):
        board = board_of(hall, now=minutes(20))
    assert (len(board.waiting), board.more_waiting) == (30, 7)


def test_numbers_left_over_in_the_evening_have_waited_until_the_hall_closed():
    """Nobody can be called after the doors close at six; until the night close their waits stand still."""
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=600)
    a_visit(hall, now=minutes(0))
    found = figures(hall, now=minutes(14 * 60))
    assert (found.longest_minutes, found.over_limit, found.today_over) == (9 * 60, 0, 0)
    assert [line.minutes for line in board_of(hall, now=minutes(14 * 60)).waiting] == [9 * 60]


def test_who_was_called_before_waits_again_and_is_not_over_the_limit_anew():
    """Rule book 1.1: a wait ends with the first call; what comes after is no wait of the queue."""
    hall = a_hall()
    a_rule(hall.unit, wait_minutes=10, recalls=1)
    session = a_session(hall)
    a_visit(hall, now=minutes(0))
    visit = services.call_next(session=session, now=minutes(2))
    services.not_here(visit=visit, session=session, now=minutes(3))
    a_visit(hall, now=minutes(55))
    board = board_of(hall, now=minutes(60))
    found = board.figures
    assert (found.waiting, found.longest_minutes, found.over_limit, found.today_over) == (2, 5, 0, 0)
    assert [(line.minutes, line.status) for line in board.waiting] == [(2, Status.ONTIME), (5, Status.ONTIME)]


def test_a_counter_serves_since_the_stretch_began_that_lasts():
    """Served an hour ago, on hold since, and back for two minutes: it has been served for two."""
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall, now=minutes(0))
    visit = services.call_next(session=session, now=minutes(1))
    services.start(visit=visit, session=session, now=minutes(1))
    services.hold(visit=visit, session=session, now=minutes(5))
    services.resume(visit=visit, session=session, now=minutes(60))
    assert board_of(hall, now=minutes(62)).counters[0].minutes == 2
