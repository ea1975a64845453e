"""Where what is kept of days that are over is not what their visits come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from halls.premises.rules import business_day
from halls.waiting.models import SUMS, WaitDay
from halls.waiting.rules import NOTHING, Tally, limit_on, tally
from halls.waiting.selectors.counting import counted, visits_of
from halls.waiting.selectors.limits import limits_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from halls.premises.models import Premises


@dataclass(frozen=True)
class Difference:
    """A hall's day; `kept` is None where nothing is kept of it or by another limit, `counted` where nothing may be."""

    hall: Premises
    day: dt.date
    kept: Tally | None
    counted: Tally | None


def differences(halls: Sequence[Premises], first: dt.date, last: dt.date, *, now: dt.datetime) -> list[Difference]:
    """Every day from `first` to `last` that should be kept otherwise than it is, in their order; four questions."""
    limits = limits_of(halls, first, last)
    kept = _kept(halls, first, last)
    living = set(visits_of(halls, first, last).live().values_list("premises", "business_day"))
    found = counted(halls, first, last, limits, now=now)
    wrong = []
    for hall in halls:
        today = business_day(now, hall.time_zone)
        for place in range((last - first).days + 1):
            day = first + dt.timedelta(days=place)
            key = (hall.pk, day)
            is_over = day < today and key not in living
            should = found.get(key, NOTHING) if is_over else None
            was, limit = kept.get(key, (None, None))
            if was != should or (should is not None and limit != limit_on(limits[hall.pk], day)):
                wrong.append(Difference(hall, day, was, should))
    return wrong


def _kept(
    halls: Sequence[Premises], first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date], tuple[Tally, int | None]]:
    rows = WaitDay.objects.filter(premises__in=[hall.pk for hall in halls], business_day__range=(first, last))
    return {
        (hall, day): (tally(limit=limit, **dict(zip(SUMS, counts, strict=True))), limit)
        for hall, day, limit, *counts in rows.values_list("premises", "business_day", "limit_minutes", *SUMS)
    }
