"""C15: of two who read the same row one saves; the twin that does not look at the version writes the other over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.categories.services import add_category, offer_category, rename_category
from complaints.escalation.choices import Line
from complaints.escalation.models import Rung
from complaints.escalation.selectors import live_plan
from complaints.escalation.services import copy_plan, plant_plans, remove_rung, set_rung
from complaints.tags.models import Tag
from complaints.tags.services import define_tag
from complaints.tests.factories import A_MONDAY
from core import versions
from core.audit.models import AuditEntry
from core.tests.writers import alone, at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("several_writers")]
SAID: dict[str, Any] = {"by": None, "now": A_MONDAY}
FIRST_READ = 1
TAG = {"code": "vip", "definition": "", "source": "", "is_zero_tolerance": False, "is_offered": True}
RUNG = {
    "level": 2, "trigger": "time", "occasion": "", "counted": "after_start", "grades": "", "roles": ["team_leader"],
    "liaison_form": False, "urgent": False,
}  # fmt: skip


def _a_tag() -> None:
    define_tag(name="重要客户", **TAG, **SAID)


def _tag_named(name: str) -> None:
    define_tag(tag=Tag.objects.get(), version=FIRST_READ, name=name, **TAG, **SAID)


def _a_category() -> None:
    add_category(tree=Tree.CAUSE, code="K1", name="解释差错", **SAID)


def _category_named(name: str) -> None:
    rename_category(category=Category.objects.get(), version=FIRST_READ, name=name, **SAID)


def _category_withdrawn(_name: str) -> None:
    offer_category(category=Category.objects.get(), version=FIRST_READ, offered=False, **SAID)


def _a_rung() -> None:
    plant_plans(**SAID)
    plan = live_plan(Line.BRANCH)
    assert plan is not None
    draft = copy_plan(plan=plan, name="试", **SAID)
    draft.rungs.all().delete()
    set_rung(plan=draft, **RUNG, offset_minutes=60, **SAID)


def _rung() -> Rung:
    return Rung.objects.select_related("plan").get(plan__live_from=None)


def _rung_set(name: str) -> None:
    rung = _rung()
    set_rung(plan=rung.plan, rung=rung, version=FIRST_READ, **RUNG, offset_minutes=len(name), **SAID)


def _rung_removed(_name: str) -> None:
    remove_rung(rung=_rung(), version=FIRST_READ, **SAID)


CASES = [
    pytest.param(_a_tag, _tag_named, _tag_named, id="tag"),
    pytest.param(_a_category, _category_named, _category_named, id="category"),
    pytest.param(_a_category, _category_named, _category_withdrawn, id="category-withdrawn"),
    pytest.param(_a_rung, _rung_set, _rung_set, id="rung"),
    pytest.param(_a_rung, _rung_set, _rung_removed, id="rung-removed"),
]
Made, Saved = Callable[[], None], Callable[[str], None]


def _written() -> int:
    return AuditEntry.objects.count()


@pytest.mark.parametrize(("made", "one", "other"), CASES)
def test_of_two_who_read_the_same_one_saves(made: Made, one: Saved, other: Saved) -> None:
    alone(made)
    before = alone(_written)
    came = at_once(lambda: one("甲"), lambda: other("乙乙"))
    # Where the other one has removed the row, it may be gone before it is read again.
    refused = [error for error in came if isinstance(error, versions.ChangedMeanwhile | Rung.DoesNotExist)]
    assert len(refused) == 1, came
    assert alone(_written) == before + 1


@pytest.mark.parametrize(("made", "one", "other"), [case for case in CASES if case.id != "rung-removed"])
def test_without_the_version_the_second_writes_the_first_over(
    made: Made, one: Saved, other: Saved, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(versions, "as_read", lambda row, _version: type(row)._default_manager.filter(pk=row.pk))
    alone(made)
    before = alone(_written)
    assert at_once(lambda: one("甲"), lambda: other("乙乙")) == [None, None]
    assert alone(_written) == before + 2


def test_a_row_that_is_gone_is_said_to_be_gone() -> None:
    def act() -> None:
        rung = _rung()
        Rung.objects.filter(pk=rung.pk).delete()
        set_rung(plan=rung.plan, rung=rung, version=FIRST_READ, **RUNG, offset_minutes=1, **SAID)

    alone(_a_rung)
    (error,) = at_once(act)
    assert isinstance(error, versions.ChangedMeanwhile)
    assert error.current is None
