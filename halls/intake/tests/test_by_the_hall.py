"""Pages, sheets and doors of a hall in another time zone than the house's, under limits that changed meanwhile."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.exports.registry import listing_of
from halls.intake import sheet_names
from halls.intake.presenter import duration
from halls.intake.rules import Times
from halls.intake.services import Figures, NewVisit, enter_total, settle_days, write_visits
from halls.intake.tests.factories import NOW, a_branch_hall, at, imported
from halls.premises.models import Premises
from halls.queue.choices import Origin, Outcome
from halls.tests.factories import a_rule

pytestmark = pytest.mark.django_db
DAY = dt.date(2011, 1, 5)
NINE = dt.datetime(2011, 1, 5, 9, 0, tzinfo=dt.UTC)


def a_visit_at(premises: Premises, came: dt.datetime, *, number: int = 1, wait: int = 300, **more: object) -> None:
    called = came + dt.timedelta(seconds=wait)
    times = Times(came, called, called, called + dt.timedelta(minutes=3))
    service = premises.services.get(prefix="A")
    usual = {"origin": Origin.KIOSK, "outcome": Outcome.SERVED, "counter_id": premises.counters.first().pk}
    write_visits([NewVisit(premises.pk, came.date(), "A", number, service.pk, times=times, **(usual | more))])


@pytest.fixture
def in_utc():
    """A hall whose clock is eight hours behind that of the house, and somebody who may see it."""
    premises, by = a_branch_hall()
    Premises.objects.filter(pk=premises.pk).update(time_zone="UTC")
    premises.refresh_from_db()
    return premises, by


def test_pages_show_the_time_on_the_hall_s_wall(client, in_utc) -> None:
    premises, by = in_utc
    a_visit_at(premises, NINE)
    client.force_login(by)
    page = client.get(reverse("visits"))
    assert "01-05 09:00:00" in page.content.decode()
    one = client.get(reverse("visit", args=[page.context["lines"][0].visit.pk])).content.decode()
    assert "09:00:00 – 09:05:00" in one


def test_a_sheet_has_the_times_of_the_hall_s_wall(in_utc) -> None:
    """A moment with a zone would be written by the clock of the house."""
    premises, by = in_utc
    a_visit_at(premises, NINE)
    listing = listing_of("visits")
    visit = listing.rows(by, {"hall": premises.unit.code})[0]
    cells = [column.value(visit) for column in listing.columns]
    moments = [cell for cell in cells if isinstance(cell, dt.datetime)]
    assert moments[0] == dt.datetime(2011, 1, 5, 9, 0)  # noqa: DTZ001 - by the hall's clock, as a sheet has it
    assert all(timezone.is_naive(moment) for moment in moments)


def test_each_visit_is_late_by_the_limit_of_its_own_day(client) -> None:
    premises, by = a_branch_hall()
    a_rule(premises.unit)
    a_rule(premises.unit, wait_minutes=5, valid_from=dt.date(2011, 1, 6))
    for day in (5, 6):
        a_visit_at(premises, at("09:00", day), wait=400)
    client.force_login(by)
    page = client.get(reverse("visits"), {"since": "2011-01-05", "until": "2011-01-06"})
    late = {line.visit.business_day.day: line.is_late for line in page.context["lines"]}
    assert late == {5: False, 6: True}
    over = client.get(reverse("visits"), {"since": "2011-01-05", "until": "2011-01-06", "over": "yes"})
    assert [line.visit.business_day.day for line in over.context["lines"]] == [6]
    assert page.context["limits"] == [5, 10]
    assert "5 / 10" in page.content.decode()


def test_a_list_of_many_days_asks_for_the_limits_once(client, django_assert_max_num_queries) -> None:
    premises, by = a_branch_hall()
    a_rule(premises.unit)
    for day in range(3, 25):
        a_visit_at(premises, at("09:00", day))
    client.force_login(by)
    asked = {"since": "2011-01-03", "until": "2011-01-24"}
    client.get(reverse("visits"), asked)
    with django_assert_max_num_queries(20):
        assert len(client.get(reverse("visits"), asked).context["lines"]) == 22


@pytest.mark.parametrize(("first", "status"), [("0001-02-01", 400), ("0001-01-01", 200)])
def test_the_first_days_of_the_calendar_are_days_like_others(client, first, status) -> None:
    premises, by = a_branch_hall()
    a_visit_at(premises, at("09:00"))
    client.force_login(by)
    page = client.get(reverse("visits"), {"since": first, "until": "0001-01-02"})
    assert (page.status_code, page.context["lines"]) == (status, [])


def test_a_wait_of_hours_is_read_as_hours() -> None:
    assert (duration(725), duration(3_600), duration(68_127)) == ("12:05", "1:00:00", "18:55:27")


def locks(captured: CaptureQueriesContext) -> list[str]:
    """What is asked of the halls' table before anything is written."""
    return [one["sql"] for one in captured if one["sql"].startswith("SELECT") and 'FROM "halls_premises"' in one["sql"]]


