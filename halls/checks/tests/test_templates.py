"""Templates: drafts, publishing, versions that never change (4b: what a run points to stays as it was)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal as D

import pytest

from core.versions import ChangedMeanwhile
from halls.checks.choices import CheckKind, Scoring
from halls.checks.models import Item, TemplateVersion
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.selectors import current_version, line_for, versions_in_use, with_items
from halls.checks.services import (
    CannotMake,
    CannotPublish,
    CannotStart,
    make_template,
    new_draft,
    publish,
    retire_template,
    save_draft,
    set_line,
)
from halls.checks.tests.factories import NOW, a_draft, a_run, a_version, answers_of, items
from halls.tests.factories import a_hall
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall() -> Unit:
    return a_hall().unit


@pytest.fixture
def editor(hall: Unit) -> Person:
    return a_person(Role.SERVICE_MANAGER, at=hall)


def words_of(version: TemplateVersion) -> list[str]:
    return [item.words for section in with_items(version) for item in section.items.all()]  # type: ignore[attr-defined]


def test_a_published_version_never_changes_and_a_new_one_is_begun_from_it(hall: Unit, editor: Person) -> None:
    first = a_version(hall)
    run = a_run(hall, first.template)
    with pytest.raises(CannotMake, match="never changes"):
        save_draft(version=first, sections=items(), seen=first.version, by=editor, now=NOW)
    second = new_draft(template=first.template, source=first, by=editor, now=NOW)
    save_draft(
        version=second,
        sections=[SectionDraft("环境", items=[ItemDraft("门前无停车", D(100), "parking")])],
        seen=second.version,
        by=editor,
        now=NOW,
    )
    publish(version=second, seen=second.version, by=editor, now=NOW)
    assert current_version(first.template) == second
    assert words_of(first) == ["饮水机已开", "电视机已开且有声音", "工号牌佩戴"]
    assert run.version_of == first
    assert answers_of(run)["tv"].words == "电视机已开且有声音"
    tomorrow = a_run(hall, first.template, now=NOW + dt.timedelta(days=1))
    assert [answer.code for answer in answers_of(tomorrow).values()] == ["parking"]


def test_there_is_one_draft_at_a_time(hall: Unit, editor: Person) -> None:
    first = a_version(hall)
    new_draft(template=first.template, source=first, by=editor, now=NOW)
    with pytest.raises(CannotMake, match="a draft already"):
        new_draft(template=first.template, source=first, by=editor, now=NOW)


def test_of_two_who_write_the_same_draft_the_later_is_told(hall: Unit, editor: Person) -> None:
    draft = a_draft(hall)
    seen = draft.version
    save_draft(version=draft, sections=items(), seen=seen, by=editor, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        save_draft(version=draft, sections=[], seen=seen, by=editor, now=NOW)
    with pytest.raises(ChangedMeanwhile):
        publish(version=draft, seen=seen, by=editor, now=NOW)
    assert Item.objects.count() == 3


def test_points_that_do_not_add_up_are_not_published(hall: Unit, editor: Person) -> None:
    """H08: 99 points."""
    draft = a_draft(hall)
    wrong = [SectionDraft("一", items=[ItemDraft("看", D(99))])]
    save_draft(version=draft, sections=wrong, seen=draft.version, by=editor, now=NOW)
    with pytest.raises(CannotPublish, match="add up to 99, not to 100"):
        publish(version=draft, seen=draft.version, by=editor, now=NOW)
    draft.refresh_from_db()
    assert not draft.is_frozen


@pytest.mark.parametrize("weight", ["-1", "101", "5.555", "NaN", "Infinity"])
def test_points_that_no_item_can_have_are_not_even_saved(hall: Unit, editor: Person, weight: str) -> None:
    draft = a_draft(hall)
    with pytest.raises(CannotMake):
        sections = [SectionDraft("一", items=[ItemDraft("看", D(weight))])]
        save_draft(version=draft, sections=sections, seen=draft.version, by=editor, now=NOW)


def test_by_deduction_it_is_always_100_points(hall: Unit) -> None:
    assert a_draft(hall, scoring=Scoring.DEDUCTION, full_points=D(13)).full_points == D(100)
    assert a_draft(hall, name="积分", scoring=Scoring.POINTS, full_points=D(13)).full_points == D(13)


def test_items_without_a_code_get_one_that_no_other_sheet_has(hall: Unit, editor: Person) -> None:
    drafts = [a_draft(hall), a_draft(hall, name="巡查表")]
    for draft in drafts:
        items_now = [ItemDraft("甲", D(1), f"s{draft.template_id}-1"), ItemDraft("乙", D(1)), ItemDraft("丙", D(1))]
        save_draft(version=draft, sections=[SectionDraft("一", items=items_now)], seen=1, by=editor, now=NOW)
    codes = list(Item.objects.order_by("pk").values_list("code", flat=True))
    assert codes == [f"s{draft.template_id}-{n}" for draft in drafts for n in (1, 2, 3)]


def test_the_code_of_a_dropped_item_is_not_given_to_another(hall: Unit, editor: Person) -> None:
    """By its code an item's losses are added up over the versions."""
    first = a_version(hall, sections=[SectionDraft("一", items=[ItemDraft("甲", D(100))])])
    second = new_draft(template=first.template, source=first, by=editor, now=NOW)
    other = [SectionDraft("一", items=[ItemDraft("乙", D(100))])]
    save_draft(version=second, sections=other, seen=second.version, by=editor, now=NOW)
    assert Item.objects.values("code").distinct().count() == 2


