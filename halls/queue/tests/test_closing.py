"""The night close: each hall by its own clock, safe to repeat, never a service end."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.core.management import call_command
from django.db.models import F

from core.audit.models import AuditEntry
from core.refusals import Refusal
from core.tests.writers import alone, at_once
from halls.premises.models import Premises
from halls.queue import services
from halls.queue.choices import Outcome, PauseReason, SessionEnd, VisitState
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from halls.queue.services import moving
from halls.queue.tasks import close_days
from halls.tests.factories import MORNING, a_hall, a_session, a_visit, minutes

NEXT_DAY = MORNING + dt.timedelta(hours=16)
"""An hour after midnight."""
CLOSING = minutes(9 * 60)
several = [pytest.mark.usefixtures("several_writers"), pytest.mark.django_db(transaction=True)]


def test_each_hall_ends_its_day_by_its_own_clock(db):
    here, west = a_hall(), a_hall("西部营业厅")
    west.time_zone = "Asia/Urumqi"
    west.save(update_fields=["time_zone"])
    a_visit(here, now=minutes(90))
    a_visit(west, now=minutes(150))
    midnight = MORNING + dt.timedelta(hours=15)
    assert services.close_days(now=midnight - dt.timedelta(seconds=1)) == 0
    assert services.close_days(now=midnight) == 1
    assert Visit.objects.live().get().premises == west
    assert services.close_days(now=midnight + dt.timedelta(hours=2)) == 1


def test_after_a_long_sleep_every_day_that_was_missed_is_closed(db):
    hall = a_hall()
    for day in range(3):
        a_visit(hall, now=MORNING + dt.timedelta(days=day))
    assert services.close_days(now=MORNING + dt.timedelta(days=3)) == 3
    days = [entry.data["day"] for entry in AuditEntry.objects.filter(verb="visit.day_closed").order_by("pk")]
    assert days == ["2011-01-17", "2011-01-18", "2011-01-19"]
    assert not Visit.objects.exclude(ended_at__date=F("business_day")).exists()


def test_a_session_left_open_ends_with_what_was_last_done_and_its_rest_too(db):
    """Served after closing time, then a rest that nobody ended: no end lies before its beginning."""
    hall = a_hall()
    session = a_session(hall)
    a_visit(hall)
    late, later = CLOSING + dt.timedelta(minutes=10), CLOSING + dt.timedelta(minutes=20)
    visit = services.call_next(session=session, now=minutes(500))
    services.start(visit=visit, session=session, now=minutes(501))
    services.finish(visit=visit, session=session, now=late)
    services.pause(session=session, reason=PauseReason.CASH_UP, now=later)
    services.close_days(now=NEXT_DAY)
    session.refresh_from_db()
    assert (session.end, session.closed_at) == (SessionEnd.CLOSED_BY_SYSTEM, later)
    assert SessionPause.objects.get().ended_at == later
    assert Visit.objects.get().outcome == Outcome.SERVED


def test_the_command_and_the_schedule_close_the_same_and_nothing_twice(db, capsys, time_machine):
    hall = a_hall()
    a_visit(hall)
    time_machine.move_to(NEXT_DAY, tick=False)
    call_command("close_days", "--json")
    assert json.loads(capsys.readouterr().out) == {"closed": 1}
    close_days()
    call_command("close_days")
    assert capsys.readouterr().out == "0 numbers closed by the system.\n"
    assert AuditEntry.objects.filter(verb="visit.day_closed").count() == 1


def test_an_empty_night_asks_little_however_many_halls(db, django_assert_max_num_queries):
    for number in range(12):
        a_hall(f"第{number}营业厅")
    with django_assert_max_num_queries(4):
        services.close_days(now=NEXT_DAY)


class TestRaces:
    pytestmark = several

    SERVED = 6

    def a_late_hall(self) -> list[tuple[CounterSession, Visit]]:
        """Counters that still serve at midnight, and numbers that still wait."""
        hall = a_hall(counters=self.SERVED)
        found = []
        for counter in range(1, self.SERVED + 1):
            a_visit(hall)
            session = a_session(hall, str(counter))
            visit = services.call_next(session=session, now=minutes(1))
            services.start(visit=visit, session=session, now=minutes(2))
            found.append((session, visit))
        return found

    def finish_while_it_closes(self) -> tuple[int, int]:
        """How many a counter finished, and how many the night closed, both beginning together."""
        serving = alone(self.a_late_hall)
        acts = [
            lambda session=session, visit=visit: services.finish(visit=visit, session=session, now=NEXT_DAY)
            for session, visit in serving
        ]
        *finished, closed = at_once(*acts, lambda: services.close_days(now=NEXT_DAY))
        assert all(isinstance(one, Visit | Refusal) for one in finished), finished
        return sum(isinstance(one, Visit) for one in finished), closed

    def test_a_number_is_finished_or_closed_and_never_both(self):
        finished, closed = self.finish_while_it_closes()
        assert finished + closed == self.SERVED
        found = alone(lambda: sorted(Visit.objects.values_list("outcome", flat=True)))
        assert found == sorted([Outcome.SERVED] * finished + [Outcome.CLOSED_BY_SYSTEM] * closed)

    def test_the_twin_that_writes_without_looking_serves_what_the_night_has_closed(self, monkeypatch):
        """The counter's page was read before the close; without the comparison it writes over it."""
        serving = alone(self.a_late_hall)
        hall = alone(Premises.objects.get)

        def careless(visit, **columns):
            Visit.objects.filter(pk=visit.pk).update(**columns)

        def finish(place: int) -> Visit:
            session, visit = serving[place]
            return alone(lambda: services.finish(visit=visit, session=session, now=NEXT_DAY))

        alone(lambda: services.close_day(premises=hall, day=MORNING.date(), now=NEXT_DAY))
        with pytest.raises(services.VisitChanged):
            finish(0)
        monkeypatch.setattr(moving, "move", careless)
        finish(1)
        assert alone(lambda: Visit.objects.filter(outcome=Outcome.SERVED).count()) == 1

    def test_called_at_the_last_second_it_is_closed_all_the_same(self):
        def prepared() -> CounterSession:
            hall = a_hall()
            for _number in range(5):
                a_visit(hall)
            return a_session(hall)

        session = alone(prepared)
        last_second = MORNING + dt.timedelta(hours=15) - dt.timedelta(seconds=1)
        called, closed = at_once(
            lambda: services.call_next(session=session, now=last_second),
            lambda: services.close_days(now=NEXT_DAY),
        )
        assert isinstance(called, Visit | Refusal), called
        left = alone(lambda: services.close_days(now=NEXT_DAY))
        assert closed + left == 5
        assert alone(lambda: set(Visit.objects.values_list("state", "outcome"))) == {
            (VisitState.ENDED, Outcome.CLOSED_BY_SYSTEM)
        }
        assert alone(lambda: Segment.objects.filter(ended_at=None).count()) == 0

    def test_two_closes_at_once_close_each_number_once(self):
        alone(self.a_late_hall)
        close = [lambda: services.close_days(now=NEXT_DAY)] * 3
        came = at_once(*close)
        assert sum(came) == self.SERVED, came
        said = alone(lambda: [entry.data["count"] for entry in AuditEntry.objects.filter(verb="visit.day_closed")])
        assert sum(said) == self.SERVED
