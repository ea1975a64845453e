"""Computing a month: every indicator of every unit, kept with what it was computed from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

from core.audit.services import record
from core.jobs.services import enqueue
from core.periods.rules import Month, month_period
from kpi.desks.rules import desk_figures
from kpi.desks.selectors import desk_inputs
from kpi.indicators.choices import COMPUTE_MONTH
from kpi.indicators.models import IndicatorValue
from kpi.indicators.rules import Figure, figures, stored
from kpi.indicators.selectors import inputs_by_unit, running_computation
from kpi.waits.rules import wait_figures
from kpi.waits.selectors import wait_inputs
from org.units.models import Unit

if TYPE_CHECKING:
    from core.jobs.models import Job
    from org.people.models import Person

UNITS_AT_ONCE = 100
_KEPT = ("numerator", "denominator", "value", "rule_version", "computed_at", "job")


@dataclass(frozen=True)
class Computed:
    """How many units and values a computation kept."""

    units: int
    values: int


@transaction.atomic
def request_month(*, unit: Unit, month: Month, by: Person | None, now: dt.datetime) -> Job:
    """Ask for the figures of `month` to be computed for `unit` and all below it, as a job.

    Asked again by the same person while it is under way, it is the same job.
    """
    running = running_computation(unit=unit, month=month, by=by)
    if running is not None:
        return running
    job = enqueue(COMPUTE_MONTH, by=by, now=now, arguments={"month": month.words, "unit": unit.pk})
    record("indicators.requested", by=by, now=now, about=unit, data={"month": month.words, "job": job.pk})
    return job


def compute_month(
    *,
    unit: Unit,
    month: Month,
    now: dt.datetime,
    job: Job | None = None,
    step: Callable[[int, int, str], None] | None = None,
) -> Computed:
    """Compute and keep every indicator of `unit` and all below it for `month`.

    Safe to run twice and to be killed: values are put over those of an earlier run, by their
    unique key. `step(done, total, name)` is told after every unit and may raise to stop.
    """
    units = list(Unit.objects.at_or_below(unit).in_tree_order())
    inputs = inputs_by_unit(unit, month_period(month), units)
    desks = desk_inputs(unit, month, now=now)
    waits = wait_inputs(unit, month, now=now)
    waiting: list[IndicatorValue] = []
    for done, each in enumerate(units, start=1):
        made = figures(inputs.get(each.pk)) | desk_figures(desks.get(each.path))
        made |= wait_figures(waits.get(each.path))
        waiting += [_value(each, figure, month, now, job) for figure in made.values()]
        if done % UNITS_AT_ONCE == 0 or done == len(units):
            _keep(waiting)
            waiting = []
        if step is not None:
            step(done, len(units), each.name)
    return Computed(len(units), IndicatorValue.objects.filter(unit__in=units, month=month.words).count())


def _value(unit: Unit, figure: Figure, month: Month, now: dt.datetime, job: Job | None) -> IndicatorValue:
    return IndicatorValue(
        indicator=figure.indicator.code,
        unit=unit,
        month=month.words,
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=stored(figure.value),
        rule_version=figure.indicator.version,
        computed_at=now,
        job=job,
    )


def _keep(values: list[IndicatorValue]) -> None:
    IndicatorValue.objects.bulk_create(
        values, update_conflicts=True, unique_fields=["indicator", "unit", "month"], update_fields=_KEPT
    )
