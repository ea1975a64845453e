"""Clocks in words: how each stands, and why its deadline is what it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.clocks import rules
from complaints.clocks.choices import ClockKind, ClockState, Counting, IntervalKind
from complaints.clocks.models import Clock, ClockInterval, ClockRule
from complaints.clocks.rules import BY_CALENDAR, PAUSABLE, CountedDay, Pause
from complaints.clocks.selectors import (
    day_of,
    handling_paused,
    pauses_of,
    promise_of,
    rule_book,
    stored_clocks,
    unstored,
    working_for,
)
from complaints.tickets.choices import State
from complaints.tickets.clocks import Clock as Words
from complaints.tickets.clocks import clock_of, hours_words, moment, worked_words
from complaints.tickets.models import Complaint
from core.ui.choices import Status
from core.ui.words import span_words
from org.access.choices import Right
from org.calendar.choices import DayMark, LeftOut
from org.calendar.rules import WorkingTime, YearNotLoaded

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit

DAYS_MOST = 60
"""A longer clock tells its first days; nobody reads the rest."""


@dataclass(frozen=True)
class ClockLine:
    """One clock of a ticket in a line, with what may be done to it."""

    kind: str
    words: Words
    promise: str
    due: str
    pause_address: str
    resume_address: str


@dataclass(frozen=True)
class DayLine:
    day: CountedDay
    hours: str
    counted: str
    paused: str
    so_far: str


@dataclass(frozen=True)
class PauseLine:
    """A pause that was or still is; `proof_address` opens its file."""

    reason: str
    note: str
    since: str
    until: str
    lasts: bool
    by: str
    proof_name: str
    proof_address: str


@dataclass(frozen=True)
class Story:
    """Why a clock is due when it is; `refusal` says why there is no due time."""

    promise: str
    source: str
    received: dt.datetime
    begins: dt.datetime | None
    due: dt.datetime | None
    left_out: tuple[LeftOut, ...]
    paused: str
    used: str
    day_length: str
    days: list[DayLine]
    more_days: int
    refusal: str

    @property
    def waited(self) -> bool:
        """Whether it was received while nobody worked."""
        return self.begins is not None and self.begins != self.received


def promise_words(row: ClockRule | Clock) -> str:
    """`2 个工作日`, `15 个自然日`."""
    words = {
        Counting.WORKING_DAYS: ngettext("%(count)s working day", "%(count)s working days", row.amount),
        Counting.WORKING_HOURS: ngettext("%(count)s working hour", "%(count)s working hours", row.amount),
        Counting.CALENDAR_DAYS: ngettext("%(count)s calendar day", "%(count)s calendar days", row.amount),
        Counting.NATURAL_HOURS: ngettext("%(count)s hour", "%(count)s hours", row.amount),
    }
    return words[Counting(row.counting)] % {"count": row.amount}


def length_words(length: dt.timedelta, counting: Counting, working: WorkingTime) -> str:
    """Working time in the calendar's own days, other time in days and hours."""
    if not length:
        return "–"
    return worked_words(length, day=working.usual_day) if counting in BY_CALENDAR else span_words(length)


def standing(clock: Clock, *, now: dt.datetime) -> Words:
    """`还剩 3 小时`, `已超 1 天`, `已暂停（客户另约时间）`, `已按时`, `超时完成`: one verb a state."""
    if clock.state == ClockState.PAUSED:
        lasting = (one for one in clock.intervals.all() if one.kind == IntervalKind.PAUSE and not one.ended_at)
        return _paused_words(next(lasting, None))
    if clock.state == ClockState.RUNNING:
        if clock.due_at is None:
            return Words(Status.PAUSED, _("No due time: calendar not loaded"))
        return clock_of(State.OPEN, clock.due_at, None, now=now)
    ended = {ClockState.MET: Status.ONTIME, ClockState.MISSED: Status.LATE, ClockState.CANCELLED: Status.DONE}
    return Words(ended[ClockState(clock.state)], clock.get_state_display())


def _paused_words(lasting: ClockInterval | None) -> Words:
    reason = lasting.get_reason_display() if lasting else ""
    return Words(Status.PAUSED, _("Paused (%(reason)s)") % {"reason": reason})


def head_words(complaint: Complaint, now: dt.datetime) -> Words | None:
    """What the head of a ticket says instead of its due time, while its handling clock is paused."""
    if complaint.state != State.OPEN:
        return None
    lasting = handling_paused(complaint)
    return _paused_words(lasting) if lasting else None


