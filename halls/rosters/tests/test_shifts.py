"""Shifts are put on, moved and taken off; a published week takes a reason and people are told."""

from __future__ import annotations

import datetime as dt

import pytest

from core.audit.models import AuditEntry
from core.notifications.models import Notification
from core.versions import ChangedMeanwhile
from halls.rosters import services
from halls.rosters.choices import Conflict
from halls.rosters.models import RosterWeek, Shift
from halls.rosters.rules import Gap, Stretch
from halls.rosters.selectors import week_of
from halls.rosters.services import CannotPublish, CannotRoster, shifts
from halls.rosters.tests.factories import MONDAY, NOW, TUESDAY, Floor, a_floor, a_shift, published, seen
from halls.staffing.models import PlannedHalf, StaffingPlan
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.people.models import Posting
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
NEXT = MONDAY + dt.timedelta(weeks=1)


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def floor() -> Floor:
    return a_floor()


def moved(floor: Floor, shift: Shift, since: str, until: str, **more):
    usual = {"day": shift.day, "person": shift.person, "version": shift.version, "by": floor.head, "now": NOW}
    times = {"starts_at": dt.time.fromisoformat(since), "ends_at": dt.time.fromisoformat(until)}
    return services.move_shift(shift=shift, **usual | times | more)


def rule(floor: Floor, **said):
    return services.set_duty_rule(unit=floor.branch, valid_from=MONDAY, by=floor.head, now=NOW, **said)


def conflicts(floor: Floor, shift: Shift) -> list[Conflict]:
    return week_of(floor.hall, MONDAY).conflicts.get(shift.pk, [])


class TestDrafts:
    def test_several_a_day_by_the_halls_clock(self, floor):
        a_shift(floor, floor.first)
        a_shift(floor, floor.first, "13:00", "18:00", counter=floor.hall.counters.get(name="2"), post="值班")
        week = week_of(floor.hall, MONDAY)
        assert [str(one) for one in week.days[1].shifts] == ["2011-01-18 08:00–12:00", "2011-01-18 13:00–18:00"]
        assert {floor.first.pk, floor.second.pk} <= {person.pk for person in week.people}
        assert not Notification.objects.exists()

    def test_nobody_is_in_two_places(self, floor):
        other = a_hall("延安路营业厅", under=floor.branch)
        Posting.objects.create(
            person=floor.first, unit=other.unit, role=Role.COUNTER_STAFF, starts_on=dt.date(2000, 1, 1)
        )
        a_shift(floor, floor.first)
        with pytest.raises(CannotRoster, match="08:00–12:00, 桂花西路营业厅"):
            a_shift(floor, floor.first, "11:30", "15:00", hall=other)
        a_shift(floor, floor.first, "12:00", "15:00", hall=other)

    def test_who_is_not_posted_there_that_day_is_not_rostered(self, floor):
        stranger = a_person(Role.COUNTER_STAFF, at=floor.branch, name="沈强")
        with pytest.raises(CannotRoster, match="not posted"):
            a_shift(floor, stranger)

    def test_a_shift_ends_after_it_begins(self, floor):
        with pytest.raises(CannotRoster) as refused:
            a_shift(floor, floor.first, "12:00", "12:00")
        assert refused.value.field == "ends_at"

    def test_a_counter_of_another_hall_is_refused(self, floor):
        other = a_hall("延安路营业厅", under=floor.branch)
        with pytest.raises(CannotRoster, match="another hall"):
            a_shift(floor, floor.first, counter=other.counters.first())

    def test_who_read_it_before_it_was_moved_moves_nothing(self, floor):
        shift = a_shift(floor, floor.first)
        stale = seen(shift)
        moved(floor, shift, "09:00", "12:00")
        with pytest.raises(ChangedMeanwhile):
            moved(floor, stale, "10:00", "12:00")
        assert seen(shift).starts_at == dt.time(9)

    def test_without_the_version_the_later_time_would_be_lost(self, floor, monkeypatch):
        """The twin of the test above with its guard off: the stale time wins."""

        def unguarded(row, *, version, **columns):
            Shift.objects.filter(pk=row.pk).update(**columns)

        shift = a_shift(floor, floor.first)
        stale = seen(shift)
        moved(floor, shift, "09:00", "12:00")
        monkeypatch.setattr(shifts, "change_as_read", unguarded)
        moved(floor, stale, "10:00", "12:00")
        assert seen(shift).starts_at == dt.time(10)

    def test_one_taken_off_leaves_its_hours_free_and_stays_in_the_register(self, floor):
        shift = a_shift(floor, floor.first)
        services.remove_shift(shift=shift, version=shift.version, by=floor.head, now=NOW)
        a_shift(floor, floor.first)
        assert Shift.objects.count() == 2
        assert week_of(floor.hall, MONDAY).days[1].shifts[0].pk != shift.pk
        with pytest.raises(ChangedMeanwhile):
            services.remove_shift(shift=seen(shift), version=seen(shift).version, by=floor.head, now=NOW)

    def test_moved_into_another_week_it_counts_there(self, floor):
        shift = a_shift(floor, floor.first)
        moved(floor, shift, "08:00", "12:00", day=NEXT)
        assert week_of(floor.hall, MONDAY).shifts == []
        assert [one.pk for one in week_of(floor.hall, NEXT).shifts] == [shift.pk]
        assert seen(shift).week.monday == NEXT


