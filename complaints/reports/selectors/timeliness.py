"""Timeliness: what was closed in time, by unit, by grade, and by kind of clock (C_TIME; rule book 8.4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from complaints.callbacks.models import CallBack
from complaints.clocks.choices import ClockKind, IntervalKind
from complaints.clocks.models import Clock, ClockInterval
from complaints.reports.choices import TIMELINESS
from complaints.reports.rules.table import Cell, Column, Measure, Report, Row, Table, number, ratio
from complaints.reports.rules.timeliness import Handled, at_rank
from complaints.reports.selectors.asked import Asked, Place, by_child, count, places
from complaints.tickets.choices import Grade, State
from complaints.tickets.handled_filters import (
    ENDED,
    IN_TIME,
    LATE,
    MET,
    MISSED,
    NO_CLOSING,
    NO_DUE,
    called_back,
    clock_ended,
    handled_without_clock,
    timely,
    within,
)
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import working_time

Key = tuple[str, str]
"""A unit's path and a grade."""

MEASURED_MOST = 200_000
"""More closings than this are counted, but not measured one by one."""

MEDIAN, NINETY = Decimal("0.5"), Decimal("0.9")


def timeliness(asked: Asked) -> Report:
    """A dozen queries, whatever the number of tickets, units and grades."""
    handled = _handled(asked)
    seconds = _working_seconds(asked, sum(one.closed for one in handled.values()))
    return Report(TIMELINESS, (_units(asked, handled, seconds), _grades(asked, handled, seconds), _clocks(asked)))


def _handled(asked: Asked) -> dict[Key, Handled]:
    tickets = asked.tickets()
    came = tickets.received_in(first_month=asked.period.first.number, last_month=asked.period.last.number)
    went = tickets.filter(within("closed_at", asked.period))
    pauses = ClockInterval.objects.filter(clock__complaint=OuterRef("pk"), kind=IntervalKind.PAUSE)
    asked_for = [
        (
            came,
            {
                "received": Count("*"),
                "overdue": Count("state", filter=Q(state=State.OPEN, due_at__lt=asked.now)),
                "no_closing": Count("state", filter=timely(NO_CLOSING)),
            },
        ),
        (went, {name: Count("state", filter=timely(name)) for name in (IN_TIME, LATE, NO_DUE)}),
        (went.filter(Exists(pauses)), {"paused": Count("*")}),
    ]
    found: dict[Key, Handled] = defaultdict(Handled)
    for rows, sums in asked_for:
        for path, grade, *numbers in rows.order_by().values_list("unit_path", "grade").annotate(**sums):
            found[path, grade] += Handled(**dict(zip(sums, numbers, strict=True)))
    return dict(found)


def _working_seconds(asked: Asked, closed: int) -> dict[Key, list[float]] | None:
    """Working seconds from receipt to closing, by the unit's calendar; None where there are too many to measure.

    A ticket of a year that the calendar does not know is not measured.
    """
    if closed > MEASURED_MOST:
        return None
    found: dict[Key, list[float]] = defaultdict(list)
    if not closed:
        return found
    working = working_time(asked.unit)
    rows = asked.tickets().filter(within("closed_at", asked.period)).order_by()
    for path, grade, came, went in rows.values_list("unit_path", "grade", "received_at", "closed_at").iterator(5000):
        try:
            worked = working.worked_between(came, went)  # type: ignore[arg-type]  # closed in the period
        except YearNotLoaded:
            continue
        found[path, grade].append(worked.total_seconds())
    return found


def _columns() -> tuple[Column, ...]:
    return (
        Column("received", _("Received, tickets")),
        Column("closed", _("Closed")),
        Column("in_time", _("Closed in time")),
        Column("late", _("Closed late")),
        Column("no_due", _("Without a deadline")),
        Column("rate", _("Rate in time"), Measure.SHARE),
        Column("overdue", _("Still open, overdue")),
        Column("no_closing", _("Closed, nobody knows when")),
        Column("paused", _("Clock was paused")),
        Column("paused_share", _("Share paused"), Measure.SHARE),
        Column("median", _("Median, working hours"), Measure.HOURS),
        Column("p90", _("90th percentile, working hours"), Measure.HOURS),
    )