def clocks_of(complaint: Complaint) -> list[Clock]:
    """Every clock the ticket has or had, the running first; of one from a sheet as they will be when stored."""
    stored = sorted(stored_clocks(complaint), key=lambda clock: clock.ended_at is not None)
    return stored or [_as_it_will_be(clock) for clock in unstored(complaint, rule_book())]


def _as_it_will_be(clock: Clock) -> Clock:
    """The clock of a ticket that came with a sheet stands as the ticket itself says."""
    complaint = clock.complaint
    if clock.kind == ClockKind.HANDLING:
        clock.due_at = complaint.due_at
    else:
        story = story_of(clock, complaint.unit, until=clock.started_at)
        clock.due_at = story.due
    if complaint.state != State.OPEN:
        late = complaint.closed_at and clock.due_at and complaint.closed_at > clock.due_at
        ended = ClockState.MISSED if late else ClockState.MET
        clock.state = ended if complaint.state == State.CLOSED else ClockState.CANCELLED
        clock.ended_at = complaint.closed_at
    return clock


def line_of(clock: Clock, person: Person, *, now: dt.datetime) -> ClockLine:
    complaint = clock.complaint
    may = clock.kind in PAUSABLE and complaint.state == State.OPEN and person.may(Right.COMPLAINT_EDIT, at=complaint)
    runs = clock.state == ClockState.RUNNING and (clock.due_at is None or clock.due_at > now)
    where = [complaint.number, clock.kind]
    return ClockLine(
        kind=clock.get_kind_display(),
        words=standing(clock, now=now),
        promise=promise_words(clock),
        due=moment(clock.due_at),
        pause_address=reverse("clock_pause", args=where) if may and runs else "",
        resume_address=reverse("clock_resume", args=where) if may and clock.state == ClockState.PAUSED else "",
    )


def story_of(
    clock: Clock,
    unit: Unit | None,
    *,
    until: dt.datetime | None = None,
    source: str = "",
    tried: list[Pause] | None = None,
) -> Story:
    """The deadline of a clock told day by day, and what it used `until` a moment; of one that is not stored,
    with the pauses that are tried on it."""
    counting, pauses = Counting(clock.counting), pauses_of(clock) if clock.pk else tried or []
    working = working_for(unit, clock.started_at, until or clock.started_at, *(pause.ends for pause in pauses))
    told = source or (clock.rule.source if clock.rule else "")
    try:
        due_at = clock.due_at or rules.due(clock.started_at, promise_of(clock), pauses, working)
        return _told(clock, told, due_at, counting, pauses, working, until)
    except YearNotLoaded as refusal:
        received = working.local(clock.started_at)
        return Story(promise_words(clock), told, received, None, None, (), "", "", "", [], 0, str(refusal))


def _told(
    clock: Clock,
    source: str,
    due_at: dt.datetime,
    counting: Counting,
    pauses: list[Pause],
    working: WorkingTime,
    until: dt.datetime | None,
) -> Story:
    start = clock.started_at
    days = rules.day_by_day(start, due_at, pauses, counting, working)
    paused = sum((day.paused for day in days), rules.NOTHING)
    return Story(
        promise=promise_words(clock),
        source=source,
        received=working.local(start),
        begins=working.begins(start) if counting in BY_CALENDAR else None,
        due=working.local(due_at),
        left_out=_left_out(days) if counting in BY_CALENDAR else (),
        paused=length_words(paused, counting, working) if paused else "",
        used=_used(start, until, pauses, counting, working) if until else "",
        day_length=hours_words(working.usual_day) if counting in BY_CALENDAR else "",
        days=[_day_line(day, counting, working) for day in days[:DAYS_MOST]],
        more_days=max(0, len(days) - DAYS_MOST),
        refusal="",
    )


def _used(start: dt.datetime, until: dt.datetime, pauses: list[Pause], counting: Counting, working: WorkingTime) -> str:
    """What has run until a moment; nothing where years between are not loaded: the deadline stands all the same."""
    try:
        used = rules.consumed(start, until, pauses, counting, working)
    except YearNotLoaded:
        return ""
    return length_words(used, counting, working) if used else ""


