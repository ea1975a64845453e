"""Starting, ending and counting anew: what the acts on a ticket do to its clocks."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from complaints.clocks import rules
from complaints.clocks.choices import ClockKind, ClockState, Counting, IntervalKind
from complaints.clocks.models import Clock, ClockInterval, ClockRule, ClockWarning
from complaints.clocks.selectors import (
    RuleBook,
    day_of,
    promise_of,
    recounted,
    rule_book,
    running,
    unstored,
    working_for,
)
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint
from core.audit.services import record
from core.refusals import Refusal
from org.calendar.rules import YearNotLoaded

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from django.db.models import QuerySet

    from org.people.models import Person


class ClockChanged(Refusal):
    """Somebody else moved the clock since it was read."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this clock meanwhile. Look at it again."))


@transaction.atomic
def start_clock(
    kind: ClockKind, *, complaint: Complaint, at: dt.datetime, now: dt.datetime, book: RuleBook | None = None
) -> Clock | None:
    """Start a clock at a moment under the rule in force that day; one that runs already goes on.

    None where no rule gives the kind a number: nothing is counted then.
    """
    rule = (book or rule_book()).find(kind, complaint.grade, on=day_of(at))
    if rule is None:
        return None
    going = complaint.clocks.filter(kind=kind, ended_at=None).first()
    return going or _store(
        Clock(
            complaint=complaint,
            kind=kind,
            rule=rule if rule.pk else None,
            amount=rule.amount,
            counting=rule.counting,
            started_at=at,
        ),
        rule.warn_minutes,
        now=now,
    )


def open_clocks(complaint: Complaint, *, now: dt.datetime) -> list[Clock]:
    """The running clocks; a ticket from a sheet gets its rows first. Two that ask at once make them once."""
    found = running(complaint)
    if found or complaint.clocks.exists():
        return found
    book = rule_book()
    try:
        with transaction.atomic():
            for clock in unstored(complaint, book):
                rule = book.find(clock.kind, complaint.grade, on=day_of(clock.started_at))
                _store(clock, rule.warn_minutes if rule else (), now=now)
    except IntegrityError:
        # Somebody else was quicker, and made the same rows.
        pass
    return running(complaint)


def end_clock(clock: Clock, *, at: dt.datetime, state: ClockState | None = None) -> None:
    """End a clock: met or missed by its deadline, unless `state` says otherwise. Raises ClockChanged."""
    close_interval(clock, at=paused_until(clock, at))
    due_at = recounted(clock, clock.complaint.unit) if clock.state == ClockState.PAUSED else clock.due_at
    ended = state or (ClockState.MISSED if due_at and at > due_at else ClockState.MET)
    change(clock, state=ended, ended_at=at, due_at=due_at)
    clock.warnings.filter(sent_at=None).delete()
    if clock.complaint.state != State.OPEN:
        # Of a ticket that goes on, the next handling clock says when it is due.
        _tell_ticket(clock)


def end_of_many(kind: ClockKind, complaints: Sequence[Complaint], *, at: dt.datetime) -> None:
    """End the clocks of `kind` (not handling) that still run, as end_clock, in few questions however many.

    They are held first: one that somebody else ends or pauses meanwhile is waited for and taken as it is then.
    """
    tickets = {one.pk: one for one in complaints}
    held = Clock.objects.filter(complaint__in=tickets, kind=kind, ended_at=None).order_by("pk")
    ended: dict[ClockState, list[int]] = defaultdict(list)
    for clock in held.select_for_update(no_key=True):
        if clock.state == ClockState.PAUSED:
            # Few are, and each counts its own pauses.
            clock.complaint = tickets[clock.complaint_id]
            end_clock(clock, at=at)
        else:
            late = clock.due_at is not None and at > clock.due_at
            ended[ClockState.MISSED if late else ClockState.MET].append(clock.pk)
    keys = [pk for some in ended.values() for pk in some]
    _close(ClockInterval.objects.filter(clock__in=keys), at)
    for state, some in ended.items():
        Clock.objects.filter(pk__in=some).update(state=state, ended_at=at, version=F("version") + 1)
    ClockWarning.objects.filter(clock__in=keys, sent_at=None).delete()


def recount(clock: Clock, *, now: dt.datetime, rule: ClockRule | None = None) -> None:
    """Bring a running clock's deadline to what its intervals say, under another rule if one is given.

    No pause is lost by it: they are rows of the clock, not of the rule (glpi #6902). Raises ClockChanged.
    """
    if rule is not None:
        clock.rule, clock.amount, clock.counting = rule if rule.pk else None, rule.amount, rule.counting
    due_at = recounted(clock, clock.complaint.unit)
    promise = {"rule": clock.rule, "amount": clock.amount, "counting": clock.counting}
    change(clock, due_at=due_at, state=clock.state, **promise)
    found = rule or clock.rule
    lay_warnings(clock, found.warn_minutes if found else (), now=now)
    _tell_ticket(clock)