def _counted() -> tuple[str, ...]:
    return (
        _("Received, overdue and “closed, nobody knows when” count tickets received in the period; void ones never."),
        _("Closed counts tickets closed in the period, whenever they were received; a reopened one is open again."),
        _(
            "Rate in time = closed in time ÷ (in time + late) (rule book 8.5, C_TIME: on time ÷ closed). Tickets "
            "without a deadline stand beside it: nobody knows whether they were in time."
        ),
        _("In time means no later than the handling deadline: 2 working days (S4-L1), moved on by pauses."),
        _("Paused = tickets closed in the period of which some clock was paused; the share is out of those closed."),
        _(
            "Working hours run from receipt to closing by the unit's working calendar, pauses not taken out. "
            "Median and 90th percentile by nearest rank: of n lengths in order the one at place ⌈share × n⌉."
        ),
    )


def _length(seconds: list[float] | None, share: Decimal) -> Cell:
    return number(None) if seconds is None else number(at_rank(seconds, share), len(seconds))


def _cells(
    asked: Asked, one: Handled, seconds: list[float] | None, place: Place, **narrowed: object
) -> tuple[Cell, ...]:
    closed = {"closed": asked.period.words, **narrowed}
    came = asked.received | narrowed
    lengths = [_length(seconds, share) for share in (MEDIAN, NINETY)]
    return (
        count(one.received, place, **came),
        count(one.closed, place, **closed),
        count(one.in_time, place, timely=IN_TIME, **closed),
        count(one.late, place, timely=LATE, **closed),
        count(one.no_due, place, timely=NO_DUE, **closed),
        ratio(one.in_time, one.judged),
        count(one.overdue, place, overdue="1", **came),
        count(one.no_closing, place, timely=NO_CLOSING, **came),
        count(one.paused, place, paused="1", **closed),
        ratio(one.paused, one.closed),
        *lengths,
    )


def _merged(
    handled: Mapping[Key, Handled], seconds: Mapping[Key, list[float]] | None, part: int
) -> tuple[dict[str, Handled], dict[str, list[float]] | None]:
    """By one part of the key: 0 the unit, 1 the grade."""
    tallies: dict[str, Handled] = defaultdict(Handled)
    for key, one in handled.items():
        tallies[key[part]] += one
    if seconds is None:
        return tallies, None
    lengths: dict[str, list[float]] = defaultdict(list)
    for key, some in seconds.items():
        lengths[key[part]] += some
    return tallies, lengths


def _total(asked: Asked, tallies: Iterable[Handled], lengths: Mapping[str, list[float]] | None) -> Row:
    every = None if lengths is None else [one for some in lengths.values() for one in some]
    return Row(_("Total"), _cells(asked, sum(tallies, Handled()), every, asked.whole))


def _notes(lengths: object | None) -> tuple[str, ...]:
    if lengths is not None:
        return ()
    most = {"most": f"{MEASURED_MOST:,}"}
    return (_("More than %(most)s tickets were closed: choose a shorter period for median and percentile.") % most,)


def _of(lengths: Mapping[str, list[float]] | None, key: str) -> list[float] | None:
    return None if lengths is None else lengths.get(key, [])


def _units(asked: Asked, handled: Mapping[Key, Handled], seconds: Mapping[Key, list[float]] | None) -> Table:
    by_path, by_path_seconds = _merged(handled, seconds, 0)
    tallies = by_child(by_path, asked.unit)
    lengths = None if by_path_seconds is None else by_child(by_path_seconds, asked.unit)
    rows = [
        Row(place.name, _cells(asked, tallies[path], _of(lengths, path), place), place.code)
        for path, place in places(tallies, asked.unit).items()
    ]
    return Table(
        "units",
        _("How many complaints are closed in time?"),
        _("Unit"),
        _columns(),
        tuple(rows),
        _total(asked, tallies.values(), lengths),
        _counted(),
        _notes(lengths),
    )