def _left_out(days: list[CountedDay]) -> tuple[LeftOut, ...]:
    marks = {day.mark for day in days}
    found = {
        LeftOut.NIGHT: len(days) > 1,
        LeftOut.BREAK: any(day.counted and len(day.windows) > 1 for day in days),
        LeftOut.REST: DayMark.REST in marks,
        LeftOut.HOLIDAY: DayMark.HOLIDAY in marks,
    }
    return tuple(kind for kind, present in found.items() if present)


def _day_line(day: CountedDay, counting: Counting, working: WorkingTime) -> DayLine:
    return DayLine(
        day=day,
        hours=" ".join(f"{window.opens:%H:%M}–{window.closes:%H:%M}" for window in day.windows),
        counted=span_words(day.counted) if day.counted else "",
        paused=span_words(day.paused) if day.paused else "",
        so_far=length_words(day.so_far, counting, working),
    )


def pause_lines(intervals: Iterable[ClockInterval]) -> list[PauseLine]:
    return [
        PauseLine(
            reason=one.get_reason_display(),
            note=one.note,
            since=moment(one.started_at),
            until=moment(one.ended_at or one.resume_at),
            lasts=one.ended_at is None,
            by=str(one.by or ""),
            proof_name=one.proof.file.name if one.proof else "",
            proof_address=reverse("attachment", args=[one.proof.pk]) if one.proof else "",
        )
        for one in intervals
        if one.kind == IntervalKind.PAUSE
    ]


@dataclass(frozen=True)
class ClockStory:
    """One clock on the page that explains it."""

    line: ClockLine
    story: Story
    pauses: list[PauseLine]


@dataclass(frozen=True)
class Panel:
    """The clocks beside a ticket, and in short why it is due when it is."""

    lines: list[ClockLine]
    story: Story | None
    note: str = ""


def panel(complaint: Complaint, person: Person, now: dt.datetime) -> Panel:
    clocks = clocks_of(complaint)
    handling = next((clock for clock in clocks if clock.kind == ClockKind.HANDLING), None)
    until = complaint.closed_at or now
    return Panel(
        lines=[line_of(clock, person, now=now) for clock in clocks if not clock.ended_at or clock is handling],
        story=story_of(handling, complaint.unit, until=until) if handling else None,
    )


def stories(complaint: Complaint, person: Person, *, now: dt.datetime) -> list[ClockStory]:
    """Each clock of a ticket with its days and its pauses."""
    return [
        ClockStory(
            line=line_of(clock, person, now=now),
            story=story_of(clock, complaint.unit, until=clock.ended_at or now),
            pauses=pause_lines(clock.intervals.all()) if clock.pk else [],
        )
        for clock in clocks_of(complaint)
    ]


def if_received(rule: ClockRule, start: dt.datetime, unit: Unit | None, *, pauses: list[Pause] | None = None) -> Story:
    """What `rule` promises for something received at a moment, and paused so."""
    clock = Clock(kind=rule.kind, amount=rule.amount, counting=rule.counting, started_at=start)
    return story_of(clock, unit, source=rule.source, tried=pauses)


def intake_story(start: dt.datetime, unit: Unit | None) -> Story | None:
    """When a ticket entered now would be due, and why; None while nothing is promised."""
    rule = rule_book().find(ClockKind.HANDLING, "", on=day_of(start))
    return if_received(rule, start, unit) if rule else None


@dataclass(frozen=True)
class RuleLine:
    """A version of a rule: what it promises, and when something received now would be due by it."""

    rule: ClockRule
    promise: str
    warnings: str
    due: str
    in_force: bool


@dataclass(frozen=True)
class KindLine:
    kind: ClockKind
    rules: list[RuleLine]


def _offset_words(minutes: int) -> str:
    return span_words(dt.timedelta(minutes=minutes)) if minutes else _("when due")


def rule_lines(*, now: dt.datetime) -> list[KindLine]:
    """Every kind of clock with its versions, also the kinds that no source gives a number."""
    book, today = rule_book(), day_of(now)
    return [
        KindLine(
            kind,
            [
                RuleLine(
                    rule=rule,
                    promise=promise_words(rule),
                    warnings="、".join(_offset_words(minutes) for minutes in rule.warn_minutes),
                    due=moment(if_received(rule, now, None).due),
                    in_force=book.find(kind, rule.grade, on=today) is rule,
                )
                for rule in book.versions(kind)
            ],
        )
        for kind in ClockKind
    ]
