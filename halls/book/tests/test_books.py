"""Daily books of halls: the dated rule, the states of days, who is told, the pages and the machine's way."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.urls import reverse

from core.api.tokens import create_token
from core.audit.models import AuditEntry
from core.notifications.models import Notification
from halls.book import selectors
from halls.book.choices import BookState, DueDays
from halls.book.models import BookRule
from halls.book.services import CannotSetBook, set_book_rule, sweep
from halls.checks.choices import CheckKind
from halls.checks.services import reopen_run
from halls.checks.tests.factories import a_run, a_version, filled, sent
from halls.premises.models import Premises
from halls.tests.factories import ZONE, a_hall
from org.access.choices import Right
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db
DAY = dt.date(2011, 1, 17)


def at(hour: int, minute: int = 0, *, day: int = 17) -> dt.datetime:
    return dt.datetime(2011, 1, day, hour, minute, tzinfo=ZONE)


@pytest.fixture(autouse=True)
def clock(time_machine) -> Any:
    time_machine.move_to(at(8), tick=False)
    return time_machine


@pytest.fixture
def branch() -> Unit:
    return a_unit()


@pytest.fixture
def hall(branch) -> Premises:
    return a_hall(under=branch)


@pytest.fixture
def sheet(branch):
    return a_version(branch).template


@pytest.fixture
def manager(hall) -> Person:
    return a_person(Role.HALL_MANAGER, at=hall.unit)


@pytest.fixture
def leader(branch) -> Person:
    return a_person(Role.SERVICE_MANAGER, at=branch)


def a_book_rule(unit: Unit, sheet, **said: Any) -> BookRule:
    usual: dict[str, Any] = {
        "valid_from": dt.date(2011, 1, 1),
        "meeting_at": dt.time(8, 30),
        "missing_at": dt.time(9),
        "remind_minutes": 30,
        "note": "年初会议",
        "by": None,
        "now": at(7, day=1),
    }
    return set_book_rule(unit=unit, template=sheet, **(usual | said))


def state(hall: Premises, day: dt.date = DAY, *, now: dt.datetime) -> BookState:
    return selectors.books([hall.unit], day, day, now=now)[hall.unit_id, day].state


class TestRule:
    def test_without_one_nothing_is_late(self, hall, sheet, manager):
        assert state(hall, now=at(20)) is BookState.UNSET
        sent(a_run(hall.unit, sheet, by=manager, now=at(11)), now=at(11))
        assert state(hall, now=at(20)) is BookState.UNSET

    def test_the_nearest_one_counts_from_its_day_on_and_the_last_word_for_a_day(self, hall, branch, sheet):
        a_book_rule(branch, sheet, meeting_at=dt.time(8, 15))
        a_book_rule(hall.unit, sheet, valid_from=DAY, meeting_at=dt.time(8, 45))
        a_book_rule(hall.unit, sheet, valid_from=DAY, meeting_at=dt.time(8, 50))
        kept = selectors.books([hall.unit], dt.date(2011, 1, 14), DAY, now=at(20))
        assert kept[hall.unit_id, dt.date(2011, 1, 14)].meeting == at(8, 15, day=14)
        assert kept[hall.unit_id, DAY].meeting == at(8, 50)

    def test_one_without_sheet_and_meeting_ends_it(self, hall, branch, sheet):
        a_book_rule(branch, sheet)
        a_book_rule(hall.unit, None, valid_from=DAY, meeting_at=None, missing_at=None, remind_minutes=None)
        assert state(hall, now=at(20)) is BookState.UNSET

    @pytest.mark.parametrize(
        ("said", "field"),
        [
            ({"meeting_at": None, "missing_at": None, "remind_minutes": None}, "meeting_at"),
            ({"missing_at": dt.time(8)}, "missing_at"),
            ({"note": " "}, "note"),
        ],
    )
    def test_half_a_rule_is_refused_beside_its_field(self, hall, sheet, said, field):
        with pytest.raises(CannotSetBook) as refused:
            a_book_rule(hall.unit, sheet, **({"now": at(8)} | said))
        assert refused.value.field == field
        assert not BookRule.objects.exists()

    def test_the_sheet_is_a_daily_book_that_holds_here(self, hall, branch):
        patrol = a_version(branch, CheckKind.PATROL, name="巡查表").template
        elsewhere = a_version(a_unit("临安分公司")).template
        for wrong in (patrol, elsewhere):
            with pytest.raises(CannotSetBook) as refused:
                a_book_rule(hall.unit, wrong)
            assert refused.value.field == "template"

    def test_it_stands_on_the_trail(self, hall, sheet):
        a_book_rule(hall.unit, sheet)
        assert AuditEntry.objects.get(verb="book.rule_set").data["meeting_at"] == "08:30"


class TestDays:
    def test_done_before_and_after_the_meeting(self, hall, sheet, manager):
        a_book_rule(hall.unit, sheet)
        assert state(hall, now=at(8)) is BookState.WAITING
        assert state(hall, now=at(8, 31)) is BookState.MISSING
        run = filled(a_run(hall.unit, sheet, by=manager, now=at(8)))
        assert state(hall, now=at(8, 31)) is BookState.MISSING
        sent(run, now=at(8, 20))
        assert state(hall, now=at(9)) is BookState.IN_TIME

    def test_one_sent_two_days_later_is_flagged_with_both_times(self, hall, sheet, manager, client, clock):
        """H07: accepted, and not done on its day."""
        a_book_rule(hall.unit, sheet)
        clock.move_to(at(10, day=19), tick=False)
        run = a_run(hall.unit, sheet, by=manager, now=at(10, day=19), started_at=at(8, 5))
        late = sent(run, now=at(10, day=19))
        assert late.business_day == DAY
        assert state(hall, now=at(10, day=19)) is BookState.AFTERWARDS
        client.force_login(manager)
        said = client.get(reverse("hall_books", args=[hall.unit.code]), {"month": "2011-01"}).content.decode()
        assert "01-19 10:00" in said

    def test_a_reopened_book_was_in_time_and_is_being_corrected(self, hall, sheet, manager, leader):
        """H05: a second one of the day only after a manager reopened the first."""
        a_book_rule(hall.unit, sheet)
        first = sent(a_run(hall.unit, sheet, by=manager, now=at(8)), now=at(8, 10))
        again = reopen_run(run=first, words="漏拍一张照片", by=leader, now=at(9))
        book = selectors.books([hall.unit], DAY, DAY, now=at(9, 5))[hall.unit_id, DAY]
        assert (book.state, book.first, book.run) == (BookState.IN_TIME, first, again)
        assert book.is_being_corrected
        sent(again, now=at(11))
        book = selectors.books([hall.unit], DAY, DAY, now=at(12))[hall.unit_id, DAY]
        assert (book.state, book.run) == (BookState.IN_TIME, again)

    def test_the_hall_is_closed_on_sundays(self, hall, sheet):
        a_book_rule(hall.unit, sheet)
        assert state(hall, dt.date(2011, 1, 16), now=at(20)) is BookState.NOT_DUE

    def test_a_hall_that_is_no_more_owes_nothing(self, hall, sheet):
        a_book_rule(hall.unit, sheet)
        Unit.objects.filter(pk=hall.unit_id).update(closed_on=DAY)
        hall.unit.refresh_from_db()
        assert state(hall, now=at(20)) is BookState.NOT_DUE
        assert state(hall, dt.date(2011, 1, 14), now=at(20)) is BookState.MISSING

    def test_a_holiday_is_asked_of_the_calendar_only_where_the_rule_says_so(self, hall, sheet):
        """3 January 2011 was a Monday and New Year's holiday."""
        set_up_default_calendar(by=None, now=at(7))
        load_official_years(first=2010, last=2011, by=None, now=at(7))
        holiday = dt.date(2011, 1, 3)
        a_book_rule(hall.unit, sheet)
        assert state(hall, holiday, now=at(20)) is BookState.MISSING
        a_book_rule(hall.unit, sheet, days=DueDays.NO_HOLIDAYS)
        assert state(hall, holiday, now=at(20)) is BookState.NOT_DUE
        assert state(hall, dt.date(2011, 1, 14), now=at(20)) is BookState.MISSING

    def test_many_halls_cost_no_more_questions_than_few(self, branch, sheet, django_assert_max_num_queries):
        a_book_rule(branch, sheet, days=DueDays.WORKED)
        set_up_default_calendar(by=None, now=at(7))
        halls = [a_hall(f"营业厅{number}", under=branch).unit for number in range(12)]
        with django_assert_max_num_queries(10):
            found = selectors.books(halls, dt.date(2011, 1, 1), DAY, now=at(20))
        assert len(found) == 12 * 17


