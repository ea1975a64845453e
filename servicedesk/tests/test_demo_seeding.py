"""Seeding itself: another year, another day, a second start, a branch of any size."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.management import CommandError, call_command

from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.models import Complaint
from core.models import AuditEntry
from core.periods.rules import period
from halls.premises.models import Premises
from halls.queue.models import Visit
from kpi.reports.selectors import report_of
from org.models import Person, Unit
from org.people.choices import Role
from servicedesk.checks import database_fits
from servicedesk.demo.large import seed_large
from servicedesk.demo.seeding import seed_branch
from servicedesk.demo.staff import PASSWORD

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)


def test_a_month_not_over_by_seven_has_no_sheet_yet() -> None:
    first = dt.date(2026, 8, 1)
    seed_branch(first_month=first, now=dt.datetime(2026, 10, 31, 10, 0, tzinfo=dt.UTC))
    assert max(Sheet.objects.filter(kind=SheetKind.MONTHLY).values_list("period", flat=True)) == "2026-09"
    assert max(Sheet.objects.filter(kind=SheetKind.DAILY).values_list("period", flat=True)) == "2026-10-30"


def test_it_moves_to_another_year() -> None:
    seed_branch(first_month=dt.date(2026, 1, 1), now=NOW)
    report = report_of(Unit.objects.get(code="DEMO"), period("2026-01"))
    assert report.volume == 2417
    assert not Complaint.objects.filter(received_at__gt=NOW).exists()


def test_every_role_has_an_account_and_a_second_start_keeps_the_data(settings) -> None:
    call_command("seed_demo", stdout=io.StringIO())
    before = Complaint.objects.count()
    said = io.StringIO()
    call_command("seed_demo", if_empty=True, stdout=said)
    numbers = [line.split()[0] for line in said.getvalue().splitlines() if line.startswith("  DEMO-")]
    roles = {role for person in Person.objects.filter(staff_number__in=numbers) for role in person.roles}
    assert roles == set(Role)
    assert all(person.check_password(PASSWORD) for person in Person.objects.filter(staff_number__in=numbers))
    assert AuditEntry.objects.filter(verb="person.password_set").count() == len(numbers)
    assert Complaint.objects.count() == before
    with pytest.raises(CommandError, match="not empty"):
        call_command("seed_demo", stdout=io.StringIO())
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="refused in production"):
        call_command("seed_demo", stdout=io.StringIO())
    assert "servicedesk.E005" in {problem.id for problem in database_fits(databases=["default"])}


@pytest.mark.parametrize("month", ["2011-13", "January", "2026-10"])
def test_a_month_that_cannot_be_is_refused(month: str) -> None:
    with pytest.raises(CommandError):
        call_command("seed_demo", as_of=month, stdout=io.StringIO())
    assert not Unit.objects.exists()


def test_the_large_branch_has_its_size() -> None:
    written = seed_large(tickets=400, visits=20_000, now=NOW, say=lambda _words: None)
    assert written == Complaint.objects.count() == 400
    assert Visit.objects.count() == 20_000
    assert Premises.objects.count() == 360
    assert Unit.objects.count() == 1 + 20 + 120 + 360
