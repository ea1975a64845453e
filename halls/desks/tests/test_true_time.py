"""What neither serves nor is open: rows that count for nothing, and what goes on after the last human act of a day."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.registry import is_called
from halls.desks.rules import Use
from halls.desks.selectors import day_uses, hall_halves, latest_day
from halls.desks.services import CannotSetBands, set_bands
from halls.desks.spans import day_span
from halls.desks.tests.factories import MONDAY, at, sat, served
from halls.premises.models import Premises
from halls.queue.choices import Outcome, SessionEnd
from halls.queue.models import SessionPause, Visit
from halls.tests.factories import a_hall

pytestmark = pytest.mark.django_db
EVENING = at("20:00")


@pytest.fixture
def hall() -> Premises:
    return a_hall("桂花西路营业厅")


def of_day(hall: Premises, *, now: dt.datetime = EVENING) -> Use:
    """The hall's day as pages of many halls have it; by counter and half-hour it is the same, or this fails."""
    whole = day_uses([hall.pk], day_span(MONDAY), now=now)[hall.pk, MONDAY]
    assert hall_halves(hall, day_span(MONDAY), now=now).whole == whole
    return whole


def forgotten(session, visit=None, *, at_night: str = "23:59") -> None:
    """The night close ends what was left: the session, and the number in service."""
    session.closed_at, session.end = at(at_night), SessionEnd.CLOSED_BY_SYSTEM
    session.save()
    if visit:
        Visit.objects.filter(pk=visit.pk).update(
            outcome=Outcome.CLOSED_BY_SYSTEM, ended_at=at(at_night), is_exact=False
        )
        visit.segments.update(ended_at=at(at_night))


def test_a_day_that_two_sources_tell_is_counted_once(hall):
    sat(hall.counters.get(name="1"), "10:00", "12:00")
    served(hall, "09:55", "10:00", "11:00", counter=hall.counters.get(name="1"))
    told_again = served(hall, "09:55", "10:00", "11:00")
    told_again.counter, told_again.is_counted = hall.counters.get(name="1"), False
    told_again.save()
    assert of_day(hall) == Use(3600, 7200)


def test_the_last_day_is_none_that_counts_for_nothing(hall):
    later = served(hall, "09:55", "10:00", "11:00")
    Visit.objects.filter(pk=later.pk).update(is_counted=False)
    assert latest_day(Premises.objects.all()) is None


def test_what_is_being_served_counts_until_now_like_the_counter_that_is_open(hall):
    counter = hall.counters.get(name="1")
    sat(counter, "10:00", None)
    visit = served(hall, "09:55", "10:00", "11:00", counter=counter)
    visit.segments.update(ended_at=None)
    assert of_day(hall, now=at("10:30")) == Use(1800, 1800)


def test_after_the_last_human_act_a_counter_neither_serves_nor_is_open(hall):
    counter = hall.counters.get(name="1")
    session = sat(counter, "09:00", "12:00")
    served(hall, "09:00", "09:00", "09:30", counter=counter)
    left = served(hall, "09:30", "10:00", "11:00", counter=counter)
    forgotten(session, left)
    assert of_day(hall) == Use(30 * 60, 60 * 60)


def test_whoever_rested_and_never_came_back_was_open_until_the_rest(hall):
    counter = hall.counters.get(name="1")
    session = sat(counter, "09:00", "12:00", rest=("11:00", "11:30"))
    SessionPause.objects.update(ended_at=at("23:59"))
    forgotten(session)
    assert of_day(hall) == Use(0, 2 * 60 * 60)


def test_the_day_that_is_over_is_the_hall_s_and_not_greenwich_s(hall):
    """At seven in the morning in China the day before is still on in Greenwich."""
    morning = dt.datetime(2026, 3, 2, 23, tzinfo=dt.UTC)
    said = {"idle_until": 40, "relatively_idle_until": 50, "saturated_until": 60, "by": None}
    with pytest.raises(CannotSetBands) as refused:
        set_bands(unit=hall.unit, valid_from=dt.date(2026, 3, 2), now=morning, **said)
    assert refused.value.field == "note"


@pytest.mark.parametrize(
    ("verb", "keys"),
    [
        ("desk_bands.set", ["valid_from", "idle_until", "relatively_idle_until", "saturated_until", "note"]),
        (
            "agent_goal.set",
            ["valid_from", "talk_from", "talk_until", "calls_a_day", "minutes_a_call", "wording", "reason", "former"],
        ),
        ("staffing_plan.saved", ["valid_from", "is_one_day", "days_counted"]),
        ("matter.struck", ["reason"]),
    ],
)
def test_the_trail_has_words_for_what_it_keeps(verb, keys):
    assert [key for key in keys if not is_called(key, verb=verb)] == []
