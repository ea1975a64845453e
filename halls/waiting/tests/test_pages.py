"""The pages, the sheet and the API say the same as the rules, each within its reach and in few questions."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from halls.premises.models import Premises
from halls.tests.factories import ZONE, a_hall, a_rule
from halls.waiting.models import WaitDay
from halls.waiting.services import refresh_differing
from halls.waiting.tasks import keep_days
from halls.waiting.tests.factories import visits
from halls.waiting.tests.test_rules import TABLE
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

pytestmark = pytest.mark.django_db
JANUARY = "2011-01"


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def branch() -> Unit:
    made = a_unit("富阳分公司")
    a_rule(made)
    return made


@pytest.fixture
def manager(branch) -> Person:
    return a_person(Role.SERVICE_MANAGER, at=branch, language="en")


@pytest.fixture
def january(branch) -> list[Premises]:
    """Rule book 1.1, all on one morning and half a minute beyond ten minutes where it is over."""
    halls = [a_hall(name, under=branch, counters=0) for name in TABLE]
    for hall, (tickets, over) in zip(halls, TABLE.values(), strict=True):
        visits(hall, [630] * over + [60] * (tickets - over))
    return halls


def text_of(client, name: str, *args: object, **query: object) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_month_shows_the_table_of_the_source_and_what_is_wrong_with_its_total(client, january, manager):
    client.force_login(manager)
    page = text_of(client, "waits_period", JANUARY)
    for words in ("31.53 %", "12.81 %", "16.29 %", "13,261", "4,181", "30,034", "6,590", "21.94 %"):
        assert words in page
    assert "6,591 = 21.95 %" in page
    assert "The mean of the percentages would be 20.21 %" in page
    assert "Which halls have more than 10 % overtime?" in page


def test_without_a_limit_the_page_says_that_it_is_not_set(client):
    hall = a_hall(under=a_unit("富阳分公司"))
    visits(hall, [36_000])
    client.force_login(a_person(Role.SERVICE_MANAGER, at=hall.unit.parent, language="en"))
    page = text_of(client, "waits_period", JANUARY)
    assert "Not set" in page
    assert "100.00 %" not in page
    assert "Not set" in text_of(client, "hall_waits_period", hall.unit.code, JANUARY)


def test_the_base_is_named_and_changes_the_figures(client, branch, manager):
    hall = a_hall(under=branch)
    visits(hall, [700, 60, 60, 60])
    visits(hall, [700], outcome="left", prefix="B")
    client.force_login(manager)
    assert "40.00 %" in text_of(client, "waits_period", JANUARY)
    served = text_of(client, "waits_period", JANUARY, base="served")
    assert "25.00 %" in served
    assert "Queue machines print this one" in served
    assert "40.00 %" in text_of(client, "waits_period", JANUARY, base="nonsense")


@pytest.mark.parametrize("by", ["hall", "service", "half_hour", "weekday", "day"])
def test_every_breakdown_adds_up_to_the_same_total(client, january, manager, by):
    client.force_login(manager)
    assert "21.94 %" in text_of(client, "waits_period", JANUARY, by=by) or by in ("weekday", "day", "half_hour")
    answer = client.get(reverse("api_hall_waits", args=[JANUARY]), {"by": by}).json()
    assert (answer["total"]["tickets"], answer["total"]["overtime"]) == (30_034, 6_590)
    assert sum(line["overtime"] for line in answer["lines"]) == 6_590


def test_one_hall_has_the_map_of_its_week_and_its_percentiles(client, branch, manager):
    hall = a_hall(under=branch)
    visits(hall, [60] * 8 + [700] * 2, day=dt.date(2011, 1, 3), at=dt.time(9, 10))
    visits(hall, [60] * 10, day=dt.date(2011, 1, 4), at=dt.time(9, 30), prefix="B")
    client.force_login(manager)
    page = text_of(client, "hall_waits_period", hall.unit.code, JANUARY)
    assert "09:00–09:30" in page
    assert "20.0 %" in page
    assert "n=10" in page
    assert "10.00 %" in page  # 2 of 20, which is the line itself and so no finding of the whole
    assert "2011-01-03" in page


def test_halls_of_one_bureau_are_shown_in_pairs(client, branch, manager):
    """Nine o'clock: 20 come here, 8 wait too long; 5 come there, where 15 were served in time at ten."""
    bureau = a_unit("城区", kind=UnitKind.BUREAU, under=branch)
    busy, idle = (a_hall(name, under=bureau) for name in ("桂花", "灵桥"))
    visits(busy, [60] * 12 + [700] * 8)
    visits(idle, [60] * 5)
    visits(idle, [60] * 15, at=dt.time(10), prefix="B")
    client.force_login(manager)
    page = text_of(client, "waits_pairs", JANUARY)
    assert "<strong>8.0</strong>" in page
    assert "same bureau" in page
    far = a_hall("新登", under=a_unit("新登分局", kind=UnitKind.BUREAU, under=branch))
    visits(far, [60] * 40)
    there = reverse("hall_waits_period", args=[far.unit.code, JANUARY])
    assert there not in text_of(client, "waits_pairs", JANUARY)