def test_two_sections_of_one_name_are_not_published(hall: Unit, editor: Person) -> None:
    draft = a_draft(hall)
    twice = [SectionDraft("一", items=[ItemDraft(words, D(50))]) for words in ("甲", "乙")]
    save_draft(version=draft, sections=twice, seen=draft.version, by=editor, now=NOW)
    with pytest.raises(CannotPublish, match="Two sections are called “一”"):
        publish(version=draft, seen=draft.version, by=editor, now=NOW)


def test_a_retired_template_begins_no_check_and_its_name_is_free_again(hall: Unit, editor: Person) -> None:
    version = a_version(hall)
    with pytest.raises(CannotMake, match="of this name"):
        make_template(unit=hall, kind=CheckKind.PATROL, name="每日必查", by=editor, now=NOW)
    retire_template(template=version.template, by=editor, now=NOW)
    with pytest.raises(CannotStart):
        a_run(hall, version.template)
    assert versions_in_use(hall) == []
    make_template(unit=hall, kind=CheckKind.PATROL, name="每日必查", by=editor, now=NOW)


def test_a_template_holds_at_its_unit_and_below(hall: Unit) -> None:
    top = a_unit("富阳分公司")
    version = a_version(top)
    below = a_hall("万市营业厅", under=top).unit
    assert versions_in_use(below) == [version]
    assert versions_in_use(hall) == []
    assert below.kind == UnitKind.HALL


def test_the_line_under_which_halls_are_named_is_dated_and_unset_until_set(hall: Unit) -> None:
    """S0-M1."""
    assert line_for(hall, CheckKind.MYSTERY, on=NOW.date()) is None
    for day, line in ((dt.date(2011, 1, 1), "95"), (dt.date(2011, 2, 1), "96")):
        set_line(unit=hall, kind=CheckKind.MYSTERY, valid_from=day, line=D(line), by=None, now=NOW)
    found = line_for(hall, CheckKind.MYSTERY, on=dt.date(2011, 1, 31))
    assert found is not None
    assert found.line == D(95)
    assert line_for(hall, CheckKind.PATROL, on=dt.date(2011, 1, 31)) is None
    with pytest.raises(CannotMake, match="between 0 and 100"):
        set_line(unit=hall, kind=CheckKind.MYSTERY, valid_from=dt.date(2012, 1, 1), line=D(101), by=None, now=NOW)
