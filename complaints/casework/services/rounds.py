"""What follows a ticket's own acts: its first round when it is registered, the next when it is reopened."""

from __future__ import annotations

from complaints.casework.models import Casework
from complaints.casework.selectors import first_round
from complaints.casework.services.take import casework_of, change
from complaints.tickets.models import Complaint, ComplaintEvent


def begin_with_grade(complaint: Complaint, _event: ComplaintEvent) -> None:
    """A ticket registered with a grade has been graded by whoever registered it."""
    if complaint.grade:
        casework_of(complaint)


def begin_again(complaint: Complaint, event: ComplaintEvent) -> None:
    """A reopened ticket begins anew with the grade it has; the earlier round stays readable."""
    last = Casework.objects.current().filter(complaint=complaint).first()
    fresh = first_round(complaint)
    fresh.started_at = event.at
    if last is not None:
        change(last, is_current=False)
        fresh.round = last.round + 1
        fresh.grade, fresh.grade_at, fresh.grade_by_id = last.grade, last.grade_at, last.grade_by_id
    fresh.save(force_insert=True)
