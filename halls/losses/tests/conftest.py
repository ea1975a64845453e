"""The round of S0 1.2 at four of its halls: what was seen where, one of them without a deduction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from halls.checks.choices import CheckKind, RunState
from halls.checks.models import CheckRun, FindingLine
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services import submit_run
from halls.checks.tests.factories import a_run, a_version, answers_of, say
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind

ZONE = ZoneInfo("Asia/Shanghai")
JANUARY = dt.datetime(2011, 1, 17, 9, tzinfo=ZONE)

ITEMS = [
    SectionDraft(
        "环境设施",
        "environment",
        items=[
            ItemDraft("椅子下无单页、烟蒂", Decimal(6), "floor"),
            ItemDraft("饮水机已开", Decimal(4), "dispenser", allows_zero=True),
        ],
    ),
    SectionDraft(
        "服务规范",
        "norms",
        items=[
            ItemDraft("工号牌佩戴", Decimal(10), "badge"),
            ItemDraft("主动介绍新业务", Decimal(80), "news"),
        ],
    ),
]


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def halls(branch):
    names = ("桂花", "常绿", "高桥", "新登")
    return {name: a_unit(f"{name}营业厅", kind=UnitKind.HALL, under=branch) for name in names}


@pytest.fixture
def reader(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch)


@pytest.fixture
def line(branch):
    return FindingLine.objects.create(
        unit=branch,
        kind=CheckKind.MYSTERY,
        valid_from=dt.date(2011, 1, 1),
        line=Decimal(95),
        source="S0-M1",
        made_at=JANUARY,
    )


@pytest.fixture
def sheet(branch):
    return a_version(branch, CheckKind.MYSTERY, sections=ITEMS, name="神秘客户检测").template


@pytest.fixture
def visit(branch, sheet):
    """A mystery visit that is accepted; `lost` says which items were findings and what they cost."""
    shopper = a_person(Role.INSPECTOR, at=branch)

    def of(hall, *, now=JANUARY, state=RunState.ACCEPTED, **lost: str):
        run = a_run(hall, sheet, by=shopper, now=now)
        for code in answers_of(run):
            say(run, code, "fail" if code in lost else "ok", lost=lost.get(code))
        run = submit_run(run=run, by=shopper, now=now)
        CheckRun.objects.filter(pk=run.pk).update(state=state)
        return run

    return of


@pytest.fixture
def january(halls, visit):
    visit(halls["桂花"])
    visit(halls["常绿"], floor="6", badge="10")
    visit(halls["高桥"], dispenser="0", badge="10")
    visit(halls["新登"], news="2")