def recount_all(complaint: Complaint, *, by: Person | None, now: dt.datetime) -> None:
    """After what a ticket is counted by has changed (its grade, its unit), each clock counts by that."""
    book = rule_book()
    for clock in open_clocks(complaint, now=now) if complaint.state == State.OPEN else ():
        before = clock.due_at
        clock.complaint = complaint
        recount(clock, now=now, rule=book.find(clock.kind, complaint.grade, on=day_of(clock.started_at)))
        if clock.due_at != before:
            moved = {"clock": clock.kind, "from": told(before), "to": told(clock.due_at)}
            record("clock.recounted", by=by, now=now, about=complaint, data=moved)


def forget_clocks(ids: Iterable[int]) -> None:
    """Take away the clocks of tickets that a later sheet tells anew; they come back by what it says."""
    clocks = Clock.objects.filter(complaint__in=list(ids))
    ClockInterval.objects.filter(clock__in=clocks).delete()
    clocks.delete()


def lay_warnings(clock: Clock, before_minutes: Iterable[int], *, now: dt.datetime) -> None:
    """Rows for the warnings still to come; what was sent stays sent and comes no second time."""
    clock.warnings.filter(sent_at=None).delete()
    if clock.due_at is None:
        return
    counting = Counting(clock.counting)
    working = working_for(clock.complaint.unit, clock.started_at, clock.due_at)
    moments = rules.warn_at(clock.due_at, before_minutes, counting, working, now=now)
    sent = set(clock.warnings.values_list("before_minutes", flat=True))
    ClockWarning.objects.bulk_create(
        ClockWarning(clock=clock, before_minutes=minutes, run_at=at)
        for minutes, at in moments.items()
        if minutes not in sent
    )


def _store(clock: Clock, warn_minutes: Iterable[int], *, now: dt.datetime) -> Clock:
    complaint = clock.complaint
    known = clock.kind == ClockKind.HANDLING and clock.started_at == complaint.due_from
    clock.due_at = complaint.due_at if known and complaint.due_at else _first_due(clock)
    clock.save(force_insert=True)
    ClockInterval.objects.create(clock=clock, kind=IntervalKind.RUN, started_at=clock.started_at)
    lay_warnings(clock, warn_minutes, now=now)
    _tell_ticket(clock)
    return clock


def _first_due(clock: Clock) -> dt.datetime | None:
    working = working_for(clock.complaint.unit, clock.started_at)
    try:
        return rules.promised(clock.started_at, promise_of(clock), working)
    except YearNotLoaded:
        return None


def change(clock: Clock, **columns: Any) -> None:
    """Write columns of a clock only if it is still as it was read and has not ended. Raises ClockChanged."""
    columns["version"] = clock.version + 1
    if not Clock.objects.filter(pk=clock.pk, version=clock.version, ended_at=None).update(**columns):
        raise ClockChanged
    for name, value in columns.items():
        setattr(clock, name, value)


def close_interval(clock: Clock, *, at: dt.datetime) -> None:
    """The stretch that lasts ends at a moment. Raises ClockChanged.

    The clock is held before its stretches, as by acts on many (end_of_many): two that end it at once wait for each
    other in a row, never in a ring.
    """
    _hold(clock)
    _close(clock.intervals.all(), at)


def _hold(clock: Clock) -> None:
    as_read = Clock.objects.filter(pk=clock.pk, version=clock.version, ended_at=None)
    if not as_read.select_for_update(no_key=True).values_list("pk", flat=True):
        raise ClockChanged


def _close(intervals: QuerySet[ClockInterval], at: dt.datetime) -> None:
    ended = Greatest(F("started_at"), Value(at, output_field=DateTimeField()))
    intervals.filter(ended_at=None).update(ended_at=ended)


def paused_until(clock: Clock, at: dt.datetime) -> dt.datetime:
    """When a pause that lasts at a moment ended: on the day agreed, even if the sweep comes later."""
    if clock.state != ClockState.PAUSED:
        return at
    pause = clock.intervals.filter(kind=IntervalKind.PAUSE, ended_at=None).first()
    return min(at, pause.resume_at) if pause and pause.resume_at else at


def _tell_ticket(clock: Clock) -> None:
    """The ticket's own due time is that of its handling clock: lists sort by it and reports count by it."""
    complaint = clock.complaint
    if clock.kind == ClockKind.HANDLING and complaint.due_at != clock.due_at:
        Complaint.objects.filter(pk=complaint.pk).update(due_at=clock.due_at)
        complaint.due_at = clock.due_at


def told(moment: dt.datetime | None) -> str:
    """A moment as the trail keeps it."""
    return moment.isoformat() if moment else ""
