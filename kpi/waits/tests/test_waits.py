"""Indicators of waiting: the golden numbers of rule book 12, every unit's own sums, and what is missing."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.periods.rules import month
from core.ui.rules import share_text
from halls.tests.factories import ZONE, a_hall, a_rule
from halls.waiting import rules
from halls.waiting.rules import nearest_rank
from halls.waiting.tests.factories import visits
from kpi.indicators.choices import OVERTIME_SHARE, WAIT_MEAN, WAIT_P90
from kpi.indicators.models import IndicatorValue
from kpi.indicators.rules import Missing
from kpi.indicators.services import compute_month
from kpi.waits.rules import WaitInputs, wait_figures
from org.tests.factories import a_unit
from org.units.choices import UnitKind
from org.units.models import Unit

JANUARY = month("2011-01")
FEBRUARY = dt.datetime(2011, 2, 1, 3, tzinfo=ZONE)
HALL_OVERTIME_PCT = {
    "桂花西路": (4_181, 13_261, "31.53 %"),
    "春秋北路": (1_188, 9_276, "12.81 %"),
    "新登": (1_221, 7_497, "16.29 %"),
}
"""Rule book 12, hall_overtime_pct: overtime, tickets, share; the rows come to 6,590 of 30,034 = 21.94 %."""


def inputs(over: int, tickets: int) -> WaitInputs:
    tally = rules.tally(
        limit=10, tickets=tickets, served=tickets, waited=tickets, over=over, over_served=over, known=tickets,
        wait_seconds=tickets * 90,
    )  # fmt: skip
    return WaitInputs(tally, 600)


@pytest.mark.parametrize("name", HALL_OVERTIME_PCT)
def test_the_golden_shares(name):
    over, tickets, printed = HALL_OVERTIME_PCT[name]
    assert wait_figures(inputs(over, tickets))[OVERTIME_SHARE.code].shown == printed


def test_the_golden_total_comes_from_the_rows():
    given = [inputs(over, tickets).tally for over, tickets, _printed in HALL_OVERTIME_PCT.values()]
    figure = wait_figures(WaitInputs(rules.total(given)))[OVERTIME_SHARE.code]
    assert (figure.numerator, figure.denominator, figure.shown) == (6_590, 30_034, "21.94 %")
    assert share_text(Decimal(6_591) / 30_034) == "21.95 %"


def test_waits_are_printed_in_minutes():
    made = wait_figures(inputs(1, 100))
    assert (made[WAIT_MEAN.code].shown, made[WAIT_P90.code].shown) == ("1.50", "10.00")


def test_what_is_missing_says_why():
    assert {one.missing for one in wait_figures(None).values()} == {Missing.NO_DATA}
    unset = rules.tally(limit=None, tickets=3, served=3, waited=3, over=0, over_served=0, known=3, wait_seconds=90)
    assert wait_figures(WaitInputs(unset, 30))[OVERTIME_SHARE.code].missing is Missing.NOT_SET


@pytest.mark.django_db
def test_every_unit_has_the_waits_of_its_own_halls():
    """A bureau of two halls: 3 of 10 and 1 of 30 are over, together 4 of 40; the other bureau has nobody."""
    branch = a_unit("富阳分公司")
    a_rule(branch)
    bureau, other = (a_unit(name, kind=UnitKind.BUREAU, under=branch) for name in ("城区", "新登"))
    near, far = (a_hall(name, under=bureau, counters=0) for name in ("桂花", "春北"))
    a_hall("万市", under=other, counters=0)
    waits = [60] * 7 + [900] * 3, [120] * 29 + [700]
    visits(near, waits[0])
    visits(far, waits[1])
    compute_month(unit=branch, month=JANUARY, now=FEBRUARY)

    def kept(unit: Unit, code: str) -> IndicatorValue:
        return IndicatorValue.objects.get(unit=unit, month="2011-01", indicator=code)

    shares = {unit.name: kept(unit, "Q_OT") for unit in (branch, bureau, other, near.unit, far.unit)}
    assert {name: (row.numerator, row.denominator) for name, row in shares.items()} == {
        "富阳分公司": (4, 40), "城区": (4, 40), "新登": (None, None), "桂花": (3, 10), "春北": (1, 30),
    }  # fmt: skip
    p90 = Decimal(nearest_rank(sorted(waits[0] + waits[1]), 90)) / 60
    assert kept(bureau, "Q_P90").value == kept(branch, "Q_P90").value == p90
    assert kept(near.unit, "Q_P90").value == 15
    assert kept(bureau, "Q_TICKETS").value == 40
    assert kept(other, "Q_TICKETS").value is None