class TestTelling:
    def test_the_manager_of_the_hall_is_reminded_once_before_the_meeting(self, hall, sheet, manager, leader):
        a_book_rule(hall.unit, sheet)
        assert sweep(now=at(7, 59)) == 0
        assert sweep(now=at(8)) == 1
        assert sweep(now=at(8, 5)) == 0
        assert Notification.objects.get(kind="book.soon").recipient_id == manager.pk

    def test_nobody_is_reminded_of_a_book_that_is_done(self, hall, sheet, manager):
        a_book_rule(hall.unit, sheet)
        sent(a_run(hall.unit, sheet, by=manager, now=at(7, 30)), now=at(7, 40))
        assert sweep(now=at(8)) == sweep(now=at(9, 30)) == 0

    def test_at_nine_those_above_hear_once_of_the_halls_in_their_reach(self, hall, branch, sheet, manager, leader):
        district = a_unit("东洲支局", under=branch)
        far = a_hall("银湖营业厅", under=district)
        head = a_person(Role.DISTRICT_MANAGER, at=district)
        a_book_rule(branch, sheet, remind_minutes=None)
        assert sweep(now=at(8, 59)) == 0
        assert sweep(now=at(9)) == 2
        assert sweep(now=at(9, 5)) == 0
        told = {one.recipient_id: one.params for one in Notification.objects.filter(kind="book.missing")}
        assert told.keys() == {leader.pk, head.pk}
        assert (told[head.pk]["count"], told[head.pk]["halls"]) == (1, far.unit.name)
        assert told[leader.pk]["count"] == 2
        assert hall.unit.name in told[leader.pk]["halls"]

    def test_nine_is_nine_where_the_hall_is(self, hall, sheet, leader):
        """In Urumqi's zone the clock shows seven when it is nine in Shanghai."""
        Premises.objects.filter(pk=hall.pk).update(time_zone="Asia/Urumqi")
        a_book_rule(hall.unit, sheet, remind_minutes=None)
        assert sweep(now=at(9, 30)) == 0
        assert sweep(now=at(11)) == 1

    def test_without_a_rule_nobody_hears_anything(self, hall, leader, manager):
        assert sweep(now=at(9, 30)) == 0


