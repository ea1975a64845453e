"""Folding changes into the tallies, and repairing tallies that a recount finds wrong."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING

import structlog
from django.db import connection, transaction

from complaints.counters.choices import Counted
from complaints.counters.models import Tally, TallyChange
from complaints.counters.rules import PAST, Key, Standing, keys_of
from complaints.counters.selectors import differences
from core.audit.services import record

if TYPE_CHECKING:
    from org.people.models import Person

AT_ONCE = 5_000
_TABLE = Tally._meta.db_table
# Added by the database, so that nobody overwrites what another added; keys in order, so that none waits in a ring.
_ADD = (
    f"INSERT INTO {_TABLE} (what, path, handler, moment, number) VALUES (%s, %s, %s, %s, %s) "  # noqa: S608 - a name of this house
    f"ON CONFLICT (path, what, handler, moment) DO UPDATE SET number = {_TABLE}.number + excluded.number"
)

log = structlog.get_logger(__name__)


def fold(*, now: dt.datetime) -> int:
    """Add every waiting change to the tallies and say how many there were; what has become late joins the past."""
    _let_pass(now)
    folded = 0
    while some := _fold_some(now):
        folded += some
        if some < AT_ONCE:
            break
    return folded


@transaction.atomic
def _fold_some(now: dt.datetime) -> int:
    # Whoever folds meanwhile waits here, and then finds these gone.
    changes = list(TallyChange.objects.select_for_update().order_by("pk")[:AT_ONCE])
    amounts: Counter[Key] = Counter()
    for one in changes:
        for key in keys_of(Standing(one.unit_path, one.handler, one.moment, one.is_grave), now=now):
            amounts[key] += one.change
    _add(amounts)
    TallyChange.objects.filter(pk__in=[one.pk for one in changes]).delete()
    return len(changes)


@transaction.atomic
def _let_pass(now: dt.datetime) -> None:
    gone = Tally.objects.filter(what__in=[Counted.TIMED, Counted.MINE_TIMED], moment__gt=PAST, moment__lt=now)
    rows = list(gone.select_for_update().order_by("pk"))
    amounts: Counter[Key] = Counter()
    for row in rows:
        amounts[Key(row.what, row.path, row.handler, PAST)] += row.number
    _add(amounts)
    Tally.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _add(amounts: Mapping[Key, int]) -> None:
    moment = connection.ops.adapt_datetimefield_value
    rows = [
        (key.what, key.path, key.handler, moment(key.moment), amount)
        for key, amount in sorted(amounts.items())
        if amount
    ]
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(_ADD, rows)


@transaction.atomic
def repair(*, by: Person | None, now: dt.datetime) -> dict[Key, int]:
    """Bring the tallies to what a recount finds and say what was added to which; nothing wrong writes nothing.

    The differences are added, not set: acts and folding may go on meanwhile.
    """
    found = differences(now=now)
    _add(found)
    Tally.objects.filter(number=0).delete()
    if found:
        log.error("tallies.differed", tallies=len(found))
        record("tallies.repaired", by=by, now=now, data={"tallies": len(found)})
    return found
