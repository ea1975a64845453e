"""What every act on a ticket means for its clocks. Each runs in the act's own transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from complaints.clocks.choices import ClockKind, ClockState
from complaints.clocks.rules import OUTSIDE, kinds_from_outside
from complaints.clocks.selectors import rule_book, running
from complaints.clocks.services.running import end_clock, end_of_many, open_clocks, recount_all, start_clock
from complaints.tickets.choices import EventKind, State
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.tickets.registry import Follower, ManyFollower, follow

# The follow-up call has its rule here and its due time in the callers' queue (complaints/callbacks).
STARTS = {EventKind.GRADED: ClockKind.VERIFICATION, EventKind.ALTERNATIVES: ClockKind.APPROVAL}
ENDS = {
    EventKind.ACKNOWLEDGED: ClockKind.FIRST_CONTACT,
    EventKind.CALL: ClockKind.FIRST_CONTACT,
    EventKind.VERIFIED: ClockKind.VERIFICATION,
    EventKind.APPROVAL: ClockKind.APPROVAL,
}
ENDS_WHERE: dict[EventKind, Callable[[dict[str, Any]], bool]] = {
    # Nobody was reached: the customer still waits to hear.
    EventKind.CALL: lambda data: data.get("reached") is not False,
    # Letters, remedies and demands are approved too; the clock is that of the alternatives.
    EventKind.APPROVAL: lambda data: data.get("about") == "alternatives",
}


def registered(complaint: Complaint, event: ComplaintEvent) -> None:
    """Handling counts from the entry (C18), what an authority waits for from the receipt."""
    book, now = rule_book(), event.at
    for kind in (ClockKind.HANDLING, ClockKind.FIRST_CONTACT):
        start_clock(kind, complaint=complaint, at=complaint.due_from or now, now=now, book=book)
    for kind in sorted(_from_outside(complaint)):
        start_clock(kind, complaint=complaint, at=complaint.received_at, now=now, book=book)


def edited(complaint: Complaint, event: ComplaintEvent) -> None:
    """A number of the regulator that comes later starts its clock then; one entered wrongly stops it again."""
    changed = set(event.data.get("changes", ())) if complaint.state == State.OPEN else set()
    if changed & {"channel", "regulator_number", "appeal_number"}:
        wanted = _from_outside(complaint)
        for clock in open_clocks(complaint, now=event.at):
            if clock.kind in OUTSIDE and clock.kind not in wanted:
                end_clock(clock, at=event.at, state=ClockState.CANCELLED)
        for kind in sorted(wanted):
            if not complaint.clocks.filter(kind=kind).exclude(state=ClockState.CANCELLED).exists():
                start_clock(kind, complaint=complaint, at=event.at, now=event.at)
    if "unit" in changed:
        # Another unit may keep another calendar.
        recount_all(complaint, by=event.by, now=event.at)


def graded(complaint: Complaint, event: ComplaintEvent) -> None:
    """Another grade may promise another time: every clock counts anew, with all its pauses."""
    complaint.grade = Complaint.objects.values_list("grade", flat=True).get(pk=complaint.pk)
    recount_all(complaint, by=event.by, now=event.at)


def reopened(complaint: Complaint, event: ComplaintEvent) -> None:
    """A new handling clock; one that still ran, the ticket not having been closed, counts no longer.

    What an authority waits for, it waits for again, from the receipt as ever.
    """
    for clock in running(complaint):
        if clock.kind not in OUTSIDE:
            late = clock.due_at is not None and event.at > clock.due_at
            end_clock(clock, at=event.at, state=ClockState.MISSED if late else ClockState.CANCELLED)
    start_clock(ClockKind.HANDLING, complaint=complaint, at=complaint.due_from or event.at, now=event.at)
    for kind in sorted(_from_outside(complaint)):
        start_clock(kind, complaint=complaint, at=complaint.received_at, now=event.at)


def closed(complaint: Complaint, event: ComplaintEvent) -> None:
    for clock in open_clocks(complaint, now=event.at):
        end_clock(clock, at=event.at)


def voided(complaint: Complaint, event: ComplaintEvent) -> None:
    for clock in running(complaint):
        end_clock(clock, at=event.at, state=ClockState.CANCELLED)


def _from_outside(complaint: Complaint) -> set[ClockKind]:
    return kinds_from_outside(complaint.channel, complaint.regulator_number, complaint.appeal_number)


def _starting(kind: ClockKind) -> Follower:
    def start(complaint: Complaint, event: ComplaintEvent) -> None:
        """Once a round: a step that is only taken anew starts nothing."""
        if not complaint.clocks.filter(kind=kind, started_at__gte=complaint.due_from or event.at).exists():
            start_clock(kind, complaint=complaint, at=event.at, now=event.at)

    return start


def _ending(kind: ClockKind) -> Follower:
    def end(complaint: Complaint, event: ComplaintEvent) -> None:
        where = ENDS_WHERE.get(EventKind(event.kind))
        if where is not None and not where(event.data):
            return
        for clock in running(complaint):
            if clock.kind == kind:
                end_clock(clock, at=event.at)

    return end


def _ending_many(kind: ClockKind) -> ManyFollower:
    def end(steps: Sequence[tuple[Complaint, ComplaintEvent]]) -> None:
        for at, complaints in _by_moment(steps).items():
            end_of_many(kind, complaints, at=at)

    return end


def _by_moment(steps: Sequence[tuple[Complaint, ComplaintEvent]]) -> dict[dt.datetime, list[Complaint]]:
    """Those of one act share their moment."""
    found: dict[dt.datetime, list[Complaint]] = defaultdict(list)
    for complaint, event in steps:
        where = ENDS_WHERE.get(EventKind(event.kind))
        if where is None or where(event.data):
            found[event.at].append(complaint)
    return found


def follow_tickets() -> None:
    """Register for every act that moves a clock."""
    follow(EventKind.REGISTERED, registered)
    follow(EventKind.EDITED, edited)
    follow(EventKind.GRADED, graded)
    follow(EventKind.REOPENED, reopened)
    follow(EventKind.CLOSED, closed)
    follow(EventKind.VOIDED, voided)
    for occasion, kind in STARTS.items():
        follow(occasion, _starting(kind))
    for occasion, kind in ENDS.items():
        follow(occasion, _ending(kind), many=_ending_many(kind))
