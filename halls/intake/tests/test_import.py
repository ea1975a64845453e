"""Rule book 1.1 and H15: a queue machine's sheet, row by row."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from django.utils import translation

from core.imports.services import Undecided
from halls.intake.imports import NoSuchHall
from halls.intake.tests.factories import HEADINGS, NOW, a_branch_hall, at, imported, reasons, result
from halls.premises.models import Service
from halls.queue.choices import Origin, Outcome, SegmentKind, VisitState
from halls.queue.models import Visit
from halls.tests.factories import a_visit
from org.people.choices import Role
from org.people.services import end_posting
from org.tests.factories import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def sheet(*lines: str, headings: str = HEADINGS) -> str:
    return "\n".join([headings, *lines]) + "\n"


def test_a_row_becomes_a_visit_that_is_over_with_its_stretches() -> None:
    premises, by = a_branch_hall()
    imported(sheet("2011-01-05,A012,9:00:00,9:04:00,9:04:30,9:10:30,2号窗口"), by=by, hall=premises.unit.code)
    visit = Visit.objects.get()
    assert (visit.label, visit.business_day, visit.origin) == ("A012", dt.date(2011, 1, 5), Origin.SHEET)
    assert (visit.state, visit.outcome, visit.is_exact) == (VisitState.ENDED, Outcome.SERVED, True)
    assert (visit.wait_seconds, visit.serve_wait_seconds, visit.serve_seconds) == (240, 270, 360)
    assert (visit.arrived_at, visit.ended_at, visit.counter.name) == (at("09:00:00"), at("09:10:30"), "2")
    stretches = [(one.kind, one.started_at, one.ended_at) for one in visit.segments.all()]
    assert stretches == [
        (SegmentKind.WAITING, at("09:00:00"), at("09:04:00")),
        (SegmentKind.CALLED, at("09:04:00"), at("09:04:30")),
        (SegmentKind.SERVING, at("09:04:30"), at("09:10:30")),
    ]


def test_the_times_tell_how_it_ended_and_how_long_they_waited() -> None:
    """Decision 14: to the first call, or to the start of service, or to the end of one never called."""
    premises, by = a_branch_hall()
    imported(
        sheet(
            "2011-01-05,1,9:00,,9:06,9:09,1",
            "2011-01-05,2,9:00,9:05,,9:07,1",
            "2011-01-05,3,9:00,,,9:20,",
            "2011-01-05,4,9:00,9:10,9:11,,3",
        ),
        by=by,
        hall=premises.unit.code,
    )
    told = {one.number: (one.outcome, one.wait_seconds, one.serve_seconds, one.is_exact) for one in Visit.objects.all()}
    assert told == {
        1: ("served", 360, 180, True),
        2: ("no_show", 300, None, True),
        3: ("left", 1200, None, True),
        4: ("served", 600, None, False),
    }


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2011-01-05,A1,9:10,,9:05,9:20,1", "Service starts before the customer arrived."),
        ("2011-01-05,A1,9:10,9:05,9:15,9:20,1", "Called before the customer arrived."),
        ("2011-01-05,A1,9:00,9:05,9:04,9:20,1", "Service starts before the customer was called."),
        ("2011-01-05,A1,9:10,,9:15,9:12,1", "Service ends before it starts."),
        ("2011-01-05,A1,23:50,,23:55,0:05,1", "Service ends before it starts."),
        ("2011-01-05,A1,9:10,,25:61,9:30,1", "“25:61” is not a time of day."),
        ("2011-01-05,A1,,,9:15,9:30,1", "There is no moment of arrival."),
        ("2011-01-05,A1,9:00,,9:15,9:30,9", "桂花西路营业厅 has no counter “9”."),
        ("2011-01-05,甲子,9:00,,9:15,9:30,1", "“甲子” is no ticket number such as A012."),
        ("2026-11-21,A1,9:00,,9:15,9:30,1", "This day is not over yet; a sheet of it may not be whole."),
    ],
)
def test_a_row_that_cannot_be_comes_back_and_nothing_of_it_stays(line: str, reason: str) -> None:
    """H15, J20."""
    premises, by = a_branch_hall()
    run = imported(sheet(line, "2011-01-05,A2,10:00,,10:05,10:10,1"), by=by, hall=premises.unit.code)
    assert reasons(run) == {2: reason}
    assert [visit.number for visit in Visit.objects.all()] == [2]


def test_a_visit_that_goes_on_past_midnight_comes_back() -> None:
    premises, by = a_branch_hall()
    text = "取号时间,开始时间,结束时间\n2011-01-05 23:50:00,2011-01-05 23:55:00,2011-01-06 00:05:00\n"
    dates = dict.fromkeys(("arrived_at", "started_at", "ended_at"), "ymd")
    run = imported(text, by=by, hall=premises.unit.code, dates=dates)
    assert reasons(run) == {2: "The visit goes on past midnight; a visit is of one day."}


def test_of_two_rows_at_one_counter_at_once_the_first_stands() -> None:
    """H15: beside each other is no overlap; in another order and by a later sheet it is one all the same."""
    premises, by = a_branch_hall()
    run = imported(
        sheet(
            "2011-01-05,A1,9:00,,9:05,9:10,1",
            "2011-01-05,A2,9:01,,9:10,9:15,1",
            "2011-01-05,A3,9:02,,9:14,9:16,1",
            "2011-01-05,A4,9:02,,9:14,9:16,2",
            "2011-01-05,A5,8:50,,8:55,9:06,1",
        ),
        by=by,
        hall=premises.unit.code,
    )
    assert reasons(run) == {
        4: "At this counter row 3 is served at the same time.",
        6: "At this counter row 2 is served at the same time.",
    }
    again = imported(sheet("2011-01-05,A9,9:00,,9:09,9:12,1"), by=by, hall=premises.unit.code)
    assert reasons(again) == {2: "At this counter somebody is served at the same time by an earlier sheet."}
    assert sorted(Visit.objects.values_list("number", flat=True)) == [1, 2, 4]


def test_a_second_import_changes_nothing_and_a_later_word_renews_the_row() -> None:
    premises, by = a_branch_hall()
    lines = ["2011-01-05,A1,9:00,,9:05,9:10,1", "2011-01-05,A2,9:01,,9:10,9:15,1", "2011-01-05,,9:02,,9:14,9:16,2"]
    imported(sheet(*lines), by=by, hall=premises.unit.code)
    before = list(Visit.objects.order_by("pk").values())
    run = imported(sheet(*lines), by=by, hall=premises.unit.code)
    assert (run.rows_imported, run.rows_unchanged) == (0, 3)
    assert list(Visit.objects.order_by("pk").values()) == before
    run = imported(sheet(lines[0].replace("9:10", "9:08")), by=by, hall=premises.unit.code)
    assert result(run)["counts"]["changed"] == 1
    visit = Visit.objects.get(number=1)
    assert (visit.serve_seconds, visit.version, visit.import_run) == (180, 2, run)
    assert [one.ended_at for one in visit.segments.all()] == [at("09:05"), at("09:08")]


def test_rows_that_repeat_are_told_and_never_dropped_in_silence() -> None:
    premises, by = a_branch_hall()
    run = imported(
        sheet(
            "2011-01-05,A1,9:00,,9:05,9:10,",
            "2011-01-05,A1,9:00,,9:05,9:10,",
            "2011-01-05,A1,9:30,,9:35,9:40,",
            "2011-01-05,,9:00,,9:05,9:10,",
            "2011-01-05,,9:00,,9:05,9:10,",
        ),
        by=by,
        hall=premises.unit.code,
    )
    assert reasons(run) == {
        3: "The same as row 2, which is taken.",
        4: "Row 2 has the same number on the same day, and is taken; this one says something else.",
        6: "The same as row 5, which is taken.",
    }
    assert run.rows_rejected == 3
    assert Visit.objects.count() == 2


def test_who_served_must_have_served_somewhere_on_that_day() -> None:
    """J20."""
    premises, by = a_branch_hall()
    clerk = a_person(Role.COUNTER_STAFF, at=premises.unit)
    left = a_person(Role.COUNTER_STAFF, at=premises.unit)
    posting = left.postings.get()
    end_posting(posting=posting, on=dt.date(2011, 1, 1), by=None, now=NOW)
    run = imported(
        sheet(
            f"2011-01-05,9:00,9:05,9:10,1,{clerk.staff_number}",
            f"2011-01-05,9:10,9:15,9:20,1,{left.staff_number}",
            "2011-01-05,9:20,9:25,9:30,1,NOBODY",
            headings="日期,取号时刻,开始时刻,结束时刻,窗口,工号",
        ),
        by=by,
        hall=premises.unit.code,
    )
    assert reasons(run) == {
        3: "Nobody with this staff number served on that day.",
        4: "Nobody has this staff number.",
    }
    assert Visit.objects.get().staff == clerk


def test_a_sheet_without_a_hall_asks_for_it_and_a_wrong_one_is_refused() -> None:
    _premises, by = a_branch_hall()
    with pytest.raises(Undecided) as refusal:
        imported(sheet("2011-01-05,A1,9:00,,9:05,9:10,1"), by=by)
    assert "Hall of the whole sheet" in refusal.value.questions[0]
    with pytest.raises(NoSuchHall):
        imported(sheet("2011-01-05,A1,9:00,,9:05,9:10,1"), by=by, hall="新登营业厅")


def test_a_hall_outside_the_importers_units_is_unknown() -> None:
    premises, _by = a_branch_hall()
    _other, stranger = a_branch_hall()
    with pytest.raises(NoSuchHall):
        imported(sheet("2011-01-05,A1,9:00,,9:05,9:10,1"), by=stranger, hall=premises.unit.code)
    assert not Visit.objects.exists()


def test_a_day_counted_from_the_ticket_machine_is_not_counted_again() -> None:
    """One source counts a hall's day and service; the sheet's rows are kept and marked."""
    premises, by = a_branch_hall()
    a_visit(premises, prefix="A")
    line = "2011-01-17,{},9:00,,9:05,9:10,1,{}"
    headings = HEADINGS + ",业务"
    imported(
        sheet(line.format("A001", "业务办理"), line.format("B001", "缴费").replace(",1,", ",2,"), headings=headings),
        by=by,
        hall=premises.unit.code,
    )
    counted = Visit.objects.counted().values_list("origin", "prefix")
    assert sorted(counted) == [("kiosk", "A"), ("sheet", "B")]
    assert Visit.objects.filter(is_counted=False).get().label == "A001"


@pytest.fixture
def wellington(shared_data):
    return shared_data("queue_wellington.csv").read_bytes()


def test_the_station_s_sheet(wellington) -> None:
    """403 rows observed by hand: two start before the customer came, one says another duration than its times."""
    premises, by = a_branch_hall()
    run = imported(
        wellington,
        by=by,
        hall=premises.unit.code,
        dates={"day": "dmy"},
        missing={"service": {"act": "create", "under": premises.unit.code}},
    )
    found = result(run)
    assert {name: found["counts"][name] for name in ("read", "imported", "rejected")} == {
        "read": 403,
        "imported": 401,
        "rejected": 2,
    }
    assert [(one["heading"], one["message"], one["count"], one["row"]) for one in found["reasons"]] == [
        ("Serv_start", "Service starts before the customer arrived.", 2, 25)
    ]
    assert [(one["heading"], one["row"], one["message"]) for one in found["warnings"]] == [
        ("Serv_time_sec", 378, "83 seconds, but from start to end it is 143; the times are taken.")
    ]
    visits = Visit.objects.select_related("service")
    lanes = {day: {v.service.name for v in visits if v.business_day == day} for day in {v.business_day for v in visits}}
    # Three people served on that day, say the notes; five lanes were used.
    assert lanes[dt.date(2022, 4, 12)] == {"1", "2", "3", "4", "5"}
    assert Counter(str(v.business_day) for v in visits) == {
        "2022-04-11": 105,
        "2022-04-12": 115,
        "2022-04-20": 72,
        "2022-02-27": 109,
    }
    assert not Service.objects.filter(premises=premises, name="5", is_on_kiosk=True).exists()
    again = imported(wellington, by=by, hall=premises.unit.code, dates={"day": "dmy"})
    assert (again.rows_imported, again.rows_unchanged) == (0, 401)