def test_no_pair_is_said_in_words(client, branch, manager):
    client.force_login(manager)
    assert "No pair in this period" in text_of(client, "waits_pairs", JANUARY)


def test_the_first_page_is_the_last_month_in_which_somebody_came(client, branch, manager):
    visits(a_hall(under=branch), [60], day=dt.date(2011, 3, 5))
    client.force_login(manager)
    assert client.get(reverse("waits")).url.startswith(reverse("waits_period", args=["2011-03"]))
    chosen = client.get(reverse("waits"), {"first": "2011-01", "last": "2011-03"})
    assert chosen.url.startswith(reverse("waits_period", args=["2011-Q1"]))
    assert client.get(reverse("waits"), {"first": "2011-13"}).status_code == 400


def test_halls_of_other_units_are_out_of_sight(client, january, branch):
    elsewhere = a_person(Role.SERVICE_MANAGER, at=a_unit("临安分公司"))
    client.force_login(elsewhere)
    assert "桂花西路营业厅" not in text_of(client, "waits_period", JANUARY)
    assert client.get(reverse("waits_period", args=[JANUARY]), {"unit": branch.code}).status_code == 404
    assert client.get(reverse("hall_waits_period", args=[january[0].unit.code, JANUARY])).status_code == 404
    sheet = client.get(reverse("export", args=["waits", "csv"]), {"unit": branch.code, "period": JANUARY})
    assert "13,261" not in b"".join(sheet).decode()


def test_the_sheet_has_the_lines_of_the_page(client, january, branch, manager):
    client.force_login(manager)
    answer = client.get(reverse("export", args=["waits", "csv"]), {"unit": branch.code, "period": JANUARY})
    rows = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(rows) == 4
    assert any("桂花西路营业厅,13261,13261,4181,0.315" in row for row in rows)


def test_the_api_gives_limits_line_and_percentiles(client, january, manager):
    client.force_login(manager)
    lines = client.get(reverse("api_hall_waits", args=[JANUARY])).json()["lines"]
    first = next(line for line in lines if line["name"] == "桂花西路营业厅")
    assert (first["tickets"], first["overtime"], first["is_above_line"]) == (13_261, 4_181, True)
    assert (first["p50_seconds"], first["p90_seconds"]) == (60, 630)
    assert first["limits"] == [{"from": "2011-01-01", "to": "2011-01-31", "minutes": 10, "share_allowed": 10.0}]


@pytest.mark.parametrize("name", ["waits_period", "waits_pairs"])
def test_a_page_asks_as_much_for_ten_halls_as_for_two(client, branch, manager, name, django_assert_max_num_queries):
    halls = [a_hall(f"厅{place}", under=branch, counters=0) for place in range(10)]
    for hall in halls:
        visits(hall, [60, 700])
    now = dt.datetime(2011, 2, 1, 3, tzinfo=ZONE)
    refresh_differing(halls=halls, first=dt.date(2011, 1, 1), last=dt.date(2011, 1, 31), now=now)
    client.force_login(manager)
    text_of(client, name, JANUARY)
    with django_assert_max_num_queries(24):
        text_of(client, name, JANUARY)


def test_the_night_keeps_yesterday_and_leaves_today(branch):
    hall = a_hall(under=branch)
    today = dt.datetime.now(ZONE).date()
    visits(hall, [60], day=today)
    visits(hall, [60, 700], day=today - dt.timedelta(days=1))
    keep_days()
    kept = {day.business_day: day.tickets for day in WaitDay.objects.filter(premises=hall)}
    assert today not in kept
    assert kept[today - dt.timedelta(days=1)] == 2


def test_the_command_names_what_differs_and_puts_it_right(branch, capsys):
    hall = a_hall(under=branch)
    visits(hall, [700])
    span = ["--from", "2011-01-01", "--to", "2011-01-02"]
    with pytest.raises(CommandError, match="2 days differ"):
        call_command("recount_waits", *span)
    assert "2011-01-01: kept nothing; counted 1, 1 over" in capsys.readouterr().out
    call_command("recount_waits", *span, "--yes")
    call_command("recount_waits", *span)
    assert "every day is kept as its visits come to." in capsys.readouterr().out
