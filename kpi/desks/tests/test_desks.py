"""SEAT, TALK and CALLS (rule book 8.5) of every unit: sums roll up, what is missing is no data, formulas are kept."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from core.periods.rules import Month
from halls.agents.models import AgentDay
from halls.desks.tests.factories import sat, served
from halls.tests.factories import a_hall
from kpi.desks.rules import DeskInputs, desk_figures
from kpi.desks.selectors import desk_inputs
from kpi.indicators.choices import HALL_INDICATORS, SEAT, TALK
from kpi.indicators.models import IndicatorValue
from kpi.indicators.rules import Missing
from kpi.indicators.services import compute_month
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

JANUARY = Month(2011, 1)
NOW = timezone.now()


@pytest.fixture
def branch(db):
    """桂花: 96 of 150 minutes served; 灵桥: 24 of 240. The hotline: 70 calls of five minutes in eight hours."""
    top = a_unit("富阳分公司")
    busy, idle = a_hall("桂花西路营业厅", under=top), a_hall("灵桥营业厅", under=top)
    counter = busy.counters.first()
    sat(counter, "10:00", "12:30")
    served(busy, "10:00", "10:00", "11:36", counter=counter)
    other = idle.counters.first()
    sat(other, "10:00", "14:00")
    served(idle, "10:00", "10:00", "10:24", counter=other)
    hotline = a_unit("呼叫中心", under=top)
    AgentDay.objects.create(
        agent=a_person(Role.CALLER, at=hotline), unit=hotline, day=dt.date(2011, 1, 17), calls=70,
        talk_seconds=21_000, duty_seconds=28_800, entered_at=NOW,
    )  # fmt: skip
    return {"top": top, "busy": busy.unit, "idle": idle.unit, "hotline": hotline}


def test_the_golden_day():
    """S4 5.3 and 5.4: 70 x 5 min ÷ 480 min = 72.92 %."""
    made = desk_figures(DeskInputs(talk=21_000, duty=28_800, calls=70, agent_days=1))
    assert (made["TALK"].shown, made["CALLS"].shown) == ("72.92 %", "70.00")
    assert (made["SEAT"].value, made["SEAT"].missing) == (None, Missing.NO_DATA)
    assert list(made) == ["SEAT", "TALK", "CALLS"] == [one.code for one in HALL_INDICATORS[:3]]


def test_a_share_above_the_whole_is_kept():
    assert desk_figures(DeskInputs(serving=90, open=60))["SEAT"].value == Decimal("1.5")


def test_a_unit_has_the_ratio_of_the_sums_of_all_below_it(branch):
    sums = desk_inputs(branch["top"], JANUARY, now=NOW)
    top = desk_figures(sums[branch["top"].path])
    assert top["SEAT"].value == Decimal((96 + 24) * 60) / ((150 + 240) * 60)
    assert desk_figures(sums[branch["busy"].path])["SEAT"].shown == "64.00 %"
    assert top["TALK"].shown == "72.92 %"
    assert branch["hotline"].path in sums
    assert desk_inputs(branch["top"], JANUARY.plus(1), now=NOW) == {}


def test_they_are_kept_with_their_sums_and_the_version_of_their_formula(branch):
    compute_month(unit=branch["top"], month=JANUARY, now=NOW)
    row = IndicatorValue.objects.get(unit=branch["idle"], indicator="SEAT", month="2011-01")
    assert (row.numerator, row.denominator, row.value, row.rule_version) == (1440, 14_400, Decimal("0.1"), "v1")
    none = IndicatorValue.objects.get(unit=branch["idle"], indicator="TALK", month="2011-01")
    assert (none.value, none.numerator) == (None, None)


def test_the_questions_do_not_grow_with_the_units(branch, django_assert_num_queries):
    for number in range(5):
        a_hall(f"第{number}营业厅", under=branch["top"])
    with django_assert_num_queries(6):
        desk_inputs(branch["top"], JANUARY, now=NOW)


def test_they_stand_among_all_indicators_with_what_their_source_asks(client, branch, settings):
    settings.LANGUAGE_CODE = "en"
    client.force_login(a_person(Role.SERVICE_MANAGER, at=branch["top"], language="en"))
    page = client.get(reverse("indicators")).content.decode()
    assert "台席利用率" in page
    assert "≥ 69 %, ≤ 74 %" in page
    assert (SEAT.limit_words, TALK.limit_words) == ("", "≥ 69 %, ≤ 74 %")
