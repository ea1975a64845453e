"""Every figure that is a link opens exactly as many visits as it says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from core.periods.rules import period
from halls.intake.filters import VisitFilter
from halls.premises.models import Premises
from halls.tests.factories import ZONE, a_hall, a_rule
from halls.waiting.choices import Base, By
from halls.waiting.hall_presenter import HallPage
from halls.waiting.presenter import Table
from halls.waiting.selectors import asked_of
from halls.waiting.tests.factories import visits
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2011, 2, 1, 3, tzinfo=ZONE)


@pytest.fixture
def hall() -> Premises:
    """Ten minutes until the 14th, fifteen from then on; both services, two half-hours, a row that does not count."""
    made = a_hall(under=a_unit("富阳分公司"))
    a_rule(made.unit)
    a_rule(made.unit, valid_from=dt.date(2011, 1, 15), wait_minutes=15)
    for day in (3, 4, 10, 17, 18):
        visits(made, [60, 700, 1_000], day=dt.date(2011, 1, day), at=dt.time(9, 10))
        visits(made, [30, 800], day=dt.date(2011, 1, day), at=dt.time(9, 30), prefix="B", outcome="left")
    visits(made, [2_000], day=dt.date(2011, 1, 4), is_counted=False)
    return made


@pytest.fixture
def manager(hall) -> Person:
    return a_person(Role.HALL_MANAGER, at=hall.unit)


def opened(address: str, person: Person) -> int:
    query = QueryDict(address.partition("?")[2]).dict()
    return VisitFilter(query, person=person).rows().count()


def asked(hall: Premises, reader: Person, words: str = "2011-01", base: Base = Base.ALL):
    return asked_of(unit=hall.unit, period=period(words), base=base, reader=reader, now=NOW, hall=hall)


@pytest.mark.parametrize("by", By)
def test_tickets_and_overtime_open_their_visits(hall, manager, by):
    rows = Table(asked(hall, manager), by).rows
    assert rows
    for row in rows:
        assert opened(row.tickets_link, manager) == row.tickets > 0
        assert (opened(row.over_link, manager) if row.over_link else 0) == int(row.over)


def test_a_cell_of_the_week_opens_its_visits(hall, manager):
    cells = [cell for row in HallPage(asked(hall, manager), today=NOW.date()).heat for cell in row.cells if cell.n]
    assert sum(cell.n for cell in cells) == 25
    assert [opened(cell.link, manager) for cell in cells] == [cell.n for cell in cells]


def test_where_the_list_would_not_have_as_many_there_is_no_link(hall, manager):
    assert not any(row.tickets_link for row in Table(asked(hall, manager, base=Base.SERVED), By.DAY).rows)
    assert not any(row.tickets_link for row in Table(asked(hall, manager, "2011-Q1"), By.SERVICE).rows)
    assert all(row.tickets_link for row in Table(asked(hall, manager, "2011-Q1"), By.DAY).rows)
    visits(hall, [None], day=dt.date(2011, 1, 20))
    links = {row.name[:10]: row.tickets_link for row in Table(asked(hall, manager), By.DAY).rows}
    assert links["2011-01-20"] == ""
    assert links["2011-01-03"]
