"""An archive of visits through the import: what it says comes out, and what it does not say is not made up."""

from __future__ import annotations

import datetime as dt
import io
from decimal import Decimal
from typing import Any

import pytest

from core.imports import services
from core.imports.models import ImportRun
from core.imports.registry import kind_of
from core.periods.rules import period
from halls.checks.choices import CheckKind
from halls.checks.models import Answer, CheckRun
from halls.checks.services import set_line
from halls.losses.selectors import Asked
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.models import Unit

pytestmark = pytest.mark.django_db

NOW = dt.datetime(2026, 11, 20, 9, 0, tzinfo=dt.UTC)
PLACES = "business_id,name,city,postal_code\n19,甲店,杭州,94109\n24,乙店,杭州,94109\n31,丙店,杭州,\n"
VISITS = (
    "business_id,Score,date,type\n19,94,20171211,例行\n19,,20171218,复查\n24,100,20171211,例行\n24,,20171212,复查\n"
    "24,,20171212,复查\n77,88,20171213,例行\n"
)
FINDINGS = (
    "business_id,date,ViolationTypeID,risk_category,description\n19,20171211,103154,低风险,地面不洁\n"
    "19,20171211,103120,中风险,温度不当\n19,20171211,103154,低风险,地面不洁\n24,20180101,103154,低风险,地面不洁\n"
)


def imported(kind: str, content: str | bytes, *, by: Any, under: str = "SF", **reading: Any) -> ImportRun:
    raw = content.encode() if isinstance(content, str) else content
    run = services.upload_sheet(kind=kind_of(kind), content=io.BytesIO(raw), name=f"{kind}.csv", by=by, now=NOW)
    services.begin_reading(run=run, answers=reading)
    services.read_upload(run=run, now=NOW)
    columns = run.options["columns"]
    services.choose_columns(run=run, columns=columns, said={"under": under}, by=by, now=NOW, in_job=False)
    dates = {} if kind == "archive-places" or run.options["dates"].get("day") else {"day": "ymd"}
    services.decide_meanings(run=run, by=by, now=NOW, values={}, dates=dates, missing={})
    return services.import_at_once(run=run, control_total=None, by=by, now=NOW, tell=lambda *_: None)


def told(run: ImportRun, part: str) -> list[tuple[int, str]]:
    return [(one["row"], one["message"]) for one in run.findings["result"][part]]


@pytest.fixture
def branch():
    return a_unit("档案分公司", code="SF")


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


@pytest.fixture
def small(manager):
    """The three sheets in their order."""
    return [
        imported(kind, text, by=manager)
        for kind, text in (("archive-places", PLACES), ("inspections", VISITS), ("archive-findings", FINDINGS))
    ]


def test_places_become_halls_below_the_bureau_of_their_postal_code(small) -> None:
    units = {unit.code: unit for unit in Unit.objects.select_related("parent")}
    assert [units[code].parent.code for code in ("SF-19", "SF-24", "SF-31")] == ["SF-P94109", "SF-P94109", "SF"]
    assert (units["SF-P94109"].kind, units["SF-19"].kind, units["SF-19"].name) == ("bureau", "hall", "甲店")
    assert units["SF-77"].name == "77", "a place that only the visits name"


def test_a_visit_without_a_score_is_not_zero_and_rows_alike_are_told_and_kept(small) -> None:
    _places, visits, _findings = small
    scores = CheckRun.objects.order_by("pk").values_list("score", "first_score", "state", "origin")
    assert [score for score, _first, _state, _origin in scores] == [94, None, 100, None, None, 88]
    assert {(state, origin) for *_scores, state, origin in scores} == {("accepted", "sheet")}
    assert told(visits, "warnings") == [(6, "The same as row 5 in everything; it is kept as a visit of its own.")]


def test_findings_have_no_points_and_belong_to_a_visit(small) -> None:
    *_first, findings = small
    assert set(told(findings, "reasons")) == {
        (4, "Row 2 has found the same on this visit already."),
        (5, "There is no visit of this place on this day."),
    }
    rows = Answer.objects.order_by("pk").values_list("code", "section", "words", "lost", "verdict")
    assert list(rows) == [
        ("103154", "低风险", "地面不洁", None, "fail"),
        ("103120", "中风险", "温度不当", None, "fail"),
    ]
    assert list(CheckRun.objects.order_by("pk").values_list("findings", flat=True)) == [2, 0, 0, 0, 0, 0]


def test_imported_again_nothing_changes(small, manager) -> None:
    before = (Unit.objects.count(), CheckRun.objects.count(), Answer.objects.count())
    for kind, text in (("archive-places", PLACES), ("inspections", VISITS), ("archive-findings", FINDINGS)):
        again = imported(kind, text, by=manager)
        assert again.rows_imported == 0, kind
    assert (Unit.objects.count(), CheckRun.objects.count(), Answer.objects.count()) == before


def test_the_loss_analysis_reads_the_archive(small, branch) -> None:
    set_line(unit=branch, kind=CheckKind.MYSTERY, valid_from=dt.date(2011, 1, 1), line=Decimal(95), by=None, now=NOW)
    asked = Asked(branch, period("2017-12"), CheckKind.MYSTERY)
    counts = asked.scores.values()
    assert (sum(one.checks for one in counts), sum(one.scored for one in counts)) == (6, 3)
    assert sum(one.full for one in counts) == 1
    assert {(loss.code, loss.findings, loss.lost) for loss in asked.losses} == {("103154", 1, 0), ("103120", 1, 0)}


def test_the_archive_of_san_francisco(shared_data, branch, manager) -> None:
    """26,199 visits: 13,684 with a score, of which 2,014 are 100 and 9,036 under 95; 12,515 without one."""
    places, visits, findings = (
        shared_data(f"{name}_sf.csv").read_bytes() for name in ("businesses", "inspections", "violations")
    )
    first = imported("archive-places", places, by=manager, encoding="latin-1")
    assert (first.rows_imported, first.rows_rejected) == (7_729, 15), "fifteen rows say again what another row says"
    second = imported("inspections", visits, by=manager)
    assert second.rows_imported == 26_199
    assert second.findings["result"]["warnings"][0]["message"].startswith("The same as row")
    runs = CheckRun.objects.filter(origin="sheet")
    scored = runs.exclude(score=None)
    assert (runs.count(), runs.filter(score=None).count(), scored.count()) == (26_199, 12_515, 13_684)
    assert (scored.filter(score=100).count(), scored.filter(score__lt=95).count()) == (2_014, 9_036)
    third = imported("archive-findings", findings, by=manager)
    assert third.rows_imported + third.rows_rejected == 38_462
    asked = Asked(branch, period("2017"), CheckKind.MYSTERY)
    of_2017 = runs.filter(business_day__year=2017)
    assert of_2017.count() == 9_653
    assert sum(one.checks for one in asked.scores.values()) == 9_653
    found = Answer.objects.filter(run__business_day__year=2017).count()
    assert sum(loss.findings for loss in asked.losses) == found > 10_000
