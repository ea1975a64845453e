"""An act is done on the counter as it was seen: pressed twice it is done once, and who was taken over does nothing."""

from __future__ import annotations

import pytest

from halls.queue import services
from halls.queue.choices import PauseReason, VisitState
from halls.queue.models import CounterSession, Visit
from halls.queue.selectors import fingerprint
from halls.tests.factories import a_clerk, a_hall, a_session, a_visit, minutes

pytestmark = pytest.mark.django_db


def version_of(session: CounterSession) -> int:
    return CounterSession.objects.get(pk=session.pk).version


def test_a_press_that_arrives_twice_calls_once_even_when_the_first_number_is_done():
    hall = a_hall()
    session = a_session(hall)
    for place in range(2):
        a_visit(hall, now=minutes(place))
    seen = version_of(session)
    visit = services.call_next(session=session, now=minutes(3), seen=seen)
    services.start(visit=visit, session=session, now=minutes(4), seen=seen + 1)
    services.finish(visit=visit, session=session, now=minutes(5), seen=seen + 2)
    with pytest.raises(services.CounterMoved):
        services.call_next(session=session, now=minutes(6), seen=seen)
    assert Visit.objects.waiting().count() == 1
    assert services.call_next(session=session, now=minutes(6), seen=seen + 3).label == "A002"


def test_a_refused_act_leaves_the_page_as_good_as_it_was():
    hall = a_hall()
    session = a_session(hall)
    seen = version_of(session)
    with pytest.raises(services.NobodyWaits):
        services.call_next(session=session, now=minutes(1), seen=seen)
    a_visit(hall, now=minutes(2))
    assert services.call_next(session=session, now=minutes(3), seen=seen).label == "A001"


@pytest.mark.parametrize("act", ["recall", "start", "not_here", "finish", "hold", "call_next", "sign_off"])
def test_who_was_taken_over_does_nothing_any_more(act):
    hall = a_hall()
    gone = a_session(hall)
    visit = a_visit(hall)
    services.call_next(session=gone, now=minutes(1))
    visit.refresh_from_db()
    if act in ("finish", "hold"):
        services.start(visit=visit, session=gone, now=minutes(2))
    services.open_session(counter=gone.counter, by=a_clerk(hall), now=minutes(3), take_over=True)
    more = {} if act in ("call_next", "sign_off") else {"visit": visit}
    with pytest.raises(services.NotSigned):
        getattr(services, act)(session=gone, now=minutes(4), **more)
    assert Visit.objects.get().state == visit.state


def test_a_counter_that_rests_takes_nobody_off_hold():
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall)
    visit = services.call_next(session=session, now=minutes(1))
    services.start(visit=visit, session=session, now=minutes(2))
    services.hold(visit=visit, session=session, now=minutes(3))
    services.pause(session=session, reason=PauseReason.BREAK, now=minutes(4))
    with pytest.raises(services.CannotCall, match="rests"):
        services.resume(visit=visit, session=session, now=minutes(5))
    services.go_on(session=session, now=minutes(6))
    assert services.resume(visit=visit, session=session, now=minutes(7)).state == VisitState.SERVING


def test_boards_notice_that_one_counter_rests_just_as_another_goes_on():
    hall = a_hall()
    one, other = a_session(hall), a_session(hall, "2")
    services.pause(session=one, reason=PauseReason.BREAK, now=minutes(1))
    before = fingerprint(hall)
    services.go_on(session=one, now=minutes(2))
    services.pause(session=other, reason=PauseReason.MEAL, now=minutes(2))
    assert fingerprint(hall) != before
