"""A computed month: kept with its inputs, safe to repeat, equal to the live report."""

from __future__ import annotations

import pytest
from django.utils import timezone

from core.jobs.models import Job
from core.jobs.progress import JobCancelled
from core.jobs.services import run_job
from core.periods.rules import month, period
from kpi.indicators.choices import EVERY
from kpi.indicators.models import IndicatorValue
from kpi.indicators.rules import stored
from kpi.indicators.services import compute_month, request_month
from kpi.indicators.tasks import compute_last_months
from kpi.reports.selectors import report_of
from kpi.tests.factories import A_MORNING, a_branch, complaints_in, january_2011
from org.models import Unit
from org.people.choices import Role
from org.tests.factories import a_person, a_unit

pytestmark = pytest.mark.django_db
JANUARY = month("2011-01")


@pytest.fixture
def january(db):
    return january_2011()


@pytest.fixture
def branch(db):
    """The same tree with a few complaints, for what does not depend on the printed tables."""
    made = a_branch()
    complaints_in("2011-01", made.units["大源/场口"], 3)
    complaints_in("2011-01", made.units["虚拟"], 2)
    return made


def kept() -> list[tuple]:
    return list(
        IndicatorValue.objects.order_by("unit", "indicator").values_list(
            "unit", "indicator", "numerator", "denominator", "value"
        )
    )


def test_every_unit_gets_every_indicator_equal_to_its_live_report(january):
    compute_month(unit=january.top, month=JANUARY, now=A_MORNING)
    assert IndicatorValue.objects.count() == Unit.objects.count() * len(EVERY)
    for name in ("城区", "城区/桂花", "政企", "虚拟"):
        report = report_of(january.units[name], period("2011-01"))
        for code, headline in report.headlines.items():
            row = IndicatorValue.objects.get(unit=january.units[name], indicator=code, month="2011-01")
            assert row.value == stored(headline.figure.value), (name, code)
            assert (row.numerator, row.denominator) == (headline.figure.numerator, headline.figure.denominator)
            assert row.rule_version == headline.indicator.version


def test_a_missing_control_volume_is_kept_as_nothing_not_as_zero(january):
    compute_month(unit=january.top, month=JANUARY, now=A_MORNING)
    row = IndicatorValue.objects.get(unit=january.units["虚拟"], indicator="CCTRL")
    assert (row.value, row.denominator, row.numerator) == (None, None, 36)


def test_running_it_twice_changes_nothing_but_the_time(branch):
    compute_month(unit=branch.top, month=JANUARY, now=A_MORNING)
    first = kept()
    compute_month(unit=branch.top, month=JANUARY, now=timezone.now())
    assert kept() == first
    assert not IndicatorValue.objects.filter(computed_at=A_MORNING).exists()


def test_a_run_that_was_stopped_is_completed_by_the_next(branch):
    def stop(done: int, total: int, name: str) -> None:
        if done == 5:
            raise JobCancelled

    with pytest.raises(JobCancelled):
        compute_month(unit=branch.top, month=JANUARY, now=A_MORNING, step=stop)
    compute_month(unit=branch.top, month=JANUARY, now=A_MORNING)
    assert IndicatorValue.objects.count() == Unit.objects.count() * len(EVERY)


def test_a_later_ticket_moves_the_stored_figures_only_when_computed_again(january):
    compute_month(unit=january.top, month=JANUARY, now=A_MORNING)
    complaints_in("2011-01", january.units["新登/万市"], 1)
    volume = IndicatorValue.objects.filter(unit=january.top, indicator="C_VOL")
    assert volume.get().value == 2417
    compute_month(unit=january.top, month=JANUARY, now=A_MORNING)
    assert volume.get().value == 2418


def test_the_job_computes_tells_how_far_it_is_and_says_where_to_look(branch):
    manager = a_person(Role.SERVICE_MANAGER, at=branch.top)
    job = request_month(unit=branch.top, month=JANUARY, by=manager, now=timezone.now())
    assert run_job(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("done", Unit.objects.count(), Unit.objects.count())
    assert job.result["address"] == "/kpi/report/2011-01/?unit=DEMO"
    assert IndicatorValue.objects.filter(job=job).exists()


def test_queries_do_not_grow_with_the_units(branch, django_assert_max_num_queries):
    for number in range(40):
        a_unit(f"支局{number}", under=branch.units["城区"])
    with django_assert_max_num_queries(26):
        compute_month(unit=branch.top, month=JANUARY, now=A_MORNING)


def test_every_night_this_month_and_the_last_are_asked_for(branch):
    compute_last_months()
    this_month = timezone.localdate().strftime("%Y-%m")
    jobs = Job.objects.filter(kind="kpi.compute_month")
    assert jobs.count() == 2
    assert this_month in {job.arguments["month"] for job in jobs}
