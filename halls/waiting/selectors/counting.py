"""Counting the visits themselves: days that are not kept, the day that still goes on, and every recount."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, F, Q, Sum, Value, When, prefetch_related_objects
from django.db.models.functions import Coalesce, ExtractHour, ExtractMinute

from halls.intake.models import DayTotal
from halls.premises.rules import local
from halls.premises.selectors import waits_until
from halls.queue.choices import Outcome
from halls.queue.models import Visit
from halls.queue.rules import seconds_between
from halls.waiting.models import SUMS
from halls.waiting.rules import NOTHING, Tally, half_hour, is_over, limit_on, tally
from halls.waiting.selectors.limits import limit_seconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.db.models import QuerySet
    from django.db.models.expressions import Combinable

    from halls.premises.models import Premises
    from halls.queue.models import VisitQuerySet
    from halls.waiting.rules import Limits

Key = tuple[Any, ...]
HALL, DAY, SERVICE, HALF_HOUR = "premises", "business_day", "service", "half_hour"
EACH_DAY = (HALL, DAY)
MEASURED_WAIT = ~Q(outcome=Outcome.CLOSED_BY_SYSTEM)
"""Whose wait stands in a mean or a percentile: a number that the system closed ended with the day, not with a wait."""


def visits_of(halls: Iterable[Premises], first: dt.date, last: dt.date) -> VisitQuerySet:
    """The visits that count for their days (halls.intake), from `first` to `last`."""
    return Visit.objects.counted().filter(premises__in=[hall.pk for hall in halls], business_day__range=(first, last))


def with_half_hour(rows: VisitQuerySet, zone: str) -> QuerySet[Any]:
    """Visits with the half-hour in which they arrived, by the clock of halls in `zone`."""
    clock = ZoneInfo(zone)
    timed: QuerySet[Any] = rows.annotate(
        hour=ExtractHour("arrived_at", tzinfo=clock), minute=ExtractMinute("arrived_at", tzinfo=clock)
    )
    return timed.annotate(half_hour=F("hour") * 2 + Case(When(minute__gte=30, then=Value(1)), default=Value(0)))


def arrived_in(rows: VisitQuerySet, halls: Iterable[Premises], half_hour: int) -> VisitQuerySet:
    """Visits of `halls` that arrived in a half-hour of the day, each by the clock of its own hall."""
    wanted = Q(pk__in=[])
    found: Any = rows
    for place, (zone, alike) in enumerate(by_zone(halls).items()):
        clock = ZoneInfo(zone)
        hour, minute = f"hour_{place}", f"minute_{place}"
        found = found.annotate(
            **{hour: ExtractHour("arrived_at", tzinfo=clock), minute: ExtractMinute("arrived_at", tzinfo=clock)}
        )
        begins = half_hour % 2 * 30
        span = Q(**{hour: half_hour // 2, f"{minute}__gte": begins, f"{minute}__lt": begins + 30})
        wanted |= Q(premises__in=alike) & span
    narrowed: VisitQuerySet = found.filter(wanted)
    return narrowed


def sums(limit: Combinable | None) -> dict[str, Any]:
    """What is counted of a set of visits with a limit in seconds; all of it stands in the index visit_waits."""
    served = Q(outcome=Outcome.SERVED)
    past = Q(wait_seconds__gt=limit)
    return {
        "tickets": Count("*"),
        "served": Count("premises", filter=served),
        "waited": Count("premises", filter=Q(wait_seconds__gt=0)),
        "over": Value(0) if limit is None else Count("premises", filter=past),
        "over_served": Value(0) if limit is None else Count("premises", filter=past & served),
        "known": Count("wait_seconds", filter=MEASURED_WAIT),
        "seconds": Coalesce(Sum("wait_seconds", filter=MEASURED_WAIT), 0),
    }


def counted(
    halls: Sequence[Premises],
    first: dt.date,
    last: dt.date,
    limits: Mapping[int, Sequence[Limits]],
    *,
    now: dt.datetime,
    keys: Sequence[str] = (),
) -> dict[Key, Tally]:
    """By hall, day and `keys` (service, half_hour); whoever still waits has waited until `now`, and no
    longer than the doors of that day were open."""
    if not halls or first > last:
        return {}
    found: dict[Key, Tally] = {}
    for zone, alike in by_zone(halls, split=HALF_HOUR in keys).items():
        visits = visits_of(alike, first, last)
        rows: QuerySet[Any] = with_half_hour(visits, zone) if zone else visits
        grouped = rows.order_by().values(*EACH_DAY, *keys).annotate(**sums(limit_seconds(limits)))
        for row in grouped.values_list(*EACH_DAY, *keys, *SUMS[:-1], "seconds"):
            key, counts = row[: 2 + len(keys)], row[2 + len(keys) :]
            limit = limit_on(limits[key[0]], key[1])
            named = dict(zip(SUMS, counts, strict=True))
            found[key] = found.get(key, NOTHING) + tally(limit=limit, **named)
    for key, one in _still_waiting(halls, first, last, limits, now=now, keys=keys):
        found[key] = found.get(key, NOTHING) + one
    return found


def by_zone(halls: Iterable[Premises], *, split: bool = True) -> dict[str, list[Premises]]:
    """Halls whose clocks go alike; all together, under no name, where the clock does not matter."""
    alike: dict[str, list[Premises]] = defaultdict(list)
    for hall in halls:
        alike[hall.time_zone if split else ""].append(hall)
    return alike


def _still_waiting(
    halls: Sequence[Premises],
    first: dt.date,
    last: dt.date,
    limits: Mapping[int, Sequence[Limits]],
    *,
    now: dt.datetime,
    keys: Sequence[str],
) -> Iterable[tuple[Key, Tally]]:
    """What the wait of those who still wait adds, until now or until the doors of their day closed; they are counted
    as tickets already."""
    rows = visits_of(halls, first, last).live().filter(wait_seconds=None)
    found = list(rows.values_list("premises", "business_day", "service", "arrived_at"))
    there = {hall.pk: hall for hall in halls}
    zones = {hall.pk: hall.time_zone for hall in halls}
    prefetch_related_objects([there[hall] for hall in {row[0] for row in found}], "unit__opening_hours")
    until = {(hall, day): waits_until(there[hall], day, now=now) for hall, day in {row[:2] for row in found}}
    for hall, day, service, arrived in found:
        seconds, limit = seconds_between(arrived, until[hall, day]), limit_on(limits[hall], day)
        late = is_over(seconds, limit)
        parts = {SERVICE: service, HALF_HOUR: half_hour(local(arrived, zones[hall]).time())}
        waited = int(seconds > 0)
        measured = waited if limit is not None else 0
        more = Tally(waited=waited, measured_waited=measured, over=int(late), over_waited=int(late), waiting=1)
        yield (hall, day, *(parts[key] for key in keys)), more


def by_hand(
    halls: Sequence[Premises], first: dt.date, last: dt.date, limits: Mapping[int, Sequence[Limits]]
) -> dict[tuple[int, dt.date, int | None], Tally]:
    """Totals of days by hand, where nothing better is known, by hall, day and service (None: all together).

    They say nothing of single waits: they count among all tickets, in the share only if the overtime was counted,
    and not among those who waited.
    """
    found: dict[tuple[int, dt.date, int | None], Tally] = {}
    totals = DayTotal.objects.counted().filter(premises__in=[hall.pk for hall in halls]).between(first, last)
    named = totals.values_list("premises", "business_day", "service", "tickets", "over_limit", "served")
    for hall, day, service, tickets, over, served in named:
        is_measured = over is not None and limit_on(limits[hall], day) is not None
        one = Tally(
            tickets=tickets,
            served=served or 0,
            measured=tickets if is_measured else 0,
            over=(over or 0) if is_measured else 0,
            by_hand=tickets,
        )
        found[hall, day, service] = found.get((hall, day, service), NOTHING) + one
    return found
