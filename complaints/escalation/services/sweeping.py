"""What is due climbs: the row is the queue, claiming it is its deletion."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import structlog
from django.db import transaction

from complaints.escalation.choices import Line
from complaints.escalation.models import PendingEscalation
from complaints.escalation.selectors import on_line, rungs_by_time
from complaints.escalation.services.ahead import moment_for, plan_ahead, time_key
from complaints.escalation.services.raising import escalate
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint

MOST_AT_ONCE = 500
CHUNK = 200

log = structlog.get_logger(__name__)


def sweep(*, now: dt.datetime, limit: int = MOST_AT_ONCE) -> int:
    """Let everything climb that is due by `now`, each in a transaction of its own; gives how many did.

    Two sweeps at once lift each ticket once. A ticket that cannot climb is logged, stays due, and holds up no other.
    """
    raised = 0
    for pk in list(PendingEscalation.objects.due(at=now).values_list("pk", flat=True)[:limit]):
        try:
            raised += climb(pending=pk, now=now)
        except Exception:
            log.exception("escalation.stuck", pending=pk)
    return raised


@transaction.atomic
def climb(*, pending: int, now: dt.datetime) -> bool:
    """Take one row in hand and let its ticket climb, if it is still open and its moment still has passed."""
    row = PendingEscalation.objects.due(at=now).select_related("rung").filter(pk=pending).first()
    if row is None:
        return False
    # Whoever deletes the row has it; for everybody else it is gone.
    claimed, _rows = PendingEscalation.objects.filter(pk=row.pk, run_at=row.run_at).delete()
    if not claimed:
        return False
    complaint = Complaint.objects.select_related("unit", "handler").defer("grams").get(pk=row.complaint_id)
    if complaint.state != State.OPEN:
        return False
    moment = moment_for(row.rung, complaint)
    if moment is None:
        return False
    if moment > now:
        PendingEscalation.objects.create(complaint=complaint, rung=row.rung, run_at=moment)
        return False
    key = time_key(row.rung_id, complaint)
    return escalate(complaint=complaint, rung=row.rung, cause_key=key, by=None, now=now) is not None


def replan(*, line: Line, now: dt.datetime, step: Callable[[int], None]) -> int:
    """Set every open ticket of the line to the plan now in force; gives how many rows that made.

    What would have been due before `now` is left: a new plan alarms nobody about the past.
    """
    rungs = rungs_by_time(line)
    PendingEscalation.objects.filter(rung__plan__line=line).exclude(rung__in=rungs).delete()
    made = done = last = 0
    while rungs:
        chunk = list(on_line(Complaint.objects.open(), line).filter(pk__gt=last).defer("grams").order_by("pk")[:CHUNK])
        if not chunk:
            break
        with transaction.atomic():
            made += sum(plan_ahead(complaint=complaint, rungs=rungs, after=now) for complaint in chunk)
        last, done = chunk[-1].pk, done + len(chunk)
        step(done)
    return made
