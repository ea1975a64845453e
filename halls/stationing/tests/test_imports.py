"""Sheets of scores: what is new, changed or the same, and whose halls they may speak of."""

from __future__ import annotations

from decimal import Decimal

import pytest

from core.imports.registry import ImportContext
from core.models import AuditEntry
from halls.stationing.imports import check, halls_by_name, write
from halls.stationing.models import HallScore
from halls.stationing.tests.factories import NOON
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    return a_unit("南湖东营业厅", under=a_unit(), kind=UnitKind.HALL)


@pytest.fixture
def manager(hall):
    return a_person(Role.SERVICE_MANAGER, at=hall.parent)


def context(by, *, dry_run=False):
    return ImportContext(by=by, now=NOON, run=None, dry_run=dry_run)


def row(hall, value, month="2019-07", **more):
    return {"row": 2, "month": month, "unit": hall.pk, "value": Decimal(value), "score": None, "source": "短信", **more}


def told(result):
    return result.imported, result.changed, result.unchanged


def test_a_score_is_new_then_the_same_then_changed_with_the_former_on_the_trail(hall, manager):
    assert told(write([row(hall, "96.9")], context(manager, dry_run=True))) == (1, 0, 0)
    assert not HallScore.objects.exists()
    assert told(write([row(hall, "96.9")], context(manager))) == (1, 0, 0)
    assert told(write([row(hall, "96.90")], context(manager))) == (0, 0, 1)
    assert told(write([row(hall, "95.0")], context(manager, dry_run=True))) == (0, 1, 0)
    because = {"reason": "短信平台更正"}
    assert told(write([row(hall, "95.0", **because)], context(manager))) == (0, 1, 0)
    score = HallScore.objects.get()
    assert (score.value, score.score, score.entered_by) == (Decimal("95.00"), "overall", manager)
    data = AuditEntry.objects.get(verb="stationing.score_changed").data
    assert (data["former_value"], data["value"], data["reason"]) == ("96.90", "95.0", "短信平台更正")


def test_a_sheet_says_why_a_figure_that_stands_changes(hall, manager):
    write([row(hall, "96.9")], context(manager))
    assert [problem.column for problem in check([row(hall, "95.0")], context(manager))] == ["reason"]
    assert list(check([row(hall, "95.0", reason="更正"), row(hall, "96.90")], context(manager))) == []


def test_a_wrong_month_and_a_value_past_a_hundred_are_named_by_their_columns(hall, manager):
    problems = check([row(hall, "96.9", month="2019-13"), row(hall, "100.1")], context(manager))
    assert [problem.column for problem in problems] == ["month", "value"]


def test_only_halls_where_one_is_stationed_are_known(hall, manager):
    stranger = a_person(Role.SERVICE_MANAGER, at=a_unit("别的分公司"))
    assert halls_by_name({hall.name}, context(manager)) == {hall.name: hall.pk}
    assert halls_by_name({hall.name}, context(stranger)) == {}
    assert halls_by_name({hall.parent.name}, context(manager)) == {}
