"""Every cell opens exactly as many tickets as it says, over branches of chance."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.clocks.choices import ClockKind
from complaints.reports.choices import CODES
from complaints.reports.rules.table import Measure, Report
from complaints.reports.selectors import REPORTS, Asked
from complaints.reports.tests.branch import NOW, Branch, a_branch_of_chance, add_tickets
from complaints.tickets.filters import matching
from complaints.tickets.handled_filters import CLOCKS
from core.periods.rules import period
from org.calendar.services import load_official_years, set_up_default_calendar
from org.people.choices import Role
from org.tests.factories import a_person
from org.units.services import move_unit

pytestmark = pytest.mark.django_db
OF_TICKETS = (Measure.COUNT,)


@pytest.fixture(autouse=True)
def _a_calendar(settings) -> None:
    settings.COMPLAINT_ON_SITE_HOURS = 48
    set_up_default_calendar(by=None, now=NOW)
    load_official_years(first=2010, last=2011, by=None, now=NOW)


def disagreeing(report: Report, person) -> tuple[list[str], int]:
    """Cells whose list has more or fewer tickets, or that have no list; and how many cells were opened."""
    wrong, opened = [], 0
    for table in report.tables:
        for row in table.all_rows:
            for column, cell in zip(table.columns, row.cells, strict=True):
                what = f"{report.code}/{table.key}/{row.name}/{column.key}"
                if column.measure in OF_TICKETS and cell.value and not cell.address:
                    wrong.append(f"{what}: {cell.value} counted, and no address")
                if not cell.address:
                    continue
                opened += 1
                found = matching(person, dict(parse_qsl(urlsplit(cell.address).query)), now=NOW).count()
                if found != cell.value:
                    wrong.append(f"{what}: {cell.value} counted, {found} in the list {cell.address}")
    return wrong, opened


def asked_of(branch: Branch, words: str) -> Asked:
    return Asked(branch.top, period(words), NOW, branch.manager)


def over_all_reports(asked: Asked, person) -> tuple[list[str], dict[str, int]]:
    wrong, opened = [], {}
    for code in CODES:
        some, opened[code] = disagreeing(REPORTS[code](asked), person)
        wrong += some
    return wrong, opened


@pytest.mark.parametrize(("seed", "words"), [(1, "2011-01"), (2, "2010-12..2011-01"), (3, "2011-Q1")])
def test_every_cell_opens_exactly_its_tickets(seed: int, words: str) -> None:
    branch = a_branch_of_chance(seed, tickets=100)
    wrong, opened = over_all_reports(asked_of(branch, words), branch.manager)
    assert wrong == []
    assert min(opened.values()) > 10


def test_cells_open_their_tickets_also_where_a_unit_has_moved_since() -> None:
    branch = a_branch_of_chance(4, tickets=100)
    hall, other = branch.units[3], branch.units[2]
    move_unit(unit=hall, parent=branch.top if hall.parent == other else other, by=None, now=NOW)
    wrong, opened = over_all_reports(asked_of(branch, "2011-01"), branch.manager)
    assert wrong == []
    assert min(opened.values()) > 10


def test_a_bureau_counts_and_opens_only_its_own() -> None:
    branch = a_branch_of_chance(5, tickets=100)
    bureau = branch.units[1]
    reader = a_person(Role.DISTRICT_MANAGER, at=bureau)
    wrong, opened = over_all_reports(Asked(bureau, period("2011-01"), NOW, reader), reader)
    assert wrong == []
    assert min(opened.values()) > 5


@pytest.mark.parametrize("code", CODES)
def test_a_report_asks_the_same_number_of_questions_however_many_tickets(code: str) -> None:
    branch = a_branch_of_chance(6, tickets=40)
    with CaptureQueriesContext(connection) as few:
        REPORTS[code](asked_of(branch, "2011-Q1"))
    add_tickets(branch, 80)
    with CaptureQueriesContext(connection) as many:
        REPORTS[code](asked_of(branch, "2011-Q1"))
    assert len(many) <= 13
    assert abs(len(many) - len(few)) <= 1


def test_the_clocks_of_the_filter_are_the_kinds_there_are() -> None:
    assert [(value, str(label)) for value, label in CLOCKS] == [(one.value, str(one.label)) for one in ClockKind]
