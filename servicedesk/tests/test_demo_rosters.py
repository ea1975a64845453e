"""The demo's roster can be worked: nobody shares a counter, and whoever has none has a post."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from halls.premises.services import save_counter, set_up_hall
from halls.rosters.models import RosterWeek, Shift, Swap
from org.models import Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit
from org.units.choices import UnitKind
from org.units.services import set_opening_hours
from servicedesk.demo.rosters import HALL, RECEPTION, make_rosters
from servicedesk.demo.visits import CLOSES, OPENS

pytestmark = pytest.mark.django_db
COUNTERS, CLERKS = 7, 8


@pytest.fixture
def units() -> dict[str, Unit]:
    """The busiest hall with one clerk more than it has counters, as in the demo."""
    now = timezone.now()
    branch = a_unit("富阳分公司")
    hall = a_unit("桂花西路营业厅", under=branch, kind=UnitKind.HALL)
    set_opening_hours(unit=hall, hours={day: [(OPENS, CLOSES)] for day in range(7)}, by=None, now=now)
    premises = set_up_hall(unit=hall, by=None, now=now)
    for number in range(COUNTERS):
        save_counter(premises=premises, name=str(number + 1), services=[], by=None, now=now)
    for number in range(CLERKS):
        a_person(Role.COUNTER_STAFF, at=hall, name=f"营业员{number + 1}")
    a_person(Role.HALL_MANAGER, at=hall)
    return {"DEMO": branch, HALL: hall}


def test_two_weeks_are_rostered_and_no_counter_has_two(units: dict[str, Unit]) -> None:
    leads = a_person(Role.SERVICE_MANAGER, at=units["DEMO"])
    make_rosters(units=units, first_month=dt.date(2011, 1, 1), by=leads)
    weeks = RosterWeek.objects.order_by("monday")
    assert [(week.monday.isoformat(), week.is_published) for week in weeks] == [
        ("2011-01-24", True),
        ("2011-01-31", False),
    ]
    seats = list(Shift.objects.exclude(counter=None).values_list("counter", "day", "starts_at", "ends_at"))
    assert len(seats) == 2 * 5 * COUNTERS
    for counter, day, since, until in seats:
        assert sum(seat[:2] == (counter, day) and seat[2] < until and since < seat[3] for seat in seats) == 1
    assert set(Shift.objects.filter(counter=None).values_list("post", flat=True)) == {RECEPTION}
    assert Swap.objects.get().state == "agreed"