def _grades(asked: Asked, handled: Mapping[Key, Handled], seconds: Mapping[Key, list[float]] | None) -> Table:
    tallies, lengths = _merged(handled, seconds, 1)
    rows = [
        Row(
            str(Grade(grade).label) if grade else _("Not graded"),
            _cells(asked, tallies[grade], _of(lengths, grade), asked.whole, grade=grade or "none"),
            grade,
        )
        for grade in [*Grade.values, ""]
        if grade in tallies
    ]
    return Table(
        "grades",
        _("Is one grade slower than the others?"),
        _("Grade"),
        _columns(),
        tuple(rows),
        _total(asked, tallies.values(), lengths),
        (_("Counted as above, by the grade a ticket has now (S2 3.2)."),),
    )


def _promises(asked: Asked) -> dict[str, tuple[int, int]]:
    """By kind, the tickets with a promise that ended in the period, and those of them with one that ended late."""
    clocks = Clock.objects.filter(clock_ended(ENDED), within("ended_at", asked.period))
    late = Count("complaint", distinct=True, filter=Q(state=MISSED))
    ended = asked.related(clocks, "complaint").order_by().exclude(kind=ClockKind.CALL_BACK)
    found = ended.values_list("kind").annotate(every=Count("complaint", distinct=True), late=late)
    numbers = {kind: (every, missed) for kind, every, missed in found}
    every, missed = numbers.get(ClockKind.HANDLING, (0, 0))
    unstored = (
        asked.tickets()
        .filter(handled_without_clock(ENDED, asked.period))
        .aggregate(every=Count("*"), late=Count("state", filter=timely(LATE)))
    )
    numbers[ClockKind.HANDLING.value] = every + unstored["every"], missed + unstored["late"]
    ticket = "casework__complaint"
    calls = asked.related(CallBack.objects.filter(called_back(ENDED), within("done_at", asked.period)), ticket)
    called = calls.aggregate(
        every=Count(ticket, distinct=True), late=Count(ticket, distinct=True, filter=called_back(MISSED))
    )
    return numbers | {ClockKind.CALL_BACK.value: (called["every"], called["late"])}


def _clocks(asked: Asked) -> Table:
    numbers = _promises(asked)
    columns = (
        Column("ended", _("Ended, tickets")),
        Column("met", _("Met in time")),
        Column("missed", _("Met late")),
        Column("rate", _("Rate in time"), Measure.SHARE),
    )
    rows = tuple(_clock_row(asked, ClockKind(kind), *numbers.get(kind, (0, 0))) for kind in ClockKind.values)
    return Table(
        "clocks",
        _("Which promises are kept?"),
        _("Clock"),
        columns,
        rows,
        None,
        (
            _(
                "Tickets with a clock of the kind that ended in the period and had a deadline; one that ended late "
                "makes the ticket late, however many were in time."
            ),
            _(
                "Handling also counts closed tickets that came with a sheet and have no clock of their own: theirs ran "
                "from receipt to closing, against the ticket's deadline."
            ),
            _(
                "Call-back: tickets whose customer was reached in the period, and which had a time to call by; "
                "who was given up or was never reached does not stand here."
            ),
            _(
                "Handling 2 working days (S4-L1); customer called back within 2 days (S2 3.1); regulator answered "
                "within 15 calendar days (rule book 11.1). What holds in this branch: the page of promised times."
            ),
        ),
    )


def _clock_row(asked: Asked, kind: ClockKind, ended: int, missed: int) -> Row:
    said = {"clock": kind.value, "clock_ended": asked.period.words}
    return Row(
        str(kind.label),
        (
            count(ended, asked.whole, clock_result=ENDED, **said),
            count(ended - missed, asked.whole, clock_result=MET, **said),
            count(missed, asked.whole, clock_result=MISSED, **said),
            ratio(ended - missed, ended),
        ),
        kind.value,
    )
