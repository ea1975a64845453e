"""What will climb by itself: a row for each rung by time, found by its moment alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from complaints.escalation import rules
from complaints.escalation.models import Escalation, PendingEscalation, Rung
from complaints.escalation.selectors import line_of, rungs_by_time
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint


def time_key(rung_id: int, complaint: Complaint) -> str:
    """A rung by time is climbed once in each opening of a ticket."""
    return f"time:{rung_id}:{complaint.reopened_count}"


def moment_for(rung: Rung, complaint: Complaint) -> dt.datetime | None:
    """When the ticket climbs `rung`; None where no time is known. Pauses have moved its due time already."""
    return rules.moment_of(rung.counted, rung.offset_minutes or 0, start=complaint.due_from, due=complaint.due_at)


def forget_ahead(*, complaint: Complaint) -> None:
    """Nothing climbs any more: the ticket is closed or void."""
    PendingEscalation.objects.filter(complaint=complaint).delete()


def plan_ahead(*, complaint: Complaint, rungs: Iterable[Rung] | None = None, after: dt.datetime | None = None) -> int:
    """Set down anew which rungs an open ticket will climb by time, in the caller's transaction; gives their number.

    What it has climbed in this opening it does not climb again. Moments that have passed are due at once; with
    `after`, those up to it are left as they were: rows that wait for the sweep stay, and none is added.
    """
    former = PendingEscalation.objects.filter(complaint=complaint)
    (former if after is None else former.filter(run_at__gt=after)).delete()
    if complaint.state != State.OPEN:
        return 0
    chosen = rungs_by_time(line_of(complaint)) if rungs is None else rungs
    fitting = [rung for rung in chosen if rules.fits(rung.grades, complaint.grade)]
    if not fitting:
        return 0
    climbed = set(Escalation.objects.filter(complaint=complaint).values_list("cause_key", flat=True))
    rows = []
    for rung in fitting:
        moment = moment_for(rung, complaint)
        if moment and time_key(rung.pk, complaint) not in climbed and (after is None or moment > after):
            rows.append(PendingEscalation(complaint=complaint, rung=rung, run_at=moment))
    PendingEscalation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
