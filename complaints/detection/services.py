"""The weekly list of entries that may be false, and what a reviewer says of each."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from complaints.callbacks.choices import Reached
from complaints.callbacks.models import CallAttempt
from complaints.detection.choices import Suspicion, Verdict
from complaints.detection.models import FalseEntry
from complaints.detection.rules import pasted
from complaints.tickets.choices import EventKind, Outcome, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person

WORDS_MOST = 300
WINDOW = dt.timedelta(days=14)
"""Two weeks, so that a Monday on which the machine slept loses nothing."""


CLOSED_BEFORE = dt.timedelta(days=92)
"""Edits of tickets closed longer ago are not looked for: the trail of every year would be read each week."""


class CannotReview(Refusal):
    """Words are missing, or somebody was first."""


class OwnEntry(Refusal):
    """Nobody reviews the own entries."""

    status = 403


@transaction.atomic
def draw_sample(*, now: dt.datetime) -> int:
    """List what of the last two weeks may be false; gives how many are new. The same suspicion comes once a ticket."""
    since = now - WINDOW
    closed = Complaint.objects.filter(state=State.CLOSED, closed_at__gte=since, closed_by__isnull=False)
    found = {
        Suspicion.CLOSED_FAST: _closed_fast(closed),
        Suspicion.NO_RECORDING: CallAttempt.objects.filter(
            reached=Reached.REACHED, at__gte=since, recording=""
        ).values_list("call_back__casework__complaint", "by"),
        Suspicion.PASTED: _pasted(closed),
        Suspicion.EDITED_AFTER: _edited_after(since),
    }
    before = FalseEntry.objects.count()
    for suspicion, pairs in found.items():
        _keep(suspicion, dict(pairs), now=now)
    made = FalseEntry.objects.count() - before
    record("false_entry.drawn", by=None, now=now, data={"tickets": made})
    return made


def _closed_fast(closed: ComplaintQuerySet) -> list[tuple[int, int | None]]:
    minutes = settings.FALSE_ENTRY_MINUTES
    if minutes is None:
        return []
    rows = closed.exclude(outcome=Outcome.DUPLICATE).filter(due_from__isnull=False)
    fast = rows.filter(closed_at__lt=F("due_from") + dt.timedelta(minutes=minutes))
    return list(fast.values_list("pk", "closed_by"))


def _edited_after(since: dt.datetime) -> list[tuple[int, int | None]]:
    """Edits by people; a later sheet only says what its source says."""
    closed = Complaint.objects.filter(state=State.CLOSED, closed_at__gte=since - CLOSED_BEFORE)
    edits = ComplaintEvent.objects.filter(kind=EventKind.EDITED, at__gte=since, data__run__isnull=True)
    late = edits.filter(complaint__in=closed.values("pk"), at__gt=F("complaint__closed_at"))
    return list(late.values_list("complaint", "by"))


def _pasted(closed: ComplaintQuerySet) -> list[tuple[int, int | None]]:
    closings = list(closed.values_list("pk", "closed_by", "outcome_note"))
    closers = {pk: closer for pk, closer, _words in closings}
    return [(pk, closers[pk]) for pk in pasted(closings)]


def _keep(suspicion: Suspicion, pairs: dict[int, int | None], *, now: dt.datetime) -> None:
    paths = dict(Complaint.objects.filter(pk__in=pairs).values_list("pk", "unit_path"))
    FalseEntry.objects.bulk_create(
        (
            FalseEntry(complaint_id=pk, unit_path=path, suspicion=suspicion, found_at=now, about_id=pairs[pk])
            for pk, path in paths.items()
        ),
        ignore_conflicts=True,
        batch_size=500,
    )


def follow_unit(complaint: Complaint, event: ComplaintEvent) -> None:
    """The ticket went to another unit: those who judge there review its entries."""
    if "unit" in event.data.get("changes", ()):
        FalseEntry.objects.filter(complaint=complaint).update(unit_path=complaint.unit_path)


def follow_sheet(ids: list[int]) -> None:
    """A later sheet may have said another unit."""
    path = Complaint.objects.filter(pk=OuterRef("complaint")).values("unit_path")
    FalseEntry.objects.filter(complaint__in=ids).update(unit_path=Subquery(path))


@transaction.atomic
def review(*, entry: FalseEntry, verdict: str, words: str, by: Person, now: dt.datetime) -> FalseEntry:
    """In order or false, with words; it changes nothing on the ticket. Raises CannotReview, OwnEntry, TextTooLong."""
    said = cleaned_within(words, most=WORDS_MOST, field="words")
    if not said:
        raise CannotReview(_("Say what you looked at and found."), field="words")
    if by.pk in (entry.about_id, entry.complaint.handler_id):
        raise OwnEntry(_("Your own entries are reviewed by somebody else."))
    columns = {"verdict": Verdict(verdict).value, "words": said, "reviewed_at": now, "reviewed_by": by}
    if not FalseEntry.objects.waiting().filter(pk=entry.pk).update(**columns):
        raise CannotReview(_("Somebody has reviewed this entry already."))
    entry.refresh_from_db()
    data = {"suspicion": entry.suspicion, "verdict": entry.verdict, "words": said}
    record("false_entry.reviewed", by=by, now=now, about=entry.complaint, data=data)
    return entry
