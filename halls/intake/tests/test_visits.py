"""The list of visits, a visit with its stretches, the sheet and the machine's door of both."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from core.exports.registry import listing_of
from halls.intake.rules import Times
from halls.intake.selectors import page_of
from halls.intake.services import NewVisit, write_visits
from halls.intake.tests.factories import a_branch_hall, at
from halls.premises.models import Premises
from halls.queue.choices import Origin, Outcome
from halls.queue.models import Visit
from halls.tests.factories import a_rule
from org.people.choices import Role
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db
DAY = dt.date(2011, 1, 5)


def visits(premises: Premises, waits: list[int], *, prefix: str = "A", **more: object) -> None:
    """One customer a minute from nine, who waited so many seconds and was served for three minutes."""
    service = premises.services.get(prefix=prefix)
    counter = premises.counters.order_by("pk").first()
    rows = []
    for place, wait in enumerate(waits, start=1):
        came = at("09:00") + dt.timedelta(minutes=place)
        called = came + dt.timedelta(seconds=wait)
        times = Times(came, called, called, called + dt.timedelta(minutes=3))
        usual = {"origin": Origin.KIOSK, "outcome": Outcome.SERVED, "counter_id": counter.pk}
        rows.append(NewVisit(premises.pk, DAY, prefix, place, service.pk, times=times, **(usual | more)))
    write_visits(rows)


def test_the_last_day_is_shown_the_last_to_arrive_in_front_and_late_ones_are_marked(client) -> None:
    premises, by = a_branch_hall()
    a_rule(premises.unit)
    visits(premises, [60, 660, 600])
    client.force_login(by)
    page = client.get(reverse("visits"))
    assert [line.visit.label for line in page.context["lines"]] == ["A003", "A002", "A001"]
    assert [line.is_late for line in page.context["lines"]] == [False, True, False]
    assert [line.wait for line in page.context["lines"]] == ["10:00", "11:00", "1:00"]


def test_the_filters_narrow_and_the_export_has_the_same_rows(client) -> None:
    premises, by = a_branch_hall()
    a_rule(premises.unit)
    visits(premises, [60, 700])
    visits(premises, [900], prefix="B", origin=Origin.SHEET, is_counted=False)
    client.force_login(by)
    for asked, found in (
        ({"service": "A"}, ["A002", "A001"]),
        ({"over": "yes"}, ["A002"]),
        ({"over": "marked"}, ["B001"]),
        ({"origin": "sheet"}, ["B001"]),
        ({"outcome": "left"}, []),
        ({"since": "2011-01-04", "until": "2011-01-04"}, []),
        ({"over": "waited"}, ["A002", "A001"]),
    ):
        page = client.get(reverse("visits"), {"hall": premises.unit.code} | asked)
        assert sorted(line.visit.label for line in page.context["lines"]) == sorted(found), asked
        rows = listing_of("visits").rows(by, {"hall": premises.unit.code} | asked)
        assert sorted(visit.label for visit in rows) == sorted(found)


@pytest.mark.parametrize(
    "asked",
    [
        {"since": "soon"},
        {"until": "2011-02-30"},
        {"since": "2011-01-06", "until": "2011-01-05"},
        {"service": "nonsense"},
        {"half_hour": "48"},
    ],
)
def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_is_listed(client, asked) -> None:
    premises, by = a_branch_hall()
    visits(premises, [60, 700])
    client.force_login(by)
    page = client.get(reverse("visits"), {"hall": premises.unit.code} | asked)
    assert (page.status_code, page.context["lines"], page.context["count"]) == (400, [], 0)
    assert list(page.context["form"].errors) == list(asked)[-1:]
    assert list(listing_of("visits").rows(by, {"hall": premises.unit.code} | asked)) == []


def test_the_visits_of_all_halls_below_a_unit_stand_in_one_list_each_marked_by_its_own_limit(client) -> None:
    premises, _by = a_branch_hall()
    other, _stranger = a_branch_hall()
    branch = premises.unit.parent
    a_rule(premises.unit)
    visits(premises, [60, 700])
    visits(other, [800])
    reader = a_person(Role.SERVICE_MANAGER, at=branch)
    client.force_login(reader)
    page = client.get(reverse("visits"), {"hall": branch.code})
    within = [hall for hall in (premises, other) if hall.unit.path.startswith(branch.path)]
    assert page.context["form"].chosen == within
    assert [line.is_late for line in page.context["lines"] if line.visit.premises == premises] == [True, False]
    assert page.status_code == 200
    for code in (other.unit.code, other.unit.parent.code):
        client.force_login(a_person(Role.HALL_MANAGER, at=premises.unit))
        assert client.get(reverse("visits"), {"hall": code}).status_code == 404


def test_pages_follow_each_other_without_a_gap_however_many_arrive_at_once() -> None:
    premises, _by = a_branch_hall()
    visits(premises, [60] * 7)
    Visit.objects.update(arrived_at=at("09:00"), queued_at=at("09:00"))
    seen, after = [], ""
    while True:
        page = page_of(Visit.objects.of(premises), after=after, size=3)
        seen += [visit.number for visit in page.rows]
        if page.next is None:
            break
        after = page.next
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert page_of(Visit.objects.of(premises), after="nonsense~", size=3).rows[0].number == 7


def test_a_long_list_takes_no_more_questions_than_a_short_one(client, django_assert_max_num_queries) -> None:
    premises, by = a_branch_hall()
    visits(premises, [60] * 50)
    client.force_login(by)
    client.get(reverse("visits"))
    with django_assert_max_num_queries(20):
        client.get(reverse("visits"))


def test_a_visit_shows_its_stretches_by_the_hall_s_clock(client) -> None:
    premises, by = a_branch_hall()
    visits(premises, [240])
    client.force_login(by)
    page = client.get(reverse("visit", args=[Visit.objects.get().pk]))
    steps = page.context["steps"]
    assert [(step.segment.kind, step.lasted) for step in steps] == [
        ("waiting", "4:00"),
        ("called", "0:00"),
        ("serving", "3:00"),
    ]
    assert (steps[0].x, steps[0].width, steps[2].x + steps[2].width) == (0, 571, 999)
    assert f"{steps[0].started:%H:%M}" == "09:01"


def test_halls_outside_one_s_units_do_not_exist(client) -> None:
    premises, _by = a_branch_hall()
    visits(premises, [240])
    other, _stranger = a_branch_hall()
    client.force_login(a_person(Role.HALL_MANAGER, at=other.unit))
    pk = Visit.objects.get().pk
    assert client.get(reverse("visit", args=[pk])).status_code == 404
    asked = client.get(reverse("visits"), {"hall": premises.unit.code})
    assert asked.status_code == 404
    assert asked.context["lines"] == []
    assert client.get(reverse("api_visits_past", args=[premises.unit.code])).status_code == 404


def test_machines_read_what_is_over_by_cursor(client) -> None:
    premises, by = a_branch_hall()
    visits(premises, [60, 120, 180])
    client.force_login(by)
    address = reverse("api_visits_past", args=[premises.unit.code])
    first = client.get(address, {"page_size": "2", "business_day": "2011-01-05"}).json()
    assert [one["wait_seconds"] for one in first["results"]] == [60, 120]
    second = client.get(first["next"]).json()
    assert [one["wait_seconds"] for one in second["results"]] == [180]
    assert client.get(address, {"origin": "sheet", "business_day": "2011-01-05"}).json()["results"] == []
