"""What the indicators of waiting are computed from, of every unit of a tree at once."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from halls.premises.models import Premises
from halls.waiting.choices import PERCENTS
from halls.waiting.rules import total
from halls.waiting.selectors import HALL, Waits, by_one, percentiles
from kpi.waits.rules import WaitInputs
from org.units.rules import chain

if TYPE_CHECKING:
    from core.periods.rules import Month
    from org.units.models import Unit

P90 = PERCENTS.index(90)


def wait_inputs(top: Unit, month: Month, *, now: dt.datetime) -> dict[str, WaitInputs]:
    """By path of a unit at or below `top` that has halls: its own waits and those of all below it.

    Sums add up; a percentile does not, so each unit above more than one hall asks for its own.
    """
    halls = list(Premises.objects.at_or_below(top).select_related("unit").order_by("pk"))
    if not halls:
        return {}
    first, last = month.first_day, month.last_day
    tallies = by_one(Waits(halls, first, last, now).by(HALL))
    ranks = percentiles(halls, first, last, keys=(HALL,))
    below: dict[str, list[Premises]] = defaultdict(list)
    for hall in halls:
        if hall.pk in tallies:
            for path in chain(hall.unit.path):
                below[path].append(hall)
    found = {}
    for path, some in below.items():
        if not path.startswith(top.path):
            continue
        waits = percentiles(some, first, last).get(()) if len(some) > 1 else ranks.get((some[0].pk,))
        found[path] = WaitInputs(total(tallies[hall.pk] for hall in some), waits[P90] if waits else None)
    return found
