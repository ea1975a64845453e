"""A hall gets busy and calm again, minute by minute, with the clock in hand."""

from __future__ import annotations

import datetime as dt

import pytest

from core.notifications.models import Notification
from halls.premises.models import Premises
from halls.queue.choices import PauseReason
from halls.queue.models import Visit
from halls.queue.services import call_next, not_here, pause, recall
from halls.rush import services
from halls.rush.choices import Ended, EntryKind, Silence, StepKind, Trigger
from halls.rush.models import Emergency, EmergencyEntry, RushRule
from halls.rush.selectors import hall_now
from halls.rush.services import Wanted
from halls.tests.factories import MORNING, a_hall, a_rule, a_session, a_visit, minutes
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
SECOND = dt.timedelta(seconds=1)


def a_rush_rule(hall: Premises, **wanted: int) -> RushRule:
    return RushRule.objects.create(unit=hall.unit, valid_from=dt.date(2011, 1, 1), made_at=MORNING, **wanted)


def a_queue(hall: Premises, *, at: dict[float, int]) -> None:
    """So many numbers at each of these minutes after nine."""
    for minute, count in at.items():
        for _number in range(count):
            a_visit(hall, now=minutes(minute))


@pytest.fixture
def hall() -> Premises:
    """Ten minutes are the limit; the share counts from five numbers, five calm minutes end it."""
    hall = a_hall()
    a_rule(hall.unit)
    a_rush_rule(hall, share_tickets=5, calm_minutes=5, escalate_minutes=20)
    return hall


def test_it_opens_at_the_moment_the_share_passes_ten_per_cent_and_not_before(hall):
    """S0-Q1: at minute ten one of ten is at its limit; a second later 10 % are over it; a second one opens it."""
    a_queue(hall, at={0: 1, 1: 1, 5: 8})
    for moment in (minutes(10), minutes(10) + SECOND, minutes(11)):
        assert services.sweep(now=moment) == 0
    assert hall_now(hall, now=minutes(11)).measured.over == 1
    assert services.sweep(now=minutes(11) + SECOND) == 1
    emergency = Emergency.objects.get()
    assert (emergency.trigger, emergency.waiting, emergency.over, emergency.tickets) == (Trigger.SHARE, 10, 2, 10)
    assert emergency.opened_by is None
    assert [step.kind for step in emergency.steps.all()] == [kind for kind in StepKind if kind != StepKind.OTHER]


def test_a_hall_without_a_limit_never_opens_by_share_and_says_why():
    hall = a_hall()
    a_rush_rule(hall, share_tickets=1)
    a_queue(hall, at={0: 40})
    assert services.sweep(now=minutes(400)) == 0
    assert hall_now(hall, now=minutes(400)).silence == Silence.NO_LIMIT
    assert hall_now(hall, now=minutes(400)).measured.over is None


def test_a_hall_without_a_rule_opens_only_by_hand():
    hall = a_hall()
    a_rule(hall.unit)
    a_queue(hall, at={0: 40})
    assert services.sweep(now=minutes(400)) == 0
    assert hall_now(hall, now=minutes(400)).silence == Silence.NO_RULE


def test_a_second_sweep_opens_nothing_more_and_tells_nobody_twice(hall):
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    district = a_person(Role.DISTRICT_MANAGER, at=hall.unit)
    a_queue(hall, at={0: 5})
    assert services.sweep(now=minutes(11)) == 1
    assert services.sweep(now=minutes(11)) == 0
    assert services.sweep(now=minutes(12)) == 0
    told = Notification.objects.filter(kind="emergency.opened_share")
    assert {notice.recipient_id for notice in told} == {manager.pk, district.pk}
    assert told.count() == 2
    assert all(notice.urgent for notice in told)


def test_only_those_over_the_hall_are_told(hall):
    stranger = a_person(Role.HALL_MANAGER, at=a_hall("春秋北路营业厅").unit)
    a_queue(hall, at={0: 5})
    services.sweep(now=minutes(11))
    assert not Notification.objects.filter(recipient=stranger).exists()


def all_come_at(minute: float) -> None:
    """As if everybody who waits had taken the number then."""
    Visit.objects.filter(pk__gt=0).update(arrived_at=minutes(minute), queued_at=minutes(minute))


