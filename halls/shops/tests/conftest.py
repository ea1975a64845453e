"""A branch with two halls, its managers, two who review, a shopper, and a round that is under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from halls.checks.choices import CheckKind
from halls.checks.tests.factories import a_version, answers_of
from halls.shops.services import agree, assign, begin_visit, make_round, open_round, record_notice, set_rule
from halls.tests.factories import MORNING, a_hall
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

TODAY = MORNING.date()
NOTICE = "今后三个月可能有神秘客户到访，目的在于改进服务，单次结果不作处分依据。"


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _today(monkeypatch) -> None:
    """The doors read the clock; here it is that Monday morning."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)


@pytest.fixture
def branch():
    return a_unit("富阳分公司")


@pytest.fixture
def reviewer(branch):
    return a_person(Role.SERVICE_MANAGER, at=branch, name="周岚")


@pytest.fixture
def second(branch):
    return a_person(Role.MARKET_MANAGER, at=branch, name="吴越")


@pytest.fixture
def shopper(branch):
    return a_person(Role.MYSTERY_SHOPPER, at=branch, name="韩雪峰", staff_number="MS-77")


@pytest.fixture
def hall(branch):
    return a_hall("桂花西路营业厅", under=branch).unit


@pytest.fixture
def keeper(hall):
    return a_person(Role.HALL_MANAGER, at=hall, name="沈厅")


@pytest.fixture
def template(branch):
    return a_version(branch, CheckKind.MYSTERY, name="神秘客户检测").template


@pytest.fixture
def rule(branch, reviewer):
    return set_rule(
        unit=branch,
        valid_from=TODAY - dt.timedelta(days=30),
        revision_hours=24,
        outlier_line=Decimal(70),
        appeal_days=5,
        revisit_days=15,
        source="服务部会议纪要",
        by=reviewer,
        now=MORNING,
    )


@pytest.fixture
def draft(branch, template, reviewer):
    return make_round(
        unit=branch,
        template=template,
        name="一季度神秘客户",
        opens_on=TODAY,
        due_on=TODAY + dt.timedelta(days=10),
        by=reviewer,
        now=MORNING,
    )


@pytest.fixture
def send(hall, shopper, reviewer):
    """Sends the shopper to the hall; what is said differs."""

    def sent(one, **said):
        usual = {
            "hall": hall,
            "shopper": shopper,
            "nickname": "青竹",
            "day_part": "morning",
            "crowd": "busy",
            "task": "以老用户身份咨询套餐变更。",
        }
        return assign(round_of=one, by=reviewer, now=MORNING, **(usual | said))

    return sent


@pytest.fixture
def told(draft, reviewer):
    day = TODAY - dt.timedelta(days=7)
    return record_notice(
        round_of=draft, notice_on=day, notice_words=NOTICE, version=draft.version, by=reviewer, now=MORNING
    )


@pytest.fixture
def visit(told, rule, send, reviewer):
    """Of a round under way, waiting for the shopper's answer."""
    made = send(told)
    open_round(round_of=told, version=told.version, by=reviewer, now=MORNING)
    made.refresh_from_db()
    return made


@pytest.fixture
def fill():
    """The shopper takes a visit on, fills the sheet in and sends it; everything meets it but what is said."""

    def filled(visit, **verdicts):
        from halls.checks.tests.factories import sent  # its name is taken above

        by = visit.shopper
        if visit.run is None:
            agree(visit=visit, by=by, now=MORNING)
            begin_visit(visit=visit, by=by, now=MORNING)
        run = visit.run
        assert answers_of(run)
        sent(run, **verdicts)
        visit.refresh_from_db()
        return visit

    return filled
