"""A hall's hours, days and numbers."""

from __future__ import annotations

import datetime as dt

import pytest

from halls.premises import rules
from halls.premises.rules import Window
from halls.premises.selectors import is_offered, rule_for, rules_for
from halls.tests.factories import MORNING, a_hall, a_rule, minutes
from org.tests.factories import a_unit

URUMQI, SHANGHAI = "Asia/Urumqi", "Asia/Shanghai"


@pytest.mark.parametrize(
    ("moment", "zone", "day"),
    [
        (dt.datetime(2011, 1, 17, 15, 59, tzinfo=dt.UTC), SHANGHAI, dt.date(2011, 1, 17)),
        (dt.datetime(2011, 1, 17, 16, 0, tzinfo=dt.UTC), SHANGHAI, dt.date(2011, 1, 18)),
        (dt.datetime(2011, 1, 17, 16, 0, tzinfo=dt.UTC), URUMQI, dt.date(2011, 1, 17)),
        (dt.datetime(2011, 1, 17, 18, 0, tzinfo=dt.UTC), URUMQI, dt.date(2011, 1, 18)),
    ],
)
def test_the_day_is_that_of_the_clock_on_the_wall(moment, zone, day):
    assert rules.business_day(moment, zone) == day


def test_a_window_takes_its_first_moment_and_not_its_last():
    window = Window(0, dt.time(8), dt.time(12))
    assert window.holds(MORNING.replace(hour=8))
    assert not window.holds(MORNING.replace(hour=12))
    assert not window.holds(MORNING + dt.timedelta(days=1))


@pytest.mark.parametrize(("number", "words"), [(1, "A001"), (12, "A012"), (999, "A999"), (1000, "A1000")])
def test_a_number_as_it_is_called(number, words):
    assert rules.label("A", number) == words


@pytest.mark.django_db
def test_a_service_has_its_own_hours_within_the_halls():
    hall = a_hall()
    service = hall.services.get(prefix="A")
    assert is_offered(service, hall, now=MORNING)
    assert not is_offered(service, hall, now=MORNING + dt.timedelta(days=5)), "a Saturday"
    service.opens_at, service.closes_at = dt.time(14), dt.time(16)
    assert not is_offered(service, hall, now=MORNING)
    assert is_offered(service, hall, now=minutes(5 * 60))


@pytest.mark.django_db
def test_the_nearest_rule_counts_and_the_newest_of_it(django_assert_num_queries):
    branch = a_unit()
    bureau = a_unit("城区", under=branch)
    hall, other = a_hall(under=bureau), a_hall("新登营业厅", under=branch)
    day = dt.date(2011, 1, 17)
    assert rule_for(hall.unit, on=day) is None
    of_branch = a_rule(branch, wait_minutes=15)
    former, newer = (
        a_rule(bureau, wait_minutes=10),
        a_rule(bureau, wait_minutes=8, valid_from=dt.date(2011, 1, 10)),
    )
    a_rule(bureau, wait_minutes=5, valid_from=dt.date(2011, 2, 1))
    with django_assert_num_queries(1):
        found = rules_for([hall.unit, other.unit], on=day)
    assert found == {hall.unit_id: newer, other.unit_id: of_branch}
    assert rule_for(hall.unit, on=dt.date(2011, 1, 9)) == former
