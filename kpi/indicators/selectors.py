"""What the indicators of every unit of a month are computed from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.tickets.choices import ErrorSide
from kpi.indicators.rules import Inputs
from kpi.targets.rules import control_of
from kpi.targets.selectors import control_volumes
from kpi.volumes.rules import Tally, rolled_up
from kpi.volumes.selectors import errors_by_ticket_unit, volumes
from org.customers.selectors import customers_by_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kpi.periods.rules import Period
    from org.units.models import Unit


def inputs_by_unit(top: Unit, month: Period, units: Sequence[Unit]) -> dict[int, Inputs]:
    """Inputs of `units`, all at or below `top`, by unit id; four queries whatever their number."""
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
