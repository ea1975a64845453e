"""Keeping the counts of days that are over: by day, each night, after a sheet came in, and all of them again."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.db.models import IntegerField, Sum, Value

from core.insert import insert_rows
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.waiting.models import SUMS, WaitCell, WaitDay
from halls.waiting.rules import MINUTE
from halls.waiting.selectors.counting import sums, visits_of, with_half_hour
from halls.waiting.selectors.differing import differences
from halls.waiting.selectors.limits import limits_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from django.db.models import QuerySet

    from halls.waiting.selectors.differing import Difference

_CELL = ("premises_id", "business_day", "service_id", "half_hour", *SUMS)
_DAY = ("premises_id", "business_day", *SUMS, "limit_minutes", "refreshed_at")


def refresh(*, halls: Iterable[Premises], day: dt.date, now: dt.datetime) -> int:
    """Count a day of `halls` anew and keep it; gives of how many halls it is kept.

    A day that is not over, or on which a number still lives, is kept of no hall: its visits are counted when asked.
    Safe to run twice, or by two at once: a hall's row is held meanwhile, so that the last one counts last.
    """
    with transaction.atomic():
        held = Premises.objects.filter(pk__in=[hall.pk for hall in halls]).select_related("unit").order_by("pk")
        there = list(held.select_for_update(no_key=True, of=("self",)))
        _forget(there, day)
        living = set(visits_of(there, day, day).live().values_list("premises", flat=True))
        over = [one for one in there if day < business_day(now, one.time_zone) and one.pk not in living]
        limits = {hall: found[0].minutes for hall, found in limits_of(over, day, day).items()}
        alike: dict[tuple[str, int | None], list[Premises]] = defaultdict(list)
        for hall in over:
            alike[hall.time_zone, limits[hall.pk]].append(hall)
        for (zone, limit), some in alike.items():
            _keep_cells(some, day, zone, limit)
        _keep_days(limits, day, now)
    return len(over)


def refresh_differing(
    *,
    halls: Sequence[Premises],
    first: dt.date,
    last: dt.date,
    now: dt.datetime,
    step: Callable[[int, int, str], None] | None = None,
) -> list[Difference]:
    """Keep anew every day that should be kept otherwise than it is; gives what differed.

    `step(done, total, day)` is told after every day and may raise to stop; what was done until then stays.
    """
    found = differences(halls, first, last, now=now)
    by_day: dict[dt.date, list[Premises]] = defaultdict(list)
    for one in found:
        by_day[one.day].append(one.hall)
    for done, day in enumerate(sorted(by_day), start=1):
        refresh(halls=by_day[day], day=day, now=now)
        if step is not None:
            step(done, len(by_day), day.isoformat())
    return found


def forget(*, halls: Iterable[Premises], days: Iterable[dt.date]) -> None:
    """Keep nothing of these days: for whoever changes visits of days that are over, in the same transaction.

    Until the night they are counted from the visits, so that no page shows what no longer is.
    """
    there = list(halls)
    for day in days:
        _forget(there, day)


def _forget(halls: Sequence[Premises], day: dt.date) -> None:
    WaitCell.objects.filter(premises__in=[hall.pk for hall in halls], business_day=day).delete()
    WaitDay.objects.filter(premises__in=[hall.pk for hall in halls], business_day=day).delete()


def _keep_cells(halls: Sequence[Premises], day: dt.date, zone: str, limit: int | None) -> None:
    """One statement reads the visits of halls that are measured alike and writes their counts."""
    rows: QuerySet[Any] = with_half_hour(visits_of(halls, day, day), zone).order_by()
    seconds = None if limit is None else Value(limit * MINUTE, output_field=IntegerField())
    counted = rows.values("premises", "business_day", "service", "half_hour").annotate(**sums(seconds))
    columns, names = list(_CELL), ["premises", "business_day", "service", "half_hour", *SUMS[:-1], "seconds"]
    if limit is not None:
        counted = counted.annotate(limit=Value(limit, output_field=IntegerField()))
        columns.append("limit_minutes")
        names.append("limit")
    query, values = counted.values_list(*names).query.sql_with_params()
    into = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {WaitCell._meta.db_table} ({into}) {query}", values)


def _keep_days(limits: dict[int, int | None], day: dt.date, now: dt.datetime) -> None:
    """The days are what their half-hours come to; a hall to which nobody came has a day of nothing."""
    totals = {f"all_{name}": Sum(name) for name in SUMS}
    cells = WaitCell.objects.filter(premises__in=list(limits), business_day=day).order_by()
    counted = {hall: counts for hall, *counts in cells.values_list("premises").annotate(**totals)}
    nothing = [0] * len(SUMS)
    rows = [(hall, day, *counted.get(hall, nothing), limit, now) for hall, limit in limits.items()]
    insert_rows(WaitDay._meta.db_table, _DAY, rows)
