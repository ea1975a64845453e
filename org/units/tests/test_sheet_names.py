from __future__ import annotations

import pytest
from django.utils import timezone

from core.audit.models import AuditEntry
from core.imports.registry import ImportContext, Made
from org.access.choices import Right
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.codes import free_code
from org.units.models import Unit, UnitAlias
from org.units.services import CannotCreateUnit, CannotSetAliases
from org.units.sheet_names import create_units, remember_aliases, unit_reference, unit_words


@pytest.fixture
def branch(db):
    return a_unit("富阳分公司", code="FY")


@pytest.fixture
def context(branch):
    manager = a_person(Role.SERVICE_MANAGER, at=branch)
    return ImportContext(by=manager, now=timezone.now(), run=None, dry_run=False)


def test_units_are_known_by_alias_name_code_and_chain_within_the_scope(branch, context):
    hall = a_unit("桂花西路营业厅", under=branch, code="GH")
    UnitAlias.objects.create(unit=hall, name="桂花")
    a_unit("别的公司", code="XX")
    words = {"桂花", "GH", "桂花西路营业厅", "富阳分公司/桂花", "别的公司", "哪里"}
    found = unit_reference(Right.COMPLAINT_CREATE).resolve(words, context)
    assert found == dict.fromkeys(("桂花", "GH", "桂花西路营业厅", "富阳分公司/桂花"), hall.pk)


def test_each_word_that_is_offered_means_one_unit(branch, context):
    for code in ("A", "B"):
        a_unit("大源", under=branch, code=code)
    hall = a_unit("桂花西路营业厅", under=a_unit("桂花", under=branch))
    UnitAlias.objects.create(unit=hall, name="桂花")
    words = unit_words(context.by, Right.COMPLAINT_CREATE)
    assert words == ["富阳分公司", "A", "B", "富阳分公司 › 桂花", "富阳分公司 › 桂花 › 桂花西路营业厅"]
    assert len(set(unit_reference(Right.COMPLAINT_CREATE).resolve(set(words), context).values())) == 5


def test_missing_units_are_made_under_the_chosen_parent_with_codes_that_can_be_read(branch, context):
    made = create_units(["Georgia", "District of Columbia", "桂花", "鄞", "大源A厅"], Made("FY"), context)
    codes = {unit.name: unit.code for unit in Unit.objects.filter(pk__in=made.values(), parent=branch)}
    assert codes == {
        "Georgia": "FY-GEORGIA",
        "District of Columbia": "FY-DISTRICT-OF-COLUMBIA",
        "桂花": "FY-GH",
        "鄞": "FY-01",
        "大源A厅": "FY-DYAT",
    }
    assert unit_reference(Right.COMPLAINT_CREATE).resolve({"Georgia"}, context) == {"Georgia": made["Georgia"]}


@pytest.mark.parametrize(("sort", "kind"), [("", UnitKind.BUREAU), ("hall", UnitKind.HALL)])
def test_a_unit_made_on_the_way_has_the_kind_that_was_chosen_and_no_control_volume(branch, context, sort, kind):
    create_units(["桂花"], Made("FY", sort), context)
    unit = Unit.objects.get(name="桂花")
    assert (unit.kind, unit.has_control) == (kind, False)


def test_words_that_fit_several_units_give_a_word_for_each(branch, context):
    for place in ("城区", "新登"):
        a_unit("大源", under=a_unit(place, under=branch))
    fitting = unit_reference(Right.COMPLAINT_CREATE).fitting
    assert set(fitting("大源", context.by)) == {"富阳分公司 › 城区 › 大源", "富阳分公司 › 新登 › 大源"}
    assert fitting("城区", context.by) == ["富阳分公司 › 城区"]
    assert fitting("哪里", context.by) == []


@pytest.mark.parametrize(
    ("name", "taken", "code"),
    [
        ("富阳", (), "HZ-FY"),
        ("富陽", (), "HZ-FY"),
        ("福源", ("hz-fy", "hz-fy-02"), "HZ-FY-03"),
        ("São Paulo", (), "HZ-SAO-PAULO"),
        ("ⅣＡ", (), "HZ-IVA"),
        ("鄞", ("hz-01",), "HZ-02"),
        ("long " * 20, (), "HZ-LONG-LONG-LONG-LONG-LONG-LONG-LONG-LO"),
    ],
)
def test_a_code_is_short_free_and_always_the_same(name, taken, code):
    assert free_code(name, under="HZ", taken=taken) == code
    assert len(code) <= 40


def test_a_name_too_long_is_refused_and_never_cut(branch, context):
    with pytest.raises(CannotCreateUnit):
        create_units(["x" * 81], Made("FY"), context)


def test_nobody_makes_units_where_he_may_not(branch, context):
    a_unit("别的公司", code="XX")
    with pytest.raises(CannotCreateUnit, match="XX"):
        create_units(["Georgia"], Made("XX"), context)


def test_a_remembered_name_is_an_alias_in_the_trail_beside_those_that_stood(branch, context):
    UnitAlias.objects.create(unit=branch, name="富阳")
    context.dry_run = True
    remember_aliases({"Alabama": branch.pk}, context)
    assert branch.aliases.count() == 1
    context.dry_run = False
    remember_aliases({"Alabama": branch.pk}, context)
    assert set(branch.aliases.values_list("name", flat=True)) == {"富阳", "Alabama"}
    entry = AuditEntry.objects.about(branch).filter(verb="unit.aliases_set").get()
    assert (entry.by, entry.data["after"]) == (context.by, ["Alabama", "富阳"])


@pytest.mark.parametrize("dry_run", [True, False])
def test_a_name_that_means_another_unit_is_refused_in_a_sentence(branch, context, dry_run):
    other = a_unit("大源", under=branch, code="DY")
    UnitAlias.objects.create(unit=other, name="alabama")
    context.dry_run = dry_run
    with pytest.raises(CannotSetAliases, match=r"Alabama.*大源"):
        remember_aliases({"Alabama": branch.pk}, context)
    assert not branch.aliases.exists()


def test_who_may_not_change_a_unit_gives_it_no_alias(branch, context):
    context.by = a_person(Role.HANDLER, at=branch)
    with pytest.raises(CannotSetAliases, match="Alabama"):
        remember_aliases({"Alabama": branch.pk}, context)
