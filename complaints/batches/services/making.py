"""How a batch comes into being, proposed or by hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from complaints.batches.models import Batch, BatchMember
from complaints.tickets.rules import month_of
from core import numbers

SERIES = "batch-%d"


def make_batch(*, now: dt.datetime, complaint_ids: Iterable[int], added_by: Any, **columns: Any) -> Batch:
    """A batch with its number and its tickets, inside the caller's transaction."""
    month = month_of(now)
    (position,) = numbers.reserve(SERIES % month)
    batch = Batch.objects.create(number=f"B{month}-{position:04d}", proposed_at=now, **columns)
    BatchMember.objects.bulk_create(
        BatchMember(batch=batch, complaint_id=pk, added_at=now, added_by=added_by) for pk in complaint_ids
    )
    return batch