def test_only_the_hall_s_own_row_is_held() -> None:
    """The order of halls is that of their units: a lock in that order would hold the unit's row as well."""
    premises, by = a_branch_hall()
    with CaptureQueriesContext(connection) as captured:
        settle_days(premises=premises.pk, days=[DAY])
    assert locks(captured)
    assert not [sql for sql in locks(captured)[:1] if "JOIN" in sql]
    with CaptureQueriesContext(connection) as captured:
        enter_total(
            premises=premises, business_day=DAY, channel="queue", service=None, figures=Figures(240),
            reason="取号机故障", by=by, now=NOW,
        )  # fmt: skip
    assert not [sql for sql in locks(captured)[:1] if "JOIN" in sql]


def test_machines_name_the_day_whose_visits_they_read(client) -> None:
    """By day there is an index; a walk over all of a hall's history has none."""
    premises, by = a_branch_hall()
    a_visit_at(premises, at("09:00"))
    client.force_login(by)
    address = reverse("api_visits_past", args=[premises.unit.code])
    refused = client.get(address)
    assert refused.status_code == 400
    assert "business_day" in refused.content.decode()
    assert len(client.get(address, {"business_day": "2011-01-05"}).json()["results"]) == 1


def test_a_list_says_how_many_it_has_and_what_is_wrong_with_its_days(client) -> None:
    premises, by = a_branch_hall()
    for number in range(1, 61):
        a_visit_at(premises, at("09:00"), number=number)
    client.force_login(by)
    page = client.get(reverse("visits"))
    assert (page.context["count"], len(page.context["lines"])) == (60, 50)
    turned = client.get(reverse("visits"), {"since": "2011-01-05", "until": "2011-01-03"})
    assert turned.context["form"].errors["until"]
    with translation.override("zh-hans"):
        assert turned.context["form"].errors["until"][0] in turned.content.decode()
    assert (turned.context["form"].first, turned.context["form"].last) == (DAY, DAY)
    unread = client.get(reverse("visits"), {"since": "soon"})
    with translation.override("zh-hans"):
        assert str(unread.context["form"].errors["since"][0]) in unread.content.decode()


def test_halls_are_held_before_the_trail_is_written(monkeypatch) -> None:
    """Who counts a day by hand holds the hall first and the trail second; a sheet that did it the other way round
    would wait for them, and they for it."""
    premises, by = a_branch_hall()
    order: list[str] = []

    def noted(name: str) -> Any:
        act = getattr(sheet_names, name)

        def noting(*args: Any, **named: Any) -> Any:
            order.append(name)
            return act(*args, **named)

        return noting

    for name in ("hold_halls", "save_service"):
        monkeypatch.setattr(sheet_names, name, noted(name))
    imported(
        "日期,票号,取号时刻,开始时刻,结束时刻,业务\n2011-01-05,C1,9:00,9:05,9:10,宽带\n",
        by=by, hall=premises.unit.code, missing={"service": {"act": "create", "under": premises.unit.code}},
    )  # fmt: skip
    assert order == ["hold_halls", "save_service"]