class TestWhatSpeaksAgainstAShift:
    def test_nothing(self, floor):
        assert conflicts(floor, a_shift(floor, floor.first)) == []

    def test_outside_opening_hours(self, floor):
        assert conflicts(floor, a_shift(floor, floor.first, "07:30", "12:00")) == [Conflict.OUTSIDE]

    def test_no_longer_posted(self, floor):
        shift = a_shift(floor, floor.first)
        Posting.objects.filter(person=floor.first).update(ends_on=MONDAY)
        assert conflicts(floor, shift) == [Conflict.NOT_POSTED]

    def test_booked_twice_by_a_sheet_from_elsewhere(self, floor):
        shift = a_shift(floor, floor.first)
        Shift.objects.filter(pk=a_shift(floor, floor.first, "13:00", "15:00").pk).update(starts_at=dt.time(11))
        assert conflicts(floor, shift) == [Conflict.DOUBLE]

    @pytest.mark.parametrize(
        ("until", "said"),
        [
            (None, []),
            (TUESDAY, []),
            (MONDAY, [Conflict.EXPIRED]),
        ],
    )
    def test_a_certificate_counts_to_its_last_day(self, floor, until, said):
        rule(floor, certificate="上岗证")
        services.add_certificate(
            person=floor.first, kind="上岗证", until=until, unit=floor.hall.unit, by=floor.head, now=NOW
        )
        assert conflicts(floor, a_shift(floor, floor.first)) == said

    def test_without_any_certificate(self, floor):
        rule(floor, certificate="上岗证")
        assert conflicts(floor, a_shift(floor, floor.first)) == [Conflict.NO_CERTIFICATE]

    def test_a_renewed_certificate_is_enough(self, floor):
        rule(floor, certificate="上岗证")
        for until in (dt.date(2011, 12, 31), dt.date(2010, 12, 31)):
            services.add_certificate(
                person=floor.first, kind="上岗证", until=until, unit=floor.hall.unit, by=floor.head, now=NOW
            )
        assert conflicts(floor, a_shift(floor, floor.first)) == []


class TestNeedAndMinimum:
    def test_need_of_the_plan_stands_beside_who_is_there(self, floor):
        plan = StaffingPlan.objects.create(
            premises=floor.hall,
            weekday=1,
            valid_from=MONDAY,
            looked_from=MONDAY,
            looked_until=MONDAY,
            days_counted=1,
            visits_counted=1,
            handling_seconds=60,
            made_at=NOW,
        )
        for slot in (20, 21, 22):
            PlannedHalf.objects.create(plan=plan, slot=slot, arrivals=1, seats=2)
        a_shift(floor, floor.first)
        a_shift(floor, floor.second, "11:00", "12:00")
        day = week_of(floor.hall, MONDAY).days[1]
        assert day.need_stretches == [Stretch(20, 22, 1)]
        assert not week_of(floor.hall, MONDAY).days[2].has_need

    def test_a_minimum_holds_below_its_unit_until_a_hall_has_its_own(self, floor):
        rule(floor, noon_least=2, noon_from=dt.time(12), noon_until=dt.time(13))
        a_shift(floor, floor.first, "08:00", "18:00")
        assert week_of(floor.hall, MONDAY).days[1].least_gaps == [Gap(24, 26, 1, 2)]
        services.set_duty_rule(unit=floor.hall.unit, valid_from=TUESDAY, least=1, by=floor.head, now=NOW)
        week = week_of(floor.hall, MONDAY)
        assert week.days[1].least_gaps == []
        assert week.days[0].least_gaps == [Gap(24, 26, 0, 2)]

    def test_nothing_is_demanded_while_nothing_is_set(self, floor):
        a_shift(floor, floor.first)
        assert week_of(floor.hall, MONDAY).below_least == []

    @pytest.mark.parametrize(
        "said", [{"noon_least": 2}, {"noon_least": 2, "noon_from": dt.time(13), "noon_until": dt.time(12)}]
    )
    def test_half_a_noon_is_refused(self, floor, said):
        with pytest.raises(services.CannotSetRule):
            rule(floor, **said)

    def test_days_that_are_over_take_a_word(self, floor):
        past = {"unit": floor.branch, "valid_from": NOW.date() - dt.timedelta(days=1), "least": 1}
        with pytest.raises(services.CannotSetRule, match="Say why"):
            services.set_duty_rule(**past, by=floor.head, now=NOW)


