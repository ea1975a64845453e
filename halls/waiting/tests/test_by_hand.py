"""What a total by hand does not know is not counted as if it did, and a period that still runs is measured as today."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest

from core.periods.rules import Month, month_period
from halls.findings.selectors import figures_of
from halls.intake.models import DayTotal
from halls.premises.models import Premises
from halls.queue.choices import Outcome
from halls.tests.factories import ZONE, a_hall, a_rule
from halls.waiting.choices import Base
from halls.waiting.selectors import Waits, percentiles
from halls.waiting.selectors.asked import Asked
from halls.waiting.services import refresh
from halls.waiting.tests.factories import JANUARY, visits
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
LAST = dt.date(2011, 1, 31)
FEBRUARY = dt.datetime(2011, 2, 1, 3, tzinfo=ZONE)
MONTH = Month(2011, 1)


@pytest.fixture
def hall() -> Premises:
    made = a_hall(under=a_unit("富阳分公司"))
    a_rule(made.unit)
    return made


def by_hand(hall: Premises, day: dt.date, *, tickets: int, over: int | None) -> None:
    by = a_person(Role.HALL_MANAGER, at=hall.unit)
    DayTotal.objects.create(
        premises=hall, business_day=day, tickets=tickets, over_limit=over, reason="停电", made_by=by, made_at=FEBRUARY
    )


def asked(hall: Premises, now: dt.datetime) -> Asked:
    return Asked(hall.unit, month_period(MONTH), Base.ALL, [hall], now)


def test_who_waited_only_is_counted_from_single_visits_alone(hall: Premises) -> None:
    """A total by hand does not say who waited: its overtime stands in no share of those who did."""
    visits(hall, [0, 60, 3_600])
    by_hand(hall, JANUARY + dt.timedelta(days=1), tickets=100, over=60)
    one = Waits([hall], JANUARY, LAST, FEBRUARY).by()[()]
    assert (one.over_of(Base.ALL), one.out_of(Base.ALL)) == (61, 103)
    assert (one.over_of(Base.WAITED), one.out_of(Base.WAITED)) == (1, 2)
    assert one.share(Base.WAITED) == Decimal("0.5")


def test_who_still_waits_past_the_limit_is_among_those_who_waited(hall: Premises) -> None:
    visits(hall, [60, None])
    now = dt.datetime(2011, 1, 1, 10, tzinfo=ZONE)
    one = Waits([hall], JANUARY, JANUARY, now).by()[()]
    assert (one.over_of(Base.WAITED), one.out_of(Base.WAITED)) == (1, 2)


def test_a_half_hour_is_measured_over_the_days_that_know_half_hours(hall: Premises) -> None:
    """A day that was only counted by hand has no half-hours: it thins none out."""
    visits(hall, [60, 60, 60, 60])
    by_hand(hall, JANUARY + dt.timedelta(days=1), tickets=100, over=60)
    load = asked(hall, FEBRUARY).loads[hall.pk][18]
    assert (load.days, load.each_day) == (1, Decimal(4))


def test_a_month_that_still_runs_is_measured_by_the_line_of_today(hall: Premises) -> None:
    """A rule from the 25th on says nothing about a hall on the 10th."""
    now = dt.datetime(2011, 1, 10, 18, tzinfo=ZONE)
    a_rule(hall.unit, wait_minutes=5, valid_from=dt.date(2011, 1, 25), share_limit=Decimal(50))
    visits(hall, [60])
    assert asked(hall, now).share_line(hall).share != 50
    assert asked(hall, FEBRUARY).share_line(hall).share == 50
    assert figures_of([hall], MONTH, now=now)[0].share_limit != 50
    assert figures_of([hall], MONTH, now=FEBRUARY)[0].share_limit == 50


def test_a_number_that_the_system_closed_is_in_no_mean_and_no_percentile(hall: Premises) -> None:
    """How long somebody waited who was never called nobody knows; it ended when the doors closed or at midnight."""
    visits(hall, [120, 240])
    visits(hall, [68_127], outcome=Outcome.CLOSED_BY_SYSTEM)
    one = Waits([hall], JANUARY, JANUARY, FEBRUARY).by()[()]
    assert (one.tickets, one.known, one.mean_seconds, one.over_of(Base.ALL)) == (3, 2, Decimal(180), 1)
    assert percentiles([hall], JANUARY, JANUARY)[()][-1] == 240
    refresh(halls=[hall], day=JANUARY, now=FEBRUARY)
    kept = Waits([hall], JANUARY, JANUARY, FEBRUARY).by()[()]
    assert kept == one
