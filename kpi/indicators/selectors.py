"""What the indicators of every unit of a month are computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.choices import ErrorSide
from core.jobs.choices import JobState
from core.jobs.models import Job
from kpi.indicators.choices import COMPUTE_MONTH
from kpi.indicators.rules import Inputs
from kpi.targets.rules import control_of
from kpi.targets.selectors import control_volumes
from kpi.volumes.rules import Tally, rolled_up
from kpi.volumes.selectors import errors_by_ticket_unit, recorded_months, volumes
from org.customers.selectors import customers_by_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.periods.rules import Month, Period
    from org.people.models import Person
    from org.units.models import Unit


def inputs_by_unit(top: Unit, month: Period, units: Sequence[Unit]) -> dict[int, Inputs]:
    """Inputs of `units`, all at or below `top`, by unit id; five queries whatever their number.

    Empty for a month in which nothing was recorded at all: that is no data, not zero.
    """
    if not recorded_months(top, month.months):
        return {}
    received = rolled_up(volumes(top, month).of(month))
    errors = errors_by_ticket_unit(top, month)
    control = control_volumes(top, month)
    bases = customers_by_unit(units, [month.first.words])
    made = {}
    for unit in units:
        tally, base = received.get(unit.path, Tally()), bases.get((unit.pk, month.first.words))
        made[unit.pk] = Inputs(
            complaints=tally.received,
            still_open=tally.still_open,
            own_errors=errors[ErrorSide.OWN].get(unit.path, 0),
            channel_errors=errors[ErrorSide.CHANNEL].get(unit.path, 0),
            customers=base.customers if base else None,
            control=control_of(unit.path, control),
        )
    return made


def running_computation(*, unit: Unit, month: Month, by: Person | None) -> Job | None:
    """The computation of `month` that this person asked for and that has not ended."""
    return Job.objects.filter(
        kind=COMPUTE_MONTH,
        by=by,
        state__in=[JobState.QUEUED, JobState.RUNNING],
        arguments__month=month.words,
        arguments__unit=unit.pk,
    ).first()
