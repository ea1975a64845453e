from __future__ import annotations

import pytest

from org.tests.factories import a_unit
from org.units.models import Unit, UnitAlias
from org.units.selectors import AmbiguousUnit, directory, flat, matching, resolve, tree, unit_chain

pytestmark = pytest.mark.django_db


@pytest.fixture
def fuyang():
    branch = a_unit("富阳分公司", code="DEMO")
    city, daiyuan = a_unit("城区", under=branch), a_unit("大源", under=branch)
    units = {
        "branch": branch,
        "city": city,
        "daiyuan": daiyuan,
        "daiyuan_sub": a_unit("大源", under=daiyuan),
        "guihua": a_unit("桂花", under=city, code="FY-GH"),
    }
    units["hall"] = a_unit("桂花西路营业厅", under=units["guihua"])
    return units


@pytest.mark.parametrize(
    "word", ["fy-gh", "ＦＹ－ＧＨ", " FY-GH ", "城区›桂花", "富阳分公司 › 城区 › 桂花", "富阳分公司/桂花"]
)
def test_a_unit_is_found_by_code_or_chain_in_any_width_and_case(fuyang, word):
    assert resolve(word) == fuyang["guihua"]


def test_an_alias_overrules_a_name(fuyang):
    assert resolve("桂花") == fuyang["guihua"]
    UnitAlias.objects.create(unit=fuyang["hall"], name="桂花")
    assert resolve("桂花") == fuyang["hall"]
    assert resolve("城区 › 桂花", under=fuyang["daiyuan"]) is None


def test_two_units_of_one_name_are_asked_about_never_guessed(fuyang):
    with pytest.raises(AmbiguousUnit) as refused:
        resolve("大源")
    assert refused.value.candidates == ["富阳分公司 › 大源", "富阳分公司 › 大源 › 大源"]
    assert resolve("大源 › 大源") == fuyang["daiyuan_sub"]


def test_a_word_is_looked_for_below_a_unit_only(fuyang):
    assert resolve("桂花", under=fuyang["city"]) == fuyang["guihua"]
    assert resolve("桂花", under=fuyang["daiyuan"]) is None
    assert resolve("没有这个厅") is None


def test_the_tree_takes_one_query_and_prints_parents_first(fuyang, django_assert_num_queries):
    with django_assert_num_queries(1):
        rows = flat(tree(Unit.objects.all()))
    assert [row.depth for row in rows] == [0, 1, 2, 3, 1, 2]
    assert rows[0].unit == fuyang["branch"]


def test_a_person_s_part_of_the_tree_starts_at_his_own_tops(fuyang):
    tops = tree(Unit.objects.at_or_below(fuyang["city"]))
    assert [top.unit for top in tops] == [fuyang["city"]]
    assert [row.depth for row in flat(tops)] == [0, 1, 2]


def test_a_search_keeps_the_units_above_its_hits(fuyang):
    units = list(Unit.objects.all())
    kept = matching(units, "西路", directory(units))
    assert kept == {fuyang[name].pk for name in ("branch", "city", "guihua", "hall")}
    assert unit_chain(fuyang["hall"]) == "富阳分公司 › 城区 › 桂花 › 桂花西路营业厅"
