from __future__ import annotations

import pytest

from core.imports.matching import boolean_of, choice_words, match_headings, match_values, same, signature
from core.imports.registry import SheetColumn

STATE = SheetColumn(
    "state", "state", ["状态"], type="choice", choices=[("open", "Open")], value_aliases={"处理中": "open"}
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("投诉单号", "投訴單號"),
        ("Ticket #", "ticket"),
        ("Ｔｉｃｋｅｔ　＃", "Ticket #"),
        ("受理 日期：", "受理日期"),
        ("联系电话\u200b", "聯繫電話"),
        ("Zip_code", "zip code"),
    ],
)
def test_headings_are_the_same_whatever_their_width_blanks_and_writing(one, other):
    assert same(one) == same(other)


def test_different_words_stay_different():
    assert same("受理日期") != same("受理时间")
    assert same("#") != same("*")


def test_each_heading_is_given_once_and_an_earlier_alias_wins():
    unit = SheetColumn("unit", "unit", ["State", "区域"])
    assert match_headings(["State", "Status", "", "Note"], [SheetColumn("state", "state", ["Status"]), unit]) == {
        "state": "Status",
        "unit": "State",
    }


def test_the_signature_does_not_depend_on_order_or_writing():
    assert signature(["受理日期", "投诉单号"]) == signature(["投訴單號", "受理 日期"])
    assert signature(["受理日期"]) != signature(["受理时间"])


def test_a_choice_is_known_by_value_label_and_alias_in_either_writing():
    assert match_values(["處理中", "OPEN", "Open ", "办结"], choice_words(STATE)) == {
        "處理中": "open",
        "OPEN": "open",
        "Open ": "open",
    }


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("是", True), ("0", False), ("否", False), ("maybe", None)])
def test_yes_and_no(text, value):
    assert boolean_of(text) is value