def test_it_ends_by_rule_after_five_calm_minutes_and_begins_to_count_anew_when_busy_again(hall):
    a_queue(hall, at={0: 5})
    services.sweep(now=minutes(11))
    all_come_at(10)
    services.sweep(now=minutes(12))
    assert services.sweep(now=minutes(17) - SECOND) == 0
    all_come_at(1)
    services.sweep(now=minutes(17))
    all_come_at(16)
    services.sweep(now=minutes(18))
    assert services.sweep(now=minutes(23) - SECOND) == 0
    assert services.sweep(now=minutes(23)) == 1
    emergency = Emergency.objects.get()
    assert (emergency.ended, emergency.closed_at, emergency.closed_by) == (Ended.RULE, minutes(23), None)
    told = list(emergency.entries.values_list("kind", flat=True))
    assert told == [EntryKind.OPENED, EntryKind.CALM, EntryKind.BUSY, EntryKind.CALM, EntryKind.CLOSED]


def test_who_has_been_called_no_longer_waits(hall):
    a_queue(hall, at={0: 1, 8: 9})
    call_next(session=a_session(hall), now=minutes(9))
    assert services.sweep(now=minutes(12)) == 0


def test_those_above_are_told_once_when_it_lasts(hall):
    above = a_person(Role.SERVICE_MANAGER, at=hall.unit)
    a_queue(hall, at={0: 5})
    services.sweep(now=minutes(11))
    services.sweep(now=minutes(30))
    assert not Notification.objects.filter(recipient=above).exists()
    services.sweep(now=minutes(31))
    services.sweep(now=minutes(32))
    notice = Notification.objects.get(recipient=above)
    assert notice.params["since"] == "09:11"
    assert EmergencyEntry.objects.filter(kind=EntryKind.ESCALATED).count() == 1
    assert Emergency.objects.get().most_minutes == 32


def test_ended_by_hand_the_rule_is_silent_until_it_was_calm_once(hall):
    leader = a_person(Role.HALL_MANAGER, at=hall.unit)
    a_queue(hall, at={0: 5})
    services.sweep(now=minutes(11))
    services.close_emergency(emergency=Emergency.objects.get(), result="已增开两个台席", by=leader, now=minutes(12))
    assert services.sweep(now=minutes(13)) == 0
    all_come_at(14)
    assert services.sweep(now=minutes(15)) == 0
    assert services.sweep(now=minutes(25)) == 1
    assert Emergency.objects.count() == 2


def test_opened_by_hand_it_is_ended_by_hand_or_by_the_night(hall):
    leader = a_person(Role.HALL_MANAGER, at=hall.unit)
    services.open_by_hand(premises=hall, words="发薪日", by=leader, now=minutes(0))
    assert services.sweep(now=minutes(300)) == 0
    assert services.sweep(now=MORNING + dt.timedelta(days=1)) == 1
    assert Emergency.objects.get().ended == Ended.NIGHT


def test_a_night_far_away_ends_by_the_clock_of_the_hall(hall):
    """23:30 in Shanghai is the same day there, whatever day the server has."""
    a_queue(hall, at={0: 5})
    services.sweep(now=minutes(11))
    Visit.objects.filter(pk__gt=0).delete()
    assert services.sweep(now=dt.datetime(2011, 1, 17, 15, 30, tzinfo=dt.UTC)) == 0
    assert services.sweep(now=dt.datetime(2011, 1, 17, 16, 1, tzinfo=dt.UTC)) == 1
    assert Emergency.objects.get().ended == Ended.NIGHT


def test_the_nearest_rule_counts_and_a_correction_of_the_same_day_is_the_last_word(hall):
    a_rush_rule(hall, queue_length=3)
    a_queue(hall, at={0: 3})
    assert services.sweep(now=minutes(1)) == 1
    assert Emergency.objects.get().trigger == Trigger.QUEUE


def test_the_sweep_asks_as_much_for_one_hall_as_for_many(hall, django_assert_max_num_queries):
    for number in range(12):
        other = a_hall(f"厅{number}")
        a_queue(other, at={0: 2})
    with django_assert_max_num_queries(9):
        services.sweep(now=minutes(1))


