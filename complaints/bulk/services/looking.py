"""The trial run: fixes the set of tickets and says for each what would come of it. Changes no ticket."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max

from complaints.bulk import rules
from complaints.bulk.choices import Result
from complaints.bulk.models import BulkAct, BulkRow
from complaints.bulk.registry import Act, act_of
from complaints.bulk.services.judging import SENTENCE_MOST, tickets_for, unfit
from complaints.tickets.filters import matching
from complaints.tickets.models import Complaint
from core.jobs.progress import LeaseLost
from org.people.models import Person

if TYPE_CHECKING:
    from complaints.tickets.services import Left

Asked = tuple[str, int | None]
AT_ONCE = 1_000


def look_over(
    *, bulk: BulkAct, now: dt.datetime, step: Callable[[int, int], object] = lambda _done, _total: None
) -> None:
    """Try the act on every ticket that was asked for. Begun anew when run again; a finished trial stays.

    Raises LeaseLost where another worker has begun it anew meanwhile.
    """
    if bulk.looked_at is not None:
        return
    act = act_of(bulk.act)
    if act is None:
        raise LookupError(f"no subject declares the act {bulk.act!r}")
    person = Person.objects.get(pk=bulk.by_id)
    asked = _asked(bulk, person, now)
    if not _begin(bulk):
        return
    newest = 0
    for start in range(0, len(asked), AT_ONCE):
        newest = _look_at(bulk, act, person, asked[start : start + AT_ONCE], newest)
        step(min(start + AT_ONCE, len(asked)), len(asked))
    _end(bulk, newest, now)


def _over(bulk: BulkAct) -> bool:
    """Hold the act until the commit; whether its trial has ended, so that its rows are no longer the trial's."""
    held = BulkAct.objects.select_for_update(no_key=True).get(pk=bulk.pk)
    bulk.looked_at, bulk.confirmed_at = held.looked_at, held.confirmed_at
    return held.looked_at is not None or held.confirmed_at is not None


@transaction.atomic
def _begin(bulk: BulkAct) -> bool:
    """Forget what an earlier attempt found; False if one has come to its end."""
    if _over(bulk):
        return False
    bulk.rows.all().delete()
    return True


def _hold_unless_overtaken(bulk: BulkAct, newest: int) -> None:
    """Hold the act; its newest row must be the one that this worker left. Raises LeaseLost."""
    if _over(bulk) or (bulk.rows.aggregate(newest=Max("pk"))["newest"] or 0) != newest:
        raise LeaseLost(f"trial run {bulk.pk}")


@transaction.atomic
def _end(bulk: BulkAct, newest: int, now: dt.datetime) -> None:
    _hold_unless_overtaken(bulk, newest)
    BulkAct.objects.filter(pk=bulk.pk).update(looked_at=now)
    bulk.looked_at = now


def _asked(bulk: BulkAct, person: Person, now: dt.datetime) -> list[Asked]:
    """Numbers and keys in the order of the keys, in which they are also held; numbers of no ticket come last."""
    if bulk.undoes_id:
        done = BulkRow.objects.filter(bulk=bulk.undoes_id, result=Result.DONE)
        return list(done.order_by("complaint_id").values_list("number", "complaint_id"))
    if bulk.whole_list:
        rows = matching(person, bulk.filters, now=now).filter(pk__lte=bulk.up_to)
        return list(rows.order_by("pk").values_list("number", "pk")[: rules.LIST_MOST])
    found = Complaint.objects.visible_to(person).filter(number__in=bulk.numbers)
    known = dict(found.order_by("pk").values_list("number", "pk"))
    return [*known.items(), *((number, None) for number in bulk.numbers if number not in known)]


@transaction.atomic
def _look_at(bulk: BulkAct, act: Act, person: Person, asked: list[Asked], newest: int) -> int:
    """Leave a row for each of `asked`; gives the key of the last."""
    _hold_unless_overtaken(bulk, newest)
    keys = [pk for _number, pk in asked]
    tickets = tickets_for(person).in_bulk([pk for pk in keys if pk is not None])
    left = unfit(act, keys, tickets, person=person, values=bulk.values)
    made = BulkRow.objects.bulk_create(_row(bulk, number, pk, left.get(pk)) for number, pk in asked)
    return max(row.pk for row in made)


def _row(bulk: BulkAct, number: str, pk: int | None, left: Left | None) -> BulkRow:
    if left is None:
        return BulkRow(bulk=bulk, number=number, complaint_id=pk)
    result = Result.SAME if left.same else Result.REFUSED
    return BulkRow(bulk=bulk, number=number, complaint_id=pk, result=result, sentence=str(left.why)[:SENTENCE_MOST])
