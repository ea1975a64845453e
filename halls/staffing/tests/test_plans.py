"""A plan is made from past weeks, kept with all it was made from, and compared with its days."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from complaints.tickets.tests.test_api import Machine
from core.audit.models import AuditEntry
from halls.desks.services import set_bands
from halls.desks.tests.factories import MONDAY, at, sat, served
from halls.premises.models import Premises
from halls.staffing.models import StaffingPlan
from halls.staffing.rules import Happened
from halls.staffing.selectors import (
    Need,
    basis_of,
    halls_seen,
    happened_on,
    latest_day,
    latest_like,
    need_per_half_hour,
)
from halls.staffing.services import CannotPlan, save_plan
from halls.tests.factories import a_hall, a_rule
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)
NOW = timezone.now()
NEXT_MONDAY = MONDAY + 2 * WEEK


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def hall(branch) -> Premises:
    """Two Mondays with twelve arrivals from 10:30, eight minutes each; a Tuesday that is not looked at."""
    made = a_hall("桂花西路营业厅", under=branch)
    for week in (0, 1):
        for number in range(12):
            minute = 30 + number * 2
            served(made, f"10:{minute}", f"10:{minute + 1}", _later(minute + 9), day=MONDAY + week * WEEK)
    served(made, "10:00", "10:00", "10:50", day=MONDAY + dt.timedelta(days=1))
    return made


def _later(minute: int) -> str:
    return f"{10 + minute // 60}:{minute % 60:02d}"


def planned(hall: Premises, **said) -> StaffingPlan:
    usual = {
        "day": NEXT_MONDAY, "looked_from": MONDAY, "looked_until": MONDAY + WEEK, "goal_share": Decimal(90),
        "by": None, "now": NOW,
    }  # fmt: skip
    return save_plan(premises=hall, **(usual | said))


def test_past_weeks_show_one_weekday_by_half_hour(hall):
    basis = basis_of(hall, weekday=0, since=MONDAY, until=MONDAY + WEEK)
    assert (basis.arrivals, basis.days, basis.mean(21), basis.handling_seconds) == ({21: 24}, 2, 12.0, 480)
    tuesday = basis_of(hall, weekday=1, since=MONDAY, until=MONDAY + WEEK)
    assert (tuesday.arrivals, tuesday.days, tuesday.handling_seconds) == ({20: 1}, 1, 3000)


def test_a_plan_keeps_what_it_was_made_from(hall, branch):
    a_rule(branch, wait_minutes=10)
    maker = a_person(Role.SERVICE_MANAGER, at=branch)
    plan = planned(hall, use_from=Decimal(60), use_until=Decimal(85), shrinkage=Decimal(20), by=maker, note="春节后")
    assert (plan.weekday, plan.days_counted, plan.visits_counted, plan.handling_seconds) == (0, 2, 24, 480)
    assert (plan.wait_minutes, plan.goal_share, plan.made_by) == (10, 90, maker)
    half = plan.halves.get()
    assert (half.slot, half.arrivals, half.by_goal, half.by_band, half.seats) == (21, 12, 5, 4, 5)
    assert AuditEntry.objects.get(verb="staffing_plan.saved").data["plan"] == plan.pk


def test_another_number_can_be_decided_for_a_half_hour(hall, branch):
    a_rule(branch)
    half = planned(hall, seats={21: 7}).halves.get()
    assert (half.by_goal, half.seats) == (5, 7)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"goal_share": None}, "goal_share"),
        ({"goal_share": Decimal(100)}, "goal_share"),
        ({"use_from": Decimal(60)}, "use_until"),
        ({"use_from": Decimal(60), "use_until": Decimal(50)}, "use_until"),
        ({"shrinkage": Decimal(95)}, "shrinkage"),
        ({"looked_until": MONDAY - WEEK}, "looked_until"),
        ({"looked_from": MONDAY - 60 * WEEK}, "looked_from"),
        ({"day": NEXT_MONDAY + dt.timedelta(days=2)}, "looked_from"),
        ({"seats": {21: 5000}}, None),
        ({"seats": {48: 1}}, None),
    ],
)
def test_what_cannot_be_planned_is_refused(hall, branch, said, field):
    a_rule(branch)
    with pytest.raises(CannotPlan) as refused:
        planned(hall, **said)
    assert refused.value.field == field
    assert not StaffingPlan.objects.exists()


def test_without_a_wait_limit_the_goal_proposes_nothing_and_nothing_is_kept(hall):
    with pytest.raises(CannotPlan):
        planned(hall)
    plan = planned(hall, use_from=Decimal(60), use_until=Decimal(85))
    assert (plan.wait_minutes, plan.halves.get().by_goal, plan.halves.get().seats) == (None, None, 4)


def test_the_need_of_a_day_is_its_own_plan_else_the_newest_of_its_weekday(hall, branch):
    a_rule(branch)
    planned(hall)
    planned(hall, seats={21: 6})
    planned(hall, day=NEXT_MONDAY + WEEK, is_one_day=True, seats={21: 9})
    assert need_per_half_hour(hall, day=NEXT_MONDAY) == [Need(dt.time(10, 30), 6, Decimal(12))]
    assert [one.seats for one in need_per_half_hour(hall, day=NEXT_MONDAY + WEEK)] == [9]
    assert [one.seats for one in need_per_half_hour(hall, day=NEXT_MONDAY + 2 * WEEK)] == [6]
    assert need_per_half_hour(hall, day=MONDAY) == []
    assert need_per_half_hour(hall, day=NEXT_MONDAY + dt.timedelta(days=1)) == []


def test_what_happened_counts_tickets_waits_and_open_counters(hall, branch):
    a_rule(branch, wait_minutes=10)
    counter = hall.counters.get(name="1")
    sat(counter, "10:30", "11:00", day=NEXT_MONDAY)
    sat(hall.counters.get(name="2"), "10:45", "11:00", day=NEXT_MONDAY)
    served(hall, "10:31", "10:35", "10:40", day=NEXT_MONDAY)
    served(hall, "10:32", "10:43", "10:50", day=NEXT_MONDAY)
    assert happened_on(hall, day=NEXT_MONDAY, now=at("20:00", NEXT_MONDAY)) == {
        21: Happened(arrivals=2, measured=2, over=1, open_seconds=2700)
    }
    plan = planned(hall)
    assert latest_like(plan, before=NEXT_MONDAY + WEEK) == NEXT_MONDAY
    assert latest_like(plan, before=MONDAY) is None


def test_without_a_limit_nothing_is_over(hall):
    happened = happened_on(hall, day=MONDAY, now=at("20:00"))
    assert (happened[21].arrivals, happened[21].measured, happened[21].share_over) == (12, 0, None)


def test_the_page_answers_in_a_sentence(client, hall, branch):
    a_rule(branch, wait_minutes=10)
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    asked = {"day": "2011-01-31", "looked_from": "2011-01-17", "looked_until": "2011-01-24", "goal_share": "90"}
    address = reverse("staffing_hall", args=[hall.unit.code])
    page = client.get(address, asked | {"shrinkage": "20", "at": "10:30"}).content.decode()
    assert "On a Monday from 10:30 about 12.0 customers come in half an hour, 8.0 minutes each." in page
    assert "5 seats serve 97.0 % of them within 10 minutes, as Erlang C counts." in page
    assert "With 20 % shrinkage 7 people are rostered for 5 seats." in page
    assert "No band of utilisation is asked for." in page
    assert "The hall has 3 counters; more would be needed from 10:30." in page


def test_without_a_goal_and_a_limit_the_page_says_so_and_proposes_nothing(client, hall, branch):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    page = client.get(reverse("staffing_hall", args=[hall.unit.code]), {"day": "2011-01-31"}).content.decode()
    assert "The hall has no wait limit" in page
    assert "Not set" in page
    assert "as Erlang C counts" not in page


def test_the_band_of_the_hall_is_offered_at_first(client, hall, branch):
    set_bands(
        unit=branch, valid_from=dt.date(2011, 1, 1), idle_until=Decimal(40), relatively_idle_until=Decimal(60),
        saturated_until=Decimal(85), note="会议", by=None, now=NOW,
    )  # fmt: skip
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    page = client.get(reverse("staffing_hall", args=[hall.unit.code]), {"day": "2011-01-31"}).content.decode()
    assert "4–5 seats keep utilisation between 60 % and 85 %." in page


def test_a_plan_is_kept_on_the_page_and_then_compared_with_its_day(client, hall, branch):
    a_rule(branch, wait_minutes=10)
    client.force_login(a_person(Role.HALL_MANAGER, at=branch, language="en"))
    said = {"day": "2011-01-31", "looked_from": "2011-01-17", "looked_until": "2011-01-24", "goal_share": "90"}
    address = reverse("staffing_hall", args=[hall.unit.code])
    assert client.post(address, said | {"seat-21": "abc"}).status_code == 400
    assert client.post(address, said | {"goal_share": ""}).status_code == 409
    answer = client.post(address, said | {"seat-21": "6", "shrinkage": ""})
    plan = StaffingPlan.objects.get()
    assert answer["Location"] == reverse("staffing_plan", args=[plan.pk])
    assert "Nothing has happened yet" in client.get(answer["Location"]).content.decode()
    sat(hall.counters.get(name="1"), "10:30", "11:00", day=NEXT_MONDAY)
    served(hall, "10:31", "10:51", "10:55", day=NEXT_MONDAY)
    page = client.get(answer["Location"]).content.decode()
    assert "1 came where 12.0 were expected; a half-hour was off by 11.0 customers on average." in page
    assert "In 1 of 1 half-hours fewer counters were open than planned; in 1 of these too many waited" in page
    assert "100.0 %" in page


def test_who_may_not_roster_may_look_but_keeps_nothing(client, hall, branch):
    a_rule(branch)
    client.force_login(a_person(Role.COUNTER_STAFF, at=branch, language="en"))
    address = reverse("staffing_hall", args=[hall.unit.code])
    assert client.get(address).status_code == 200
    assert client.post(address, {"day": "2011-01-31"}).status_code == 403
    assert not StaffingPlan.objects.exists()


def test_the_sheet_of_a_plan(client, hall, branch):
    a_rule(branch)
    plan = planned(hall)
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    text = b"".join(client.get(reverse("export", args=["staffing-plan", "csv"]), {"plan": plan.pk})).decode("utf-8-sig")
    assert "桂花西路营业厅,10:30,12.00,5,,5" in text
    client.force_login(a_person(Role.SERVICE_MANAGER, at=a_unit("建德分公司")))
    answer = client.get(reverse("export", args=["staffing-plan", "csv"]), {"plan": plan.pk})
    assert "桂花西路" not in answer.content.decode()


def test_a_machine_is_told_the_same_and_keeps_a_plan_once(client, hall, branch):
    a_rule(branch, wait_minutes=10)
    machine = Machine(client, a_person(Role.SERVICE_MANAGER, at=branch), Right.HALL_VIEW, Right.ROSTER_EDIT)
    address = reverse("api_staffing_hall", args=[hall.unit.code])
    asked = {"day": "2011-01-31", "looked_from": "2011-01-17", "looked_until": "2011-01-24", "goal_share": "90"}
    told = machine.get(f"{address}?{urlencode(asked)}").json()
    assert [(half["from"], half["arrivals"], half["seats_for_goal"], half["seats"]) for half in told["half_hours"]] == [
        ("10:30", 12.0, 5, 5)
    ]
    for _again in range(2):
        answer = machine.send(address, asked | {"seats": {"10:30": 6}}, key="plan")
        assert answer.status_code == 201
    plan = StaffingPlan.objects.get()
    assert answer.json()["id"] == plan.pk
    one = machine.get(reverse("api_staffing_plan", args=[plan.pk])).json()
    assert one["half_hours"][0]["seats"] == 6
    assert one["compared_with"] is None
    need = machine.get(reverse("api_staffing_need", args=[hall.unit.code]) + "?day=2011-01-31").json()
    assert need["half_hours"] == [{"from": "10:30", "seats": 6, "arrivals": "12.00"}]
    odd = machine.send(address, asked | {"seats": {"10:15": 6}}, key="odd")
    assert odd.status_code == 400


def test_a_sheet_of_days_that_were_recorded_live_adds_nobody(hall, branch):
    a_rule(branch, wait_minutes=10)
    before = basis_of(hall, weekday=0, since=MONDAY, until=MONDAY + WEEK)
    happened = happened_on(hall, day=MONDAY, now=at("20:00"))
    for day in (MONDAY, MONDAY + 4 * WEEK):
        again = served(hall, "10:31", "10:32", "10:50", day=day)
        again.is_counted = False
        again.save(update_fields=["is_counted"])
    assert basis_of(hall, weekday=0, since=MONDAY, until=MONDAY + 4 * WEEK) == before
    assert happened_on(hall, day=MONDAY, now=at("20:00")) == happened
    assert latest_day(hall) == MONDAY + WEEK
    assert latest_like(planned(hall, day=MONDAY), before=MONDAY + 5 * WEEK) == MONDAY + WEEK


def test_seats_decided_for_a_half_hour_in_which_nobody_came_are_kept(hall, branch):
    a_rule(branch)
    plan = planned(hall, seats={18: 2, 21: 7})
    kept = [(half.slot, half.arrivals, half.by_goal, half.seats) for half in plan.halves.order_by("slot")]
    assert kept == [(18, 0, None, 2), (21, 12, 5, 7)]


def test_each_hall_is_listed_with_what_comes_and_its_newest_plan(hall, branch, client):
    """Twelve came on each of two Mondays and one on a Tuesday: 25 in three days, Mondays the busiest."""
    a_rule(branch)
    planned(hall)
    newest = planned(hall, day=NEXT_MONDAY + WEEK, seats={21: 2, 22: 9}, now=NOW + dt.timedelta(hours=1))
    other = a_hall("灵桥营业厅", under=branch)
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    shown = client.get(reverse("staffing"))
    line, empty = (next(one for one in shown.context["halls"] if one.hall == made) for made in (hall, other))
    counters = hall.counters.count()
    assert (line.counters, line.a_day, line.busiest) == (counters, "8", "Monday, 12 a day")
    assert (line.plan, line.most_seats, line.is_beyond) == (newest.pk, 9, counters < 9)
    assert (empty.a_day, empty.busiest, empty.plan, empty.most_seats) == ("", "", None, None)
    text = shown.content.decode()
    assert f"{MONDAY + WEEK - 8 * WEEK + dt.timedelta(days=1)} to {MONDAY + WEEK}" in text
    assert "nobody came" in text


def test_halls_are_seen_with_as_many_questions_for_three_as_for_one(hall, branch, django_assert_num_queries):
    with CaptureQueriesContext(connection) as alone:
        halls_seen(Premises.objects.all(), now=NOW)
    for name in ("灵桥营业厅", "春江营业厅"):
        more = a_hall(name, under=branch)
        served(more, "10:00", "10:00", "10:10")
        planned(more, use_from=Decimal(60), use_until=Decimal(85))
    planned(hall, use_from=Decimal(60), use_until=Decimal(85))
    # Plans are asked for where there are any.
    with django_assert_num_queries(len(alone) + 1):
        assert len(halls_seen(Premises.objects.all(), now=NOW).lines) == 3