class TestPages:
    def test_missing_halls_stand_in_front(self, hall, branch, sheet, manager, leader, client, clock):
        a_book_rule(branch, sheet)
        other = a_hall("春北营业厅", under=branch)
        sent(a_run(hall.unit, sheet, by=manager, now=at(8)), now=at(8, 21))
        clock.move_to(at(9, 1), tick=False)
        client.force_login(leader)
        lines = client.get(reverse("books")).context["lines"]
        assert [(line.code, line.state) for line in lines] == [
            (other.unit.code, "missing"),
            (hall.unit.code, "in_time"),
        ]
        assert lines[1].times == "08:21"

    def test_the_month_has_a_dot_for_each_day_and_a_ratio_of_sums(self, hall, sheet, manager, client, clock):
        a_book_rule(hall.unit, sheet)
        for day in (13, 14):
            sent(a_run(hall.unit, sheet, by=manager, now=at(8, day=day)), now=at(8, 20, day=day))
        clock.move_to(at(8, 31), tick=False)
        client.force_login(manager)
        answer = client.get(reverse("hall_books", args=[hall.unit.code]), {"month": "2011-01"})
        page = answer.context["page"]
        # Eleven working weekdays up to the 17th; two of the books came in time.
        assert (page.sums.done, page.sums.due) == (2, 11)
        assert answer.context["streak"] == 0
        dots = {dot.day: dot.line.state for week in page.weeks for dot in week if dot.line}
        assert (dots[14], dots[15], dots[17]) == ("in_time", "not_due", "missing")
        assert 18 not in dots

    def test_the_first_page_of_the_manager_has_the_button_until_it_is_done(self, hall, sheet, manager, client):
        a_book_rule(hall.unit, sheet)
        client.force_login(manager)
        (button,) = client.get(reverse("home")).context["own_books"]
        assert hall.unit.code in button.url
        run = a_run(hall.unit, sheet, by=manager, now=at(8))
        (button,) = client.get(reverse("home")).context["own_books"]
        assert button.url == reverse("check_run", args=[run.number])
        sent(run, now=at(8))
        assert client.get(reverse("home")).context["own_books"] == []

    def test_those_above_find_the_missing_ones_on_their_first_page(self, hall, sheet, leader, client, clock):
        a_book_rule(hall.unit, sheet)
        client.force_login(leader)
        assert hall.unit.name not in [line.subject for duty in client.get("/").context["duties"] for line in duty.lines]
        clock.move_to(at(8, 31), tick=False)
        assert hall.unit.name in [line.subject for duty in client.get("/").context["duties"] for line in duty.lines]

    def test_the_rule_is_set_on_the_page_and_what_is_wrong_stands_beside_its_field(self, hall, sheet, leader, client):
        client.force_login(leader)
        door = reverse("book_rule", args=[hall.unit.code])
        assert client.get(door).status_code == 200
        said = {"valid_from": "2011-01-17", "template": sheet.pk, "meeting_at": "", "days": "open", "missing_at": ""}
        refused = client.post(door, said)
        assert refused.status_code == 409
        assert refused.context["form"].errors["meeting_at"]
        assert client.post(door, said | {"meeting_at": "08:30", "missing_at": "09:00"}).status_code == 302
        assert BookRule.objects.get().meeting_at == dt.time(8, 30)
        assert "08:30" in client.get(reverse("books"), {"unit": hall.unit.code}).content.decode()

    def test_the_month_goes_out_as_a_sheet(self, hall, sheet, manager, leader):
        from core.exports.registry import listing_of

        a_book_rule(hall.unit, sheet)
        sent(a_run(hall.unit, sheet, by=manager, now=at(8, day=14)), now=at(8, 20, day=14))
        rows = list(listing_of("books").rows(leader, {"month": "2011-01", "unit": hall.unit.code}))
        by_day = {row.day: row.state for row in rows}
        assert by_day[dt.date(2011, 1, 14)] is BookState.IN_TIME
        assert dt.date(2011, 1, 15) not in by_day

    @pytest.mark.parametrize("name", ["books", "mornings"])
    def test_words_that_are_no_day_are_no_page(self, name, leader, client):
        client.force_login(leader)
        assert client.get(reverse(name), {"day": "yesterday"}).status_code == 404


def test_machines_read_and_set_the_same(hall, sheet, leader, manager, client, clock):
    _token, secret = create_token(
        by=leader,
        name="晨会屏",
        scopes=[Right.CHECK_VIEW, Right.HALL_VIEW, Right.HALL_EDIT],
        expires_at=at(8, day=18),
        now=at(8),
    )
    head = {"authorization": f"Bearer {secret}"}
    body = {
        "unit": hall.unit.code,
        "valid_from": "2011-01-17",
        "template": sheet.pk,
        "meeting_at": "08:30",
        "missing_at": "09:00",
    }
    made = client.post(
        reverse("api_book_rules"),
        json.dumps(body),
        content_type="application/json",
        headers={**head, "Idempotency-Key": "rule-1"},
    )
    assert made.status_code == 201, made.content
    clock.move_to(at(8, 45), tick=False)
    day = client.get(reverse("api_books"), headers=head).json()
    assert [(one["hall"], one["state"]) for one in day["halls"]] == [(hall.unit.code, "missing")]
    month = client.get(reverse("api_hall_books", args=[hall.unit.code]), {"month": "2011-01"}, headers=head).json()
    assert (month["in_time"], month["due"], month["streak"]) == (0, 1, 0)