def test_the_next_morning_asks_for_a_line_once(hall):
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    services.open_by_hand(premises=hall, words="发薪日", by=manager, now=minutes(0))
    emergency = Emergency.objects.get()
    services.close_emergency(emergency=emergency, result="平稳", by=manager, now=minutes(50))
    assert services.ask_reviews(now=minutes(60)) == 0
    morning = MORNING + dt.timedelta(days=1)
    assert services.ask_reviews(now=morning) == 1
    assert services.ask_reviews(now=morning) == 0
    services.review_emergency(emergency=emergency, review="增开台席见效快", by=manager, now=morning)
    assert services.ask_reviews(now=morning + dt.timedelta(days=1)) == 0


def test_many_emergencies_nobody_looked_back_on_keep_no_other_from_being_asked_for(hall, monkeypatch):
    """Two a morning: asked ones count no more, nor does a hall that nobody leads; after two weeks none is asked."""
    monkeypatch.setattr("halls.rush.services.ending.MOST_AT_ONCE", 2)
    manager = a_person(Role.HALL_MANAGER, at=hall.unit)
    alone = a_hall("无人营业厅")
    for day in range(6):
        at = minutes(0) + dt.timedelta(days=day)
        services.open_by_hand(premises=alone if day == 0 else hall, words="发薪日", by=manager, now=at)
        services.close_emergency(emergency=Emergency.objects.open().get(), result="平稳", by=manager, now=at)
    mornings = [MORNING + dt.timedelta(days=day) for day in (7, 8, 9, 10)]
    assert [services.ask_reviews(now=now) for now in mornings] == [2, 2, 1, 0]
    asked = Notification.objects.filter(kind="emergency.review", recipient=manager).order_by("pk")
    assert [one.params["day"] for one in asked] == [f"2011-01-{day}" for day in (18, 19, 20, 21, 22)]
    Notification.objects.all().delete()
    assert services.ask_reviews(now=MORNING + dt.timedelta(days=30)) == 0


def test_what_is_set_is_a_new_rule_and_holds_from_its_day():
    hall = a_hall()
    leader = a_person(Role.SERVICE_MANAGER, at=hall.unit)
    first = services.set_rush_rule(
        unit=hall.unit, valid_from=MORNING.date(), wanted=Wanted(queue_length=20), by=leader, now=MORNING
    )
    services.set_rush_rule(
        unit=hall.unit, valid_from=MORNING.date(), wanted=Wanted(queue_length=8), by=leader, now=MORNING
    )
    first.refresh_from_db()
    assert first.queue_length == 20
    assert hall_now(hall, now=MORNING).rule.queue_length == 8
    with pytest.raises(services.CannotSetRush):
        services.set_rush_rule(unit=hall.unit, valid_from=dt.date(2011, 1, 16), wanted=Wanted(), by=leader, now=MORNING)


def test_a_closed_hall_opens_no_emergency_and_its_leftovers_wait_no_longer(hall):
    """Six o'clock is when the doors close; those who were forgotten in the queue crowd nobody."""
    a_queue(hall, at={8.5 * 60: 5})
    for late in (9 * 60, 12 * 60):
        assert services.sweep(now=minutes(late)) == 0
    assert hall_now(hall, now=minutes(12 * 60)).measured.longest_seconds == 30 * 60
    assert not Emergency.objects.exists()


def test_who_was_called_before_does_not_count_as_waiting_too_long(hall):
    session = a_session(hall)
    a_queue(hall, at={0: 5})
    for _number in range(5):
        visit = call_next(session=session, now=minutes(1))
        recall(visit=visit, session=session, now=minutes(1))
        not_here(visit=visit, session=session, now=minutes(2))
    measured = hall_now(hall, now=minutes(30)).measured
    assert (measured.waiting, measured.over, measured.longest_seconds) == (5, 0, 0)
    assert services.sweep(now=minutes(30)) == 0


def test_a_counter_that_rests_is_not_open(hall):
    session = a_session(hall)
    a_session(hall, "2")
    pause(session=session, reason=PauseReason.MEAL, now=minutes(1))
    assert hall_now(hall, now=minutes(2)).measured.open_counters == 1
