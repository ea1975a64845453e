"""A district of four halls, each with its manager, and a sheet to look at them with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from halls.checks.choices import CheckKind
from halls.checks.rules import ItemDraft, SectionDraft
from halls.checks.services import make_template, publish, save_draft
from halls.crossing.selectors import candidates_in, halls_in
from halls.crossing.services import make_round, tell_round
from halls.tests.factories import MORNING, a_hall
from org.people.choices import Language, Role
from org.tests.factories import a_person, a_unit

TODAY = MORNING.date()
NAMES = ("桂花西路营业厅", "春秋北路营业厅", "新登营业厅", "场口营业厅")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    """Sentences are compared in the language they are written in."""
    with translation.override("en"):
        yield


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def manager(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, language=Language.ENGLISH)


@pytest.fixture
def halls(branch):
    return [a_hall(name, under=branch).unit for name in NAMES]


@pytest.fixture
def keepers(halls):
    """By the hall's name, who manages it."""
    return {hall.name: a_person(Role.HALL_MANAGER, at=hall, name=f"{hall.name[:2]}经理") for hall in halls}


@pytest.fixture
def template(branch, manager):
    said = {"by": manager, "now": MORNING}
    version = make_template(unit=branch, kind=CheckKind.CROSS, name="区县互查", **said)
    items = [ItemDraft(words="高峰期动态排班", weight=Decimal(50)), ItemDraft(words="培训到人", weight=Decimal(50))]
    version = save_draft(
        version=version, sections=[SectionDraft("设备使用", items=items)], seen=version.version, **said
    )
    return publish(version=version, seen=version.version, **said).template


@pytest.fixture
def drawn(branch, manager, template, keepers):
    """Draws a round; what is not said is of all halls and people, from today for a month."""

    def draw(**said):
        usual = {
            "name": "一季度互查",
            "opens_on": TODAY,
            "due_on": TODAY + dt.timedelta(days=30),
            "inspectors": candidates_in(branch, on=TODAY),
            "halls": list(halls_in(branch, on=TODAY)),
            "seed": 5,
            "by": manager,
            "now": MORNING,
        }
        return make_round(unit=branch, template=template, **(usual | said))

    return draw


@pytest.fixture
def told(drawn, manager):
    one = drawn()
    return tell_round(round_of=one, version=one.version, by=manager, now=MORNING)
