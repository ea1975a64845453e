"""Every night, and on demand: candidates for batches. Nobody is told that there are none."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.batches.choices import BatchState, FoundBy
from complaints.batches.models import Batch
from complaints.batches.rules import Candidate, common_path, of_nearly_the_same_words, of_one_cause
from complaints.batches.selectors import candidates_since
from complaints.batches.services.making import make_batch
from complaints.batches.services.publishing import publish_batch
from complaints.categories.models import Category
from complaints.tickets.models import Complaint
from core.audit.services import record
from core.jobs.services import enqueue
from core.notifications.registry import declare
from core.notifications.services import notify
from org.access.choices import Right
from org.people.selectors import holding
from org.units.models import Unit

if TYPE_CHECKING:
    from core.jobs.models import Job
    from org.people.models import Person

LOOK = "batches.look"
PROPOSED = "batch.proposed"
TITLE_MOST = 120

declare(PROPOSED, sentence=_("%(number)s may be a batch complaint: %(title)s, %(count)s tickets"))


def look_now(*, by: Person, now: dt.datetime) -> Job:
    """Leave the search that one asked for by hand; asked again within the minute it is the same one."""
    return enqueue(LOOK, by=by, now=now, arguments={}, key=f"{LOOK}:{by.pk}:{now:%Y%m%d%H%M}")


def propose_batches(*, now: dt.datetime, step: Callable[[int], object] = lambda _done: None) -> int:
    """Propose what reaches BATCH_THRESHOLD customers in BATCH_DAYS; gives how many. Without the two settings none.

    A ticket that belongs to a batch already, or to one that was rejected, is not proposed again.
    """
    threshold, days = settings.BATCH_THRESHOLD, settings.BATCH_DAYS
    if threshold is None or days is None:
        return 0
    candidates = candidates_since(now - dt.timedelta(days=days))
    step(len(candidates))
    found = of_one_cause(candidates, threshold=threshold)
    taken = {one.pk for group in found for one in group}
    left = [one for one in candidates if one.pk not in taken]
    made = [_propose(group, FoundBy.SAME_CAUSE, now=now) for group in found]
    made += [
        _propose(group, FoundBy.SAME_WORDS, now=now) for group in of_nearly_the_same_words(left, threshold=threshold)
    ]
    return sum(made)


def _propose(group: Sequence[Candidate], found_by: FoundBy, *, now: dt.datetime) -> bool:
    """One transaction a proposal; False where another run was first or no unit has all tickets below it."""
    unit = Unit.objects.filter(path=common_path([one.unit_path for one in group])).first()
    if unit is None:
        return False
    first = Complaint.objects.select_related("product", "cause").defer("grams").get(pk=group[0].pk)
    same_cause = found_by == FoundBy.SAME_CAUSE
    try:
        with transaction.atomic():
            batch = make_batch(
                now=now,
                complaint_ids=[one.pk for one in group],
                added_by=None,
                state=BatchState.PROPOSED,
                found_by=found_by,
                key=f"{found_by}:{uuid.uuid4()}",
                title=_title(first.product, first.cause) if same_cause else first.subject[:TITLE_MOST],
                unit=unit,
                unit_path=unit.path,
                product=first.product if same_cause else None,
                cause=first.cause if same_cause else None,
            )
            publish_batch("batch.proposed", batch=batch, now=now)
            record("batch.proposed", by=None, now=now, about=batch, data={"found_by": found_by, "tickets": len(group)})
            _tell(batch, len(group), now=now)
    except IntegrityError:
        return False
    return True


def _title(product: Category | None, cause: Category | None) -> str:
    return " · ".join(one.name for one in (product, cause) if one)[:TITLE_MOST]


def _tell(batch: Batch, count: int, *, now: dt.datetime) -> None:
    notify(
        PROPOSED,
        recipients=holding(Right.BATCH_DECIDE, batch.unit_path),
        params={"number": batch.number, "title": batch.title, "count": count},
        address=reverse("batch", args=[batch.number]),
        key=f"{PROPOSED}:{batch.pk}",
        now=now,
    )