class TestPublishing:
    def test_everybody_on_it_is_told_once(self, floor):
        a_shift(floor, floor.first)
        a_shift(floor, floor.first, "13:00", "18:00")
        a_shift(floor, floor.second)
        published(floor)
        told = Notification.objects.filter(kind="roster.published")
        assert sorted(told.values_list("recipient_id", flat=True)) == sorted([floor.first.pk, floor.second.pk])
        with pytest.raises(CannotPublish, match="already"):
            published(floor)

    def test_an_empty_week_is_not_published(self, floor):
        shift = a_shift(floor, floor.first)
        services.remove_shift(shift=shift, version=1, by=floor.head, now=NOW)
        with pytest.raises(CannotPublish, match="Nobody"):
            published(floor)

    def test_below_the_minimum_it_takes_a_reason_that_stays(self, floor):
        rule(floor, noon_least=2, noon_from=dt.time(12), noon_until=dt.time(13))
        a_shift(floor, floor.first, "08:00", "18:00", day=MONDAY)
        with pytest.raises(CannotPublish, match="01-17 12:00–13:00: 1 on duty, at least 2") as refused:
            published(floor)
        assert refused.value.field == "reason"
        assert not Notification.objects.exists()
        week = published(floor, reason="征期外，午间业务量小")
        assert week.reason == "征期外，午间业务量小"
        assert len(AuditEntry.objects.get(verb="roster.published").data["troubles"]) == 5

    def test_a_reason_that_nothing_needs_is_not_kept(self, floor):
        a_shift(floor, floor.first)
        assert published(floor, reason="照旧").reason == ""

    def test_who_looked_at_it_before_a_shift_was_added_publishes_nothing(self, floor):
        a_shift(floor, floor.first)
        looked_at = RosterWeek.objects.get().version
        a_shift(floor, floor.second)
        with pytest.raises(ChangedMeanwhile):
            services.publish_week(premises=floor.hall, monday=MONDAY, version=looked_at, by=floor.head, now=NOW)

    @pytest.mark.parametrize("act", ["add", "move", "remove"])
    def test_afterwards_each_change_takes_a_reason_and_is_told(self, floor, act):
        shift = a_shift(floor, floor.first)
        published(floor)
        acts = {
            "add": lambda reason: a_shift(floor, floor.second, reason=reason),
            "move": lambda reason: moved(floor, seen(shift), "09:00", "12:00", person=floor.second, reason=reason),
            "remove": lambda reason: services.remove_shift(
                shift=seen(shift), version=1, reason=reason, by=floor.head, now=NOW
            ),
        }
        with pytest.raises(CannotRoster, match="published") as refused:
            acts[act](" ")
        assert refused.value.field == "reason"
        acts[act]("陈静病假")
        told = set(Notification.objects.filter(kind="roster.changed").values_list("recipient_id", flat=True))
        concerned = {"add": {floor.second.pk}, "move": {floor.first.pk, floor.second.pk}, "remove": {floor.first.pk}}
        assert told == concerned[act]
        assert Shift.objects.order_by("-pk").first().changed_why == "陈静病假"


class TestCopying:
    def test_a_week_is_copied_day_by_day(self, floor):
        a_shift(floor, floor.first, post="引导台")
        a_shift(floor, floor.second, day=MONDAY)
        services.copy_week(premises=floor.hall, monday=TUESDAY, into=NEXT, by=floor.head, now=NOW)
        copied = [(one.day, one.person, one.post) for one in week_of(floor.hall, NEXT).shifts]
        assert copied == [(NEXT, floor.second, ""), (NEXT + dt.timedelta(days=1), floor.first, "引导台")]

    def test_who_is_away_then_is_named_and_left_out_only_when_asked(self, floor):
        a_shift(floor, floor.first)
        a_shift(floor, floor.second)
        Posting.objects.filter(person=floor.first).update(ends_on=TUESDAY)
        copy = {"premises": floor.hall, "monday": MONDAY, "into": NEXT, "by": floor.head, "now": NOW}
        with pytest.raises(CannotRoster, match="陈静 01-25 08:00"):
            services.copy_week(**copy)
        assert [one.person for one in services.copy_week(**copy, leaving_out=True)] == [floor.second]

    def test_copied_twice_everybody_has_a_shift_then(self, floor):
        a_shift(floor, floor.first)
        copy = {"premises": floor.hall, "monday": MONDAY, "into": NEXT, "by": floor.head, "now": NOW}
        services.copy_week(**copy)
        with pytest.raises(CannotRoster, match="陈静"):
            services.copy_week(**copy)
        assert len(week_of(floor.hall, NEXT).shifts) == 1

    def test_a_published_week_is_not_copied_into(self, floor):
        a_shift(floor, floor.first)
        a_shift(floor, floor.second, day=NEXT)
        published(floor, monday=NEXT)
        with pytest.raises(CannotRoster, match="published"):
            services.copy_week(premises=floor.hall, monday=MONDAY, into=NEXT, by=floor.head, now=NOW)


def test_a_week_is_asked_in_as_many_questions_however_many_serve(floor, django_assert_max_num_queries):
    rule(floor, least=1, certificate="上岗证")
    for day in range(5):
        for person in (floor.first, floor.second, floor.third):
            a_shift(floor, person, day=MONDAY + dt.timedelta(days=day))
    with django_assert_max_num_queries(10):
        week_of(floor.hall, MONDAY)
