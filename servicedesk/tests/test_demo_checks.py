"""The demo's mystery round comes out as S0 1.2 tells it, and the hall manager's books stand beside it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from halls.checks.choices import CheckKind, Dimension
from halls.checks.models import Answer, CheckRun
from halls.checks.rules import is_named
from halls.checks.selectors import line_for
from improvement.actions.models import Action
from org.models import Person, Unit
from org.people.services import create_person, start_posting
from org.units.services import create_unit
from servicedesk.demo.branch import UNITS
from servicedesk.demo.checks import carry_out_checks
from servicedesk.demo.staff import STAFF

pytestmark = pytest.mark.django_db

MONTH = dt.date(2011, 1, 1)


@pytest.fixture
def branch() -> dict[str, Unit]:
    now = timezone.now()
    made: dict[str, Unit] = {}
    for position, unit in enumerate(UNITS):
        parent = made.get(unit.under)
        made[unit.code] = create_unit(
            code=unit.code, name=unit.name, kind=unit.kind, parent=parent, position=position, by=None, now=now
        )
    people: dict[str, Person] = {}
    for one in STAFF[:9]:
        person = create_person(staff_number=one.staff_number, name=one.name, post=one.post, by=None, now=now)
        start_posting(
            person=person, unit=made[one.unit], role=one.role, starts_on=dt.date(2010, 1, 1), by=None, now=now
        )
        people[one.staff_number] = person
    carry_out_checks(units=made, people=people, first_month=MONTH, now=now)
    return made


def test_the_mystery_round_is_the_source_s(branch: dict[str, Unit]) -> None:
    runs = {run.unit.name[:2]: run for run in CheckRun.objects.filter(kind=CheckKind.MYSTERY).select_related("unit")}
    assert {name for name, run in runs.items() if run.score == 100} == {"桂花", "春秋", "场口"}
    line = line_for(branch["DEMO"], CheckKind.MYSTERY, on=MONTH)
    assert line is not None
    assert {name for name, run in runs.items() if is_named(run.score, line.line)} == {"万市", "常绿", "高桥", "大源"}
    between = {name for name, run in runs.items() if run.score is not None and line.line <= run.score < 100}
    assert between == {"新登", "受降", "常安"}


def test_a_dispenser_that_was_off_cost_nothing(branch: dict[str, Unit]) -> None:
    """S0-M2: 高桥, 饮水机未开, 未扣分."""
    noted = Answer.objects.findings().get(run__kind=CheckKind.MYSTERY, code="dispenser")
    assert (noted.run.unit.name, noted.lost, noted.dimension) == ("高桥营业厅", 0, Dimension.ENVIRONMENT)


def test_books_are_in_time_and_leave_nothing_to_be_done(branch: dict[str, Unit]) -> None:
    books = CheckRun.objects.of_kind(CheckKind.DAILY).in_time()
    assert books.count() == 29
    assert books.filter(findings=1, score=100).count() == 4
    assert not Action.objects.exists()
    assert books.values("answers").count() == 29 * 17
