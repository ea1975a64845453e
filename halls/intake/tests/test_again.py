"""Sheets that come again: numbers that begin anew each day, and rows whose times or counters were corrected."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from halls.intake.rules import Times
from halls.intake.services import NewVisit, renew_visits
from halls.intake.tests.factories import HEADINGS, a_branch_hall, at, imported, reasons, result
from halls.queue.models import Visit
from halls.tests.factories import a_visit

pytestmark = pytest.mark.django_db
BY_ROW = "日期,流水号,取号时刻,开始时刻,结束时刻,窗口"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def sheet(*lines: str, headings: str = HEADINGS) -> str:
    return "\n".join([headings, *lines]) + "\n"


def test_row_numbers_that_begin_anew_each_day_keep_every_day() -> None:
    """A machine that numbers its rows from 1 each day tells of other visits the next day."""
    premises, by = a_branch_hall()
    for day in ("05", "06"):
        lines = [f"2011-01-{day},{number},9:0{number},9:1{number},9:1{number}:30,1" for number in (1, 2, 3)]
        run = imported(sheet(*lines, headings=BY_ROW), by=by, hall=premises.unit.code)
        assert (run.rows_imported, result(run)["counts"].get("changed", 0)) == (3, 0)
    days = Visit.objects.order_by("business_day", "arrived_at").values_list("business_day", flat=True)
    assert list(days) == [dt.date(2011, 1, 5)] * 3 + [dt.date(2011, 1, 6)] * 3


def test_a_visit_is_never_renewed_into_another_day() -> None:
    premises, by = a_branch_hall()
    imported(sheet("2011-01-05,A1,9:00,,9:05,9:10,1"), by=by, hall=premises.unit.code)
    visit = Visit.objects.get()
    moved = NewVisit(
        premises.pk, dt.date(2011, 1, 6), "A", 1, visit.service_id, visit.origin, visit.outcome,
        Times(at("09:00", 6), None, at("09:05", 6), at("09:10", 6)),
    )  # fmt: skip
    with pytest.raises(ValueError, match="2011-01-06"):
        renew_visits({visit.pk: moved}, run=None)
    visit.refresh_from_db()
    assert (visit.arrived_at, visit.version) == (at("09:00"), 1)


@pytest.mark.parametrize("rows_at_once", [1, 3, 5_000])
def test_a_corrected_sheet_is_taken_as_a_whole(monkeypatch, rows_at_once) -> None:
    """All rows five minutes later, two counters changed over: no row stands in the way of its own old neighbour,
    also where that one comes in a later chunk."""
    monkeypatch.setattr("core.imports.contents.CHUNK_ROWS", rows_at_once)
    premises, by = a_branch_hall()
    before = [
        "2011-01-05,A1,9:00,,9:05,9:10,1",
        "2011-01-05,A2,9:01,,9:10,9:15,1",
        "2011-01-05,A3,9:02,,9:05,9:10,2",
        "2011-01-05,A4,9:02,,9:10,9:15,2",
    ]
    after = [
        "2011-01-05,A1,9:00,,9:10,9:15,1",
        "2011-01-05,A2,9:01,,9:15,9:20,1",
        "2011-01-05,A3,9:02,,9:05,9:10,1",
        "2011-01-05,A4,9:02,,9:08,9:13,2",
    ]
    imported(sheet(*before), by=by, hall=premises.unit.code)
    run = imported(sheet(*after), by=by, hall=premises.unit.code)
    assert reasons(run) == {}
    assert result(run)["counts"]["changed"] == 4
    told = {one.number: (one.counter.name, one.served_at) for one in Visit.objects.select_related("counter")}
    assert told == {1: ("1", at("09:10")), 2: ("1", at("09:15")), 3: ("1", at("09:05")), 4: ("2", at("09:08"))}


@pytest.mark.parametrize("rows_at_once", [1, 5_000])
def test_a_refused_correction_leaves_its_old_place_taken(monkeypatch, rows_at_once) -> None:
    """What a row says anew cannot be, so that what it said before still holds its counter."""
    monkeypatch.setattr("core.imports.contents.CHUNK_ROWS", rows_at_once)
    premises, by = a_branch_hall()
    imported(
        sheet("2011-01-05,A1,9:00,,9:05,9:10,1", "2011-01-05,A2,9:01,,9:10,9:15,1"), by=by, hall=premises.unit.code
    )
    run = imported(
        sheet("2011-01-05,A1,9:00,,9:11,9:14,1", "2011-01-05,A7,9:01,,9:06,9:09,1"), by=by, hall=premises.unit.code
    )
    busy = "At this counter somebody is served at the same time by an earlier sheet."
    assert reasons(run) == {2: busy}
    assert result(run)["counts"]["rejected"] == 2
    assert sorted(Visit.objects.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("rows_at_once", [1, 5_000])
def test_a_number_that_comes_twice_frees_no_place(monkeypatch, rows_at_once) -> None:
    """The first row of a number is taken, here unchanged: what the second one says leaves the counter as it was."""
    monkeypatch.setattr("core.imports.contents.CHUNK_ROWS", rows_at_once)
    premises, by = a_branch_hall()
    stands = "2011-01-05,A1,9:00,,9:05,9:10,1"
    imported(sheet(stands), by=by, hall=premises.unit.code)
    run = imported(
        sheet("2011-01-05,A8,9:00,,9:06,9:09,1", stands, "2011-01-05,A1,9:00,,9:20,9:25,1"),
        by=by,
        hall=premises.unit.code,
    )
    assert "At this counter somebody is served at the same time by an earlier sheet." in reasons(run).values()
    assert Visit.objects.get().served_at == at("09:05")


def test_nobody_knows_how_long_one_waited_who_was_neither_called_nor_begun() -> None:
    """“Served” with an arrival and an end only: the end is no wait, and no mean or share may take it for one."""
    premises, by = a_branch_hall()
    run = imported(
        sheet("2011-01-05,A1,9:00,9:40,办结", headings="日期,票号,取号时刻,结束时刻,结果"),
        by=by,
        hall=premises.unit.code,
    )
    assert reasons(run) == {}
    visit = Visit.objects.get()
    assert (visit.outcome, visit.wait_seconds, visit.serve_wait_seconds, visit.serve_seconds) == (
        "served", None, None, None,
    )  # fmt: skip


def test_a_sheet_whose_lanes_are_named_otherwise_than_the_recorded_ones_says_so() -> None:
    """The ticket machine's customers of that day are counted already, but not under this name."""
    premises, by = a_branch_hall()
    a_visit(premises, prefix="A")
    headings = "日期,取号时刻,开始时刻,结束时刻,业务"
    lines = ["2011-01-17,9:00,9:05,9:10,业务办理", "2011-01-17,9:01,9:05,9:10,缴费", "2011-01-05,9:01,9:05,9:10,缴费"]
    run = imported(sheet(*lines, headings=headings), by=by, hall=premises.unit.code)
    assert run.rows_imported == 3
    assert [(one["row"], one["count"]) for one in result(run)["warnings"]] == [(3, 1)]
    assert "counted twice" in result(run)["warnings"][0]["message"]
