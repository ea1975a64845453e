"""Every figure that is a link opens exactly as many visits as it says."""

from __future__ import annotations

import datetime as dt

import pytest
from django.http import QueryDict

from core.periods.rules import period
from halls.intake.filters import VisitFilter
from halls.intake.models import DayTotal
from halls.premises.models import Premises
from halls.tests.factories import ZONE, a_hall, a_rule
from halls.waiting.choices import Base, By
from halls.waiting.hall_presenter import HallPage
from halls.waiting.presenter import ShownLine, Table
from halls.waiting.selectors import asked_of
from halls.waiting.tests.factories import visits
from org.people.choices import Role
from org.people.models import Person
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
ROWS = {By.HALL: 2, By.SERVICE: 3, By.HALF_HOUR: 4, By.WEEKDAY: 3, By.DAY: 6}
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


def opens_what_it_says(row: ShownLine, person: Person) -> None:
    assert (opened(row.tickets_link, person) if row.tickets_link else 0) == row.tickets
    assert (opened(row.over_link, person) if row.over_link else 0) == int(row.over or 0)


@pytest.mark.parametrize("base", Base)
@pytest.mark.parametrize("by", By)
def test_tickets_and_overtime_open_their_visits(hall, manager, by, base):
    """Each line and their total, on each base: one called at once waited not at all, one was closed by the system."""
    visits(hall, [0], day=dt.date(2011, 1, 3))
    visits(hall, [30_000], day=dt.date(2011, 1, 4), outcome="closed_by_system")
    table = Table(asked(hall, manager, base=base), by)
    assert sum(row.tickets for row in table.rows) == {"all": 27, "served": 16, "waited": 26}[base]
    for row in [*table.rows, *([table.total] if table.total else [])]:
        opens_what_it_says(row, manager)


@pytest.mark.parametrize("base", Base)
@pytest.mark.parametrize("by", By)
def test_the_figures_of_several_halls_open_the_visits_of_all(hall, by, base):
    """The same letters mean another service in the second hall, and its clock goes otherwise."""
    other = a_hall("新登营业厅", under=hall.unit.parent)
    Premises.objects.filter(pk=other.pk).update(time_zone="Asia/Urumqi")
    other.services.filter(prefix="B").update(name="投诉")
    visits(other, [60, 700], at=dt.time(9, 10))
    visits(other, [800], prefix="B", at=dt.time(9, 30))
    reader = a_person(Role.SERVICE_MANAGER, at=hall.unit.parent)
    month = asked_of(unit=hall.unit.parent, period=period("2011-01"), base=base, reader=reader, now=NOW)
    table = Table(month, by)
    assert table.total is not None
    assert (table.total.tickets, len(table.rows)) == ({"all": 28, "served": 18, "waited": 28}[base], ROWS[by])
    for row in [*table.rows, table.total]:
        opens_what_it_says(row, reader)


@pytest.mark.parametrize("base", Base)
def test_a_cell_of_the_week_and_the_cards_open_their_visits(hall, manager, base):
    page = HallPage(asked(hall, manager, base=base), today=NOW.date())
    cells = [cell for row in page.heat for cell in row.cells if cell.n]
    assert sum(cell.n for cell in cells) == {"all": 25, "served": 15, "waited": 25}[base]
    assert [opened(cell.link, manager) for cell in cells] == [cell.n for cell in cells]
    tickets, share = page.figures[:2]
    assert f"{opened(tickets.link, manager)}" == tickets.value
    assert share.note.startswith(f"{opened(share.link, manager)} ")


def test_where_the_list_would_not_have_as_many_there_is_no_link(hall, manager):
    assert not any(row.tickets_link for row in Table(asked(hall, manager, "2011-Q1"), By.SERVICE).rows)
    assert all(row.tickets_link for row in Table(asked(hall, manager, "2011-Q1"), By.DAY).rows)
    a_total(hall, dt.date(2011, 1, 24))
    visits(hall, [None], day=dt.date(2011, 1, 20))
    links = {row.name[:10]: (row.tickets_link, row.over_link) for row in Table(asked(hall, manager), By.DAY).rows}
    assert links["2011-01-24"] == ("", "")
    tickets, over = links["2011-01-20"]
    assert (opened(tickets, manager), over) == (1, "")
    assert all(links["2011-01-03"])


def a_total(hall: Premises, day: dt.date) -> None:
    DayTotal.objects.create(
        premises=hall, business_day=day, channel="queue", tickets=40, over_limit=3, reason="取号机故障",
        made_at=NOW, made_by=a_person(Role.HALL_MANAGER, at=hall.unit),
    )  # fmt: skip
