"""A number from taking it to leaving: each act, what it refuses, and what it leaves behind."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from core.audit.models import AuditEntry
from core.models import NumberSeries
from halls.premises.models import Counter
from halls.queue import services
from halls.queue.choices import Origin, Outcome, PauseReason, SessionEnd, VisitState
from halls.queue.models import CounterSession, SessionPause, Visit
from halls.queue.services import taking
from halls.tests.factories import MORNING, a_clerk, a_hall, a_rule, a_session, a_visit, minutes

pytestmark = pytest.mark.django_db


def story(visit: Visit) -> list[tuple[str, str]]:
    return list(visit.segments.values_list("kind", "entered"))


def test_a_number_is_taken_called_served_and_finished():
    hall = a_hall()
    session = a_session(hall)
    taken = a_visit(hall, now=MORNING)
    assert (taken.label, taken.business_day, taken.state) == ("A001", dt.date(2011, 1, 17), VisitState.WAITING)
    visit = services.call_next(session=session, now=minutes(7))
    assert visit == taken
    assert (visit.wait_seconds, visit.counter, visit.staff) == (420, session.counter, session.staff)
    services.start(visit=visit, session=session, now=minutes(8))
    services.finish(visit=visit, session=session, now=minutes(13))
    kept = Visit.objects.get()
    assert (kept.state, kept.outcome) == (VisitState.ENDED, Outcome.SERVED)
    assert (kept.wait_seconds, kept.serve_wait_seconds, kept.serve_seconds) == (420, 480, 300)
    assert story(kept) == [("waiting", "arrived"), ("called", ""), ("serving", "")]
    assert not kept.segments.filter(ended_at=None).exists()


def test_numbers_run_by_service_and_day():
    hall = a_hall()
    assert [a_visit(hall).label, a_visit(hall).label, a_visit(hall, prefix="B").label] == ["A001", "A002", "B001"]
    assert a_visit(hall, now=MORNING + dt.timedelta(days=1)).label == "A001"


def test_no_number_outside_the_hours_for_a_foreign_service_or_beyond_the_days_most():
    hall, other = a_hall(), a_hall("新登营业厅")
    with pytest.raises(services.CannotTake, match="closed now"):
        a_visit(hall, now=MORNING - dt.timedelta(hours=2))
    with pytest.raises(services.CannotTake, match="does not offer"):
        services.take_number(premises=hall, service=other.services.get(prefix="A"), origin=Origin.KIOSK, now=MORNING)
    hall.kiosk_daily_most = 1
    a_visit(hall)
    with pytest.raises(services.CannotTake, match="given out"):
        a_visit(hall)
    assert Visit.objects.count() == 1


def test_priority_comes_first_then_who_came_first():
    hall = a_hall()
    session = a_session(hall)
    first, second = a_visit(hall, now=minutes(0)), a_visit(hall, now=minutes(1))
    urgent = a_visit(hall, prefix="B", now=minutes(2), priority=2)
    called = []
    for minute in (3, 4, 5):
        visit = services.call_next(session=session, now=minutes(minute))
        called.append(visit)
        services.start(visit=visit, session=session, now=minutes(minute))
        services.finish(visit=visit, session=session, now=minutes(minute))
    assert called == [urgent, first, second]
    with pytest.raises(services.NobodyWaits):
        services.call_next(session=session, now=minutes(6))


def test_a_counter_with_services_of_its_own_calls_only_these():
    hall = a_hall()
    Counter.objects.get(name="1").services.set([hall.services.get(prefix="B")])
    session = a_session(hall)
    a_visit(hall)
    with pytest.raises(services.NobodyWaits):
        services.call_next(session=session, now=minutes(1))
    mine = a_visit(hall, prefix="B", now=minutes(1))
    assert services.call_next(session=session, now=minutes(2)) == mine


def test_a_counter_that_has_a_number_calls_no_other(django_assert_num_queries):
    """H02, in the act and in the database."""
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall)
    waiting = a_visit(hall)
    services.call_next(session=session, now=minutes(1))
    with pytest.raises(services.CounterBusy, match="A001"):
        services.call_next(session=session, now=minutes(2))
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.filter(pk=waiting.pk).update(
            state=VisitState.CALLED, counter=session.counter, staff=session.staff
        )


def test_nothing_happens_out_of_order():
    """H03: finished before called, called before taken."""
    hall = a_hall()
    session, other = a_session(hall), a_session(hall, "2")
    visit = a_visit(hall)
    for act in (services.start, services.finish, services.hold, services.not_here):
        with pytest.raises(services.CannotServe):
            act(visit=visit, session=session, now=minutes(1))
    visit = services.call_next(session=session, now=minutes(1))
    with pytest.raises(services.CannotServe):
        services.start(visit=visit, session=other, now=minutes(2))
    with pytest.raises(services.CannotServe):
        services.leave(visit=visit, now=minutes(2))
    services.start(visit=visit, session=session, now=minutes(2))
    services.finish(visit=visit, session=session, now=minutes(3))
    with pytest.raises(services.CannotServe):
        services.finish(visit=visit, session=session, now=minutes(4))


def test_a_clock_set_back_makes_no_negative_time():
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall, now=minutes(10))
    visit = services.call_next(session=session, now=minutes(5))
    services.start(visit=visit, session=session, now=minutes(4))
    services.finish(visit=visit, session=session, now=minutes(3))
    visit.refresh_from_db()
    assert (visit.wait_seconds, visit.serve_seconds, visit.ended_at) == (0, 0, minutes(10))


def test_who_read_the_number_before_is_refused():
    hall = a_hall()
    session = a_session(hall)
    stale = a_visit(hall)
    visit = services.call_next(session=session, now=minutes(1))
    with pytest.raises(services.VisitChanged):
        services.call_this(visit=stale, session=a_session(hall, "2"), now=minutes(1))
    again = Visit.objects.get(pk=visit.pk)
    services.recall(visit=visit, session=session, now=minutes(6))
    with pytest.raises(services.VisitChanged):
        services.start(visit=again, session=session, now=minutes(2))


def test_nobody_comes_the_number_goes_back_and_then_expires():
    hall = a_hall()
    a_rule(hall.unit, recalls=2, places_back=2, put_back_most=1)
    session = a_session(hall)
    absent = a_visit(hall, now=minutes(0))
    others = [a_visit(hall, now=minutes(place)) for place in (1, 2, 3)]
    visit = services.call_next(session=session, now=minutes(5))
    with pytest.raises(services.CannotServe, match="2 times"):
        services.not_here(visit=visit, session=session, now=minutes(6))
    services.recall(visit=visit, session=session, now=minutes(6))
    services.not_here(visit=visit, session=session, now=minutes(7))
    in_turn = list(Visit.objects.waiting().in_turn())
    assert in_turn == [others[0], others[1], absent, others[2]]
    assert Visit.objects.get(pk=absent.pk).wait_seconds == 300, "the wait to the first call stays"
    for other in others[:2]:
        services.leave(visit=other, now=minutes(8))
    visit = services.call_next(session=session, now=minutes(9))
    assert visit == absent
    services.recall(visit=visit, session=session, now=minutes(9))
    services.not_here(visit=visit, session=session, now=minutes(10))
    assert Visit.objects.get(pk=absent.pk).outcome == Outcome.NO_SHOW
    assert [entered for kind, entered in story(absent) if kind == "waiting"] == ["arrived", "put_back"]


def test_holding_frees_the_counter_and_does_not_count_as_service():
    hall = a_hall()
    session, other = a_session(hall), a_session(hall, "2")
    a_visit(hall)
    following = a_visit(hall)
    visit = services.call_next(session=session, now=minutes(1))
    services.start(visit=visit, session=session, now=minutes(1))
    services.hold(visit=visit, session=session, now=minutes(3), note="去复印身份证")
    assert services.call_next(session=session, now=minutes(3)) == following
    with pytest.raises(services.CounterBusy):
        services.resume(visit=visit, session=session, now=minutes(9))
    services.resume(visit=visit, session=other, now=minutes(10))
    services.finish(visit=visit, session=other, now=minutes(14))
    visit.refresh_from_db()
    assert visit.serve_seconds == (2 + 4) * 60
    assert visit.counter == other.counter


def test_another_service_is_added_without_a_new_number():
    hall = a_hall()
    session = a_session(hall)
    visit = a_visit(hall)
    visit = services.call_next(session=session, now=minutes(1))
    services.start(visit=visit, session=session, now=minutes(2))
    services.add_service(visit=visit, service=hall.services.get(prefix="B"), session=session, now=minutes(4))
    services.finish(visit=visit, session=session, now=minutes(7))
    served = visit.segments.filter(kind="serving").values_list("service__prefix", flat=True)
    assert list(served) == ["A", "B"]
    assert Visit.objects.get().serve_seconds == 300


def test_a_transferred_number_keeps_its_place_in_line():
    hall = a_hall()
    session, other = a_session(hall), a_session(hall, "2")
    Counter.objects.get(name="2").services.set([hall.services.get(prefix="B")])
    a_visit(hall, now=minutes(0))
    a_visit(hall, prefix="B", now=minutes(1))
    visit = services.call_next(session=session, now=minutes(2))
    services.start(visit=visit, session=session, now=minutes(3))
    with pytest.raises(services.CannotServe, match="already"):
        services.transfer(visit=visit, service=visit.service, session=session, now=minutes(4))
    services.transfer(visit=visit, service=hall.services.get(prefix="B"), session=session, now=minutes(5))
    assert services.call_next(session=other, now=minutes(6)) == visit
    kept = Visit.objects.get(pk=visit.pk)
    assert (kept.wait_seconds, kept.serve_wait_seconds) == (120, 180), "the first call and the first service count"


def test_a_number_taken_out_is_on_the_trail_with_its_reason():
    hall = a_hall()
    visit, clerk = a_visit(hall), a_clerk(hall)
    with pytest.raises(services.CannotServe, match="Say why"):
        services.remove(visit=visit, reason=" ", by=clerk, now=minutes(1))
    services.remove(visit=visit, reason="重复取号", by=clerk, now=minutes(1))
    assert Visit.objects.get().outcome == Outcome.REMOVED
    assert AuditEntry.objects.get(verb="visit.removed").data["reason"] == "重复取号"


def test_one_person_at_a_counter_and_one_counter_a_person():
    hall = a_hall()
    session = a_session(hall)
    clerk = a_clerk(hall)
    with pytest.raises(services.CannotSit, match="sits at this counter"):
        services.open_session(counter=session.counter, by=clerk, now=minutes(1))
    with pytest.raises(services.CannotSit, match="still signed on"):
        services.open_session(counter=Counter.objects.get(name="2"), by=session.staff, now=minutes(1))
    services.open_session(counter=session.counter, by=clerk, now=minutes(2), take_over=True)
    session.refresh_from_db()
    assert (session.end, session.closed_at) == (SessionEnd.TAKEN_OVER, minutes(2))
    with pytest.raises(services.CannotSit, match="no longer"):
        services.call_next(session=session, now=minutes(3))


def test_nobody_rests_or_leaves_with_a_number_at_the_counter():
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall)
    visit = services.call_next(session=session, now=minutes(1))
    for act in (
        lambda: services.pause(session=session, reason=PauseReason.MEAL, now=minutes(2)),
        lambda: services.sign_off(session=session, now=minutes(2)),
    ):
        with pytest.raises(services.CannotSit):
            act()
    services.start(visit=visit, session=session, now=minutes(2))
    services.finish(visit=visit, session=session, now=minutes(3))
    services.pause(session=session, reason=PauseReason.MEAL, now=minutes(3))
    with pytest.raises(services.CannotSit, match="already"):
        services.pause(session=session, reason=PauseReason.BREAK, now=minutes(3))
    with pytest.raises(services.CannotCall, match="rests"):
        services.call_next(session=session, now=minutes(4))
    services.go_on(session=session, now=minutes(33))
    services.sign_off(session=session, now=minutes(40))
    rest = SessionPause.objects.get()
    assert (rest.started_at, rest.ended_at) == (minutes(3), minutes(33))
    assert CounterSession.objects.get().end == SessionEnd.SIGNED_OFF


def test_the_night_closes_what_is_left_and_never_as_served():
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall, now=minutes(0))
    waiting = a_visit(hall, now=minutes(60))
    visit = services.call_next(session=session, now=minutes(1))
    services.start(visit=visit, session=session, now=minutes(2))
    night = MORNING + dt.timedelta(hours=16)
    assert services.close_days(now=night) == 2
    assert services.close_days(now=night) == 0
    visit.refresh_from_db()
    waiting.refresh_from_db()
    closing = minutes(9 * 60)
    assert {(one.outcome, one.ended_at, one.is_exact) for one in (visit, waiting)} == {
        (Outcome.CLOSED_BY_SYSTEM, closing, False)
    }
    assert (visit.serve_seconds, waiting.wait_seconds) == (None, 8 * 3600)
    session.refresh_from_db()
    assert (session.end, session.closed_at) == (SessionEnd.CLOSED_BY_SYSTEM, closing)
    assert a_visit(hall, now=MORNING + dt.timedelta(days=1)).label == "A001"


def test_the_day_that_runs_is_not_closed():
    hall = a_hall()
    a_visit(hall)
    assert services.close_days(now=minutes(13 * 60)) == 0


def test_a_number_with_priority_that_nobody_came_for_lets_others_pass_too():
    """Put back by two places means two others are called first, whatever priority the number had."""
    hall = a_hall()
    a_rule(hall.unit, recalls=1, places_back=2, put_back_most=1)
    session = a_session(hall)
    others = [a_visit(hall, prefix=prefix, now=minutes(place)) for place, prefix in enumerate("ABA")]
    absent = a_visit(hall, now=minutes(10), priority=2)
    visit = services.call_next(session=session, now=minutes(11))
    assert visit == absent
    services.not_here(visit=visit, session=session, now=minutes(12))
    called = []
    for minute in (13, 14, 15):
        visit = services.call_next(session=session, now=minutes(minute))
        called.append(visit)
        services.start(visit=visit, session=session, now=minutes(minute))
        services.finish(visit=visit, session=session, now=minutes(minute))
    assert called == [*others[:2], absent]
    assert Visit.objects.get(pk=absent.pk).wait_seconds == 60


def test_a_press_that_was_quicker_elsewhere_has_one_number_and_burns_none(monkeypatch):
    """Both sendings looked before either had taken: the second gives back the number that it had reserved."""
    hall = a_hall()
    said = {"premises": hall, "service": hall.services.get(prefix="A"), "origin": Origin.KIOSK, "now": MORNING}
    first = services.take_number(press="one", **said)
    looked = iter([None, first])
    monkeypatch.setattr(taking, "by_press", lambda premises, press: next(looked))
    assert services.take_number(press="one", **said) == first
    monkeypatch.undo()
    assert services.take_number(press="two", **said).label == "A002"


def test_a_number_that_stands_already_is_an_error_and_no_press_of_somebody():
    hall = a_hall()
    visit = a_visit(hall)
    NumberSeries.objects.filter(name=taking.series(hall, visit.business_day, "A")).update(last=0)
    with pytest.raises(IntegrityError):
        a_visit(hall)
