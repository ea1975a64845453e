"""The sheets that come along: the source's words, points that add up, published once."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command

from halls.checks.choices import CheckKind, Dimension
from halls.checks.models import CheckTemplate, FindingLine, Item
from halls.checks.services.ready import SHEETS, read
from org.tests.factories import a_unit

pytestmark = pytest.mark.django_db

SEVENTEEN = (
    "饮水机已开 · 电视机已开且有声音 · 工号牌佩戴 · 暂停牌摆放 · 椅下无单页/烟蒂 · 资料摆放整齐 · 台席秩序"
    " · 厅内外卫生无纸屑 · 门前无停车 · 窗台、柜台内无灰尘 · 过期宣传物料已撤 · 微笑服务"
    " · 主动赠送单页/资料 · 资料入封套 · 主动告别 · 主动介绍新业务 · 主动推荐积分兑换"
)
"""S0 1.3, in its order."""


def loaded(**options: object) -> str:
    said = io.StringIO()
    call_command("load_check_templates", stdout=said, **options)
    return said.getvalue()


def test_the_daily_book_has_the_seventeen_items_of_the_source() -> None:
    unit = a_unit("富阳分公司")
    loaded(unit=unit.code, only=["daily"])
    words = Item.objects.order_by("section__position", "position").values_list("words", flat=True)
    assert " · ".join(words) == SEVENTEEN
    assert CheckTemplate.objects.get().kind == CheckKind.DAILY


def test_every_sheet_is_published_once_with_the_line() -> None:
    unit = a_unit("富阳分公司")
    found = json.loads(loaded(unit=unit.code, json=True))
    assert (len(found["published"]), found["line"]) == (len(SHEETS), "95")
    assert json.loads(loaded(unit=unit.code, json=True)) == {"unit": unit.code, "published": [], "line": None}
    assert FindingLine.objects.get().source.startswith("S0-M1")


def test_the_mystery_sheet_has_the_five_dimensions_and_every_loss_of_the_source() -> None:
    sheet = read("mystery")
    assert [section["dimension"] for section in sheet["sections"]] == [
        Dimension.ENVIRONMENT,
        Dimension.NORMS,
        Dimension.ON_SITE,
        Dimension.BUSINESS,
        Dimension.INITIATIVE,
    ]
    letters = {item["source"].split(" ")[-1][:5] for section in sheet["sections"] for item in section["items"]}
    wanted = {"环境设施": "ABCD", "服务规范": "ABCDEF", "业务能力": "AB"}
    assert letters == {f"{heading}{letter}" for heading, those in wanted.items() for letter in those}


def test_a_unit_that_is_not_there_is_refused_in_a_sentence() -> None:
    with pytest.raises(CommandError, match="There is no unit XX"):
        loaded(unit="XX")
