"""What was used is counted from sessions and segments; bands are not set until somebody sets them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from complaints.tickets.tests.test_api import Machine
from core.audit.models import AuditEntry
from core.periods.rules import Month
from halls.desks.models import DeskBands
from halls.desks.rules import Use
from halls.desks.selectors import bands_for, day_uses, hall_halves, halls_use
from halls.desks.services import CannotSetBands, set_bands
from halls.desks.spans import Span, day_span, month_span
from halls.desks.tests.factories import MONDAY, at, sat, served
from halls.premises.models import Premises
from halls.tests.factories import a_hall
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
EVENING = at("20:00")
NOW = timezone.now()


@pytest.fixture(autouse=True)
def _in_english(settings) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def busy(branch) -> Premises:
    """Counter 1: two hours open but for half of one, 81 minutes of service: 90 %. Counter 2: one hour, 15 minutes."""
    hall = a_hall("桂花西路营业厅", under=branch)
    one, two = hall.counters.get(name="1"), hall.counters.get(name="2")
    sat(one, "10:00", "12:00", rest=("11:00", "11:30"))
    sat(two, "10:00", "11:00")
    served(hall, "09:55", "10:00", "11:00", counter=one)
    served(hall, "11:20", "11:30", "11:51", counter=one)
    served(hall, "10:05", "10:15", "10:30", counter=two)
    return hall


@pytest.fixture
def idle(branch) -> Premises:
    hall = a_hall("灵桥营业厅", under=branch)
    counter = hall.counters.get(name="1")
    sat(counter, "10:00", "14:00")
    served(hall, "10:00", "10:00", "10:24", counter=counter)
    return hall


def cuts(unit, **said) -> DeskBands:
    usual = {"valid_from": dt.date(2011, 1, 1), "idle_until": 40, "relatively_idle_until": 50, "saturated_until": 60}
    return set_bands(unit=unit, note="分公司会议", by=None, now=NOW, **(usual | said))


def test_utilisation_by_counter_half_hour_hall_and_month_adds_up(busy):
    halves = hall_halves(busy, day_span(MONDAY), now=EVENING)
    assert [(one.counter.name, one.use) for one in halves.counters] == [
        ("1", Use(81 * 60, 90 * 60)),
        ("2", Use(15 * 60, 60 * 60)),
        ("3", Use()),
    ]
    assert halves.slots == {
        20: Use(45 * 60, 60 * 60),
        21: Use(30 * 60, 60 * 60),
        22: Use(0, 0),
        23: Use(21 * 60, 30 * 60),
    }
    assert halves.open_counters(20) == 2
    assert halves.whole == Use(96 * 60, 150 * 60)
    assert day_uses([busy.pk], month_span_of(MONDAY), now=EVENING) == {(busy.pk, MONDAY): halves.whole}


def month_span_of(day: dt.date) -> Span:
    return month_span(Month.of(day))


def test_days_without_open_time_are_left_out_and_counted(busy):
    served(busy, "09:00", "09:05", "09:15", day=dt.date(2011, 1, 18))
    visit = served(busy, "09:00", "09:05", "09:15", day=dt.date(2011, 1, 19))
    visit.counter, visit.staff = busy.counters.first(), a_person()
    visit.save(update_fields=["counter", "staff"])
    line = halls_use(Premises.objects.all(), month_span_of(MONDAY), now=EVENING).lines[0]
    assert (line.use, line.days, line.days_unknown) == (Use(96 * 60, 150 * 60), 1, 1)


def test_a_visit_without_kept_stretches_counts_with_its_own_times(busy):
    visit = served(busy, "13:00", "13:00", "13:30")
    visit.counter, visit.staff = busy.counters.get(name="3"), a_person()
    visit.save(update_fields=["counter", "staff"])
    halves = hall_halves(busy, day_span(MONDAY), now=EVENING)
    assert halves.counters[2].use == Use(30 * 60, 0)
    assert halves.counters[2].use.is_over
    assert day_uses([busy.pk], day_span(MONDAY), now=EVENING)[busy.pk, MONDAY] == halves.whole


def test_somebody_who_still_sits_there_counts_until_now(busy):
    sat(busy.counters.get(name="3"), "15:00", None)
    halves = hall_halves(busy, day_span(MONDAY), now=at("15:40"))
    assert halves.counters[2].use == Use(0, 40 * 60)
    assert day_uses([busy.pk], day_span(MONDAY), now=at("15:40"))[busy.pk, MONDAY].open == 190 * 60


def test_nothing_is_called_busy_until_somebody_sets_the_bands(busy, idle):
    found = halls_use(Premises.objects.all(), day_span(MONDAY), now=EVENING)
    assert [line.hall for line in found.lines] == [busy, idle]
    assert [line.band for line in found.lines] == [None, None]
    assert (found.pairs, found.has_bands) == ([], False)


def test_bands_hold_from_their_day_on_at_their_unit_and_below_the_nearest_first(branch, busy, idle):
    cuts(branch)
    cuts(idle.unit, valid_from=dt.date(2011, 1, 10), idle_until=5, relatively_idle_until=8, saturated_until=9)
    on = {day: bands_for([busy.unit, idle.unit], on=dt.date(2011, 1, day)) for day in (9, 10)}
    assert {unit: bands.unit for unit, bands in on[9].items()} == {busy.unit_id: branch, idle.unit_id: branch}
    assert on[10][idle.unit_id].unit == idle.unit
    assert bands_for([busy.unit], on=dt.date(2010, 12, 31)) == {}


def test_a_busy_hall_stands_beside_an_idle_one(branch, busy, idle):
    cuts(branch)
    found = halls_use(Premises.objects.all(), day_span(MONDAY), now=EVENING)
    assert [(line.hall, line.band) for line in found.lines] == [(busy, "busy"), (idle, "idle")]
    assert [(one.hall, other.hall) for one, other in found.pairs] == [(busy, idle)]


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"idle_until": 50}, "saturated_until"),
        ({"saturated_until": 100}, "saturated_until"),
        ({"idle_until": 0}, "saturated_until"),
        ({"note": " "}, "note"),
    ],
)
def test_bands_that_cannot_be_are_refused(branch, said, field):
    with pytest.raises(CannotSetBands) as refused:
        set_bands(
            **{
                "unit": branch,
                "valid_from": dt.date(2011, 1, 1),
                "idle_until": Decimal(40),
                "relatively_idle_until": Decimal(50),
                "saturated_until": Decimal(60),
                "note": "分公司会议",
                "by": None,
                "now": NOW,
            }
            | said
        )
    assert refused.value.field == field
    assert not DeskBands.objects.exists()


def test_set_again_for_the_same_day_they_are_replaced_and_both_stand_on_the_trail(branch):
    cuts(branch)
    cuts(branch, saturated_until=80)
    assert DeskBands.objects.get().saturated_until == 80
    assert AuditEntry.objects.filter(verb="desk_bands.set").count() == 2


def test_the_questions_do_not_grow_with_the_halls(branch, busy, idle, django_assert_num_queries):
    cuts(branch)
    for number in range(4):
        a_hall(f"第{number}营业厅", under=branch)
    with django_assert_num_queries(6):
        halls_use(Premises.objects.all(), day_span(MONDAY), now=EVENING)


def test_the_pages_show_figures_with_their_formula_and_say_what_is_not_set(client, branch, busy, idle):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    page = client.get(reverse("desks"), {"day": "2011-01-17"}).content.decode()
    assert "64.0 %" in page
    assert "10.0 %" in page
    assert "Not set" in page
    assert "pauses with a reason are not open time" in page
    cuts(branch)
    page = client.get(reverse("desks"), {"month": "2011-01"}).content.decode()
    assert "桂花西路营业厅 is busy (64.0 %) while 灵桥营业厅 is idle (10.0 %)." in page
    page = client.get(reverse("hall_desks", args=[busy.unit.code]), {"day": "2011-01-17"}).content.decode()
    assert "Counter 1" in page
    assert "90.0 %" in page
    assert client.get(reverse("desks"), {"day": "17/1/2011"}).status_code == 404


def test_setting_bands_on_the_page_shows_errors_beside_the_field(client, branch):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    address = reverse("desk_bands", args=[branch.code])
    said = {"valid_from": timezone.localdate().isoformat(), "idle_until": "50", "relatively_idle_until": "40"}
    answer = client.post(address, said | {"saturated_until": "85"})
    assert answer.status_code == 409
    assert "three rising numbers" in answer.content.decode()
    answer = client.post(address, said | {"idle_until": "30", "saturated_until": "85"})
    assert answer.status_code == 302
    assert DeskBands.objects.get().cuts.edges == (30, 40, 85)


def test_a_machine_reads_the_same_and_sets_bands_once(client, branch, busy, idle):
    machine = Machine(client, a_person(Role.SERVICE_MANAGER, at=branch), Right.HALL_VIEW, Right.HALL_EDIT)
    cuts(branch)
    told = machine.get(reverse("api_desks") + "?day=2011-01-17").json()
    assert [(one["unit"], one["utilisation"], one["band"]) for one in told["halls"]] == [
        (busy.unit.code, "0.640000", "busy"),
        (idle.unit.code, "0.100000", "idle"),
    ]
    assert told["pairs"] == [{"busy": busy.unit.code, "idle": idle.unit.code}]
    one = machine.get(reverse("api_hall_desks", args=[busy.unit.code]) + "?day=2011-01-17").json()
    assert one["counters"][0] == {
        "name": "1", "serving_seconds": 4860, "open_seconds": 5400, "utilisation": "0.900000", "band": "busy",
    }  # fmt: skip
    said = {
        "unit": branch.code,
        "valid_from": timezone.localdate().isoformat(),
        "idle_until": "20",
        "relatively_idle_until": "40",
        "saturated_until": "80",
    }
    for _again in range(2):
        assert machine.send(reverse("api_desk_bands"), said, key="one").status_code == 201
    assert AuditEntry.objects.filter(verb="desk_bands.set").count() == 2


def test_the_sheet_has_the_formula_in_every_row(client, branch, busy, idle):
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch, language="en"))
    answer = client.get(reverse("export", args=["desks", "csv"]), {"day": "2011-01-17"})
    text = b"".join(answer).decode("utf-8-sig")
    assert text.count("SEAT v1") == 2
    assert "64.00" in text
