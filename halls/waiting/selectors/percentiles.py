"""Percentiles by nearest rank: one array aggregate on PostgreSQL, ranks over ordered rows on SQLite; both equal.

The value at place ceil(p × n) of the waits in order, so always a wait that occurred (percentile_disc is the same).
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import Aggregate, Count, F, Field, IntegerField, Q, Value, Window
from django.db.models.functions import RowNumber

from halls.queue.choices import Outcome
from halls.waiting.choices import PERCENTS, Base
from halls.waiting.rules import rank
from halls.waiting.selectors.counting import MEASURED_WAIT, Key, visits_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from halls.premises.models import Premises
    from halls.queue.models import VisitQuerySet

Ranked = dict[Key, tuple[int, ...]]
"""The waits in seconds at PERCENTS, by key."""

ON_BASE = {
    Base.ALL: Q(),
    Base.SERVED: Q(outcome=Outcome.SERVED),
    Base.WAITED: Q(wait_seconds__gt=0),
}


class Percentiles(Aggregate):
    """All of PERCENTS from one walk over the ordered waits."""

    function = "PERCENTILE_DISC"
    template = (
        "%(function)s(ARRAY["
        + ",".join(f"{percent / 100}" for percent in PERCENTS)
        + "]) WITHIN GROUP (ORDER BY %(expressions)s)"
    )
    output_field: Field[Any, Any] = Field()


def percentiles(
    halls: Iterable[Premises], first: dt.date, last: dt.date, *, base: Base = Base.ALL, keys: Sequence[str] = ()
) -> Ranked:
    """By `keys`, of waits that have come to their end: of nobody who still waits or whom the system closed."""
    rows = visits_of(halls, first, last).filter(ON_BASE[base], MEASURED_WAIT, wait_seconds__isnull=False).order_by()
    return _in_one(rows, keys) if connection.vendor == "postgresql" else _by_rank(rows, keys)


def _in_one(rows: VisitQuerySet, keys: Sequence[str]) -> Ranked:
    if not keys:
        found = rows.aggregate(waits=Percentiles("wait_seconds"))["waits"]
        return {(): tuple(found)} if found else {}
    grouped = rows.values_list(*keys).annotate(waits=Percentiles("wait_seconds"))
    return {row[:-1]: tuple(row[-1]) for row in grouped}


def _by_rank(rows: VisitQuerySet, keys: Sequence[str]) -> Ranked:
    parts = [F(key) for key in keys]
    placed = rows.annotate(
        place=Window(RowNumber(), partition_by=parts or None, order_by=["wait_seconds"]),
        n=Window(Count("*"), partition_by=parts or None),
    )
    wanted = Q()
    for percent in PERCENTS:
        # Whole numbers divide without rest there: (p × n + 99) ÷ 100 is ceil(p × n ÷ 100).
        wanted |= Q(place=(F("n") * percent + 99) / Value(100, output_field=IntegerField()))
    found: dict[Key, dict[int, int]] = defaultdict(dict)
    counts: dict[Key, int] = {}
    for row in placed.filter(wanted).values_list(*keys, "place", "n", "wait_seconds"):
        found[row[:-3]][row[-3]], counts[row[:-3]] = row[-1], row[-2]
    return {key: tuple(places[rank(percent, counts[key])] for percent in PERCENTS) for key, places in found.items()}
