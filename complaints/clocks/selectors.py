"""Questions about clocks: which rule counts, what stands stored, what it comes to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import Prefetch, QuerySet

from complaints.clocks import rules
from complaints.clocks.choices import ClockKind, ClockState, Counting, IntervalKind
from complaints.clocks.models import Clock, ClockInterval, ClockRule
from complaints.clocks.rules import Pause, Promise
from complaints.clocks.seed import FIRST_RULES, FROM_THE_BEGINNING
from complaints.tickets.choices import State
from complaints.tickets.models import Complaint
from complaints.tickets.rules import BRANCH_TIME
from core.prepared import Prepared
from org.calendar.rules import WorkingTime, YearNotLoaded
from org.calendar.selectors import working_time

if TYPE_CHECKING:
    from org.people.models import Person
    from org.units.models import Unit


class RuleBook:
    """Every version of every rule, read once."""

    def __init__(self, versions: Iterable[ClockRule]) -> None:
        self._versions: dict[tuple[str, str], list[ClockRule]] = {}
        for rule in sorted(versions, key=lambda rule: rule.valid_from):
            self._versions.setdefault((rule.kind, rule.grade), []).append(rule)

    def find(self, kind: str, grade: str, *, on: dt.date) -> ClockRule | None:
        """The version in force `on` a day: that of the grade if it has any, else the one for all grades."""
        for of_grade in (grade, ""):
            found = [rule for rule in self._versions.get((kind, of_grade), ()) if rule.valid_from <= on]
            if found:
                return found[-1]
        return None

    def versions(self, kind: str) -> list[ClockRule]:
        """All versions of a kind, those for all grades first, the newest on top."""
        found = [rule for (of, _grade), rules_ in self._versions.items() if of == kind for rule in rules_]
        return sorted(found, key=lambda rule: (rule.grade, -rule.valid_from.toordinal()))


def rule_book() -> RuleBook:
    """The rules as they stand; what nobody planted yet is as the sources say."""
    stored = list(ClockRule.objects.all())
    planted = {(rule.kind, rule.grade, rule.valid_from) for rule in stored}
    first = (rule for rule in _first_rules() if (rule.kind, rule.grade, rule.valid_from) not in planted)
    return RuleBook([*stored, *first])


def _first_rules() -> list[ClockRule]:
    return [
        ClockRule(
            kind=first.kind,
            amount=first.amount,
            counting=first.counting,
            warn_minutes=list(first.warn_minutes),
            valid_from=FROM_THE_BEGINNING,
            source=first.source,
        )
        for first in FIRST_RULES
    ]


def day_of(moment: dt.datetime) -> dt.date:
    """The branch's own day."""
    return moment.astimezone(BRANCH_TIME).date()


def handling_promises() -> Callable[[dt.datetime, WorkingTime, str], dt.datetime | None]:
    """What registering and importing ask: the rules read once, then one answer a ticket.

    The answer to (start, working time, grade) is None without a rule. Raises YearNotLoaded.
    """
    book = rule_book()

    def due(start: dt.datetime, working: WorkingTime, grade: str) -> dt.datetime | None:
        rule = book.find(ClockKind.HANDLING, grade, on=day_of(start))
        return rules.promised(start, promise_of(rule), working) if rule else None

    return due


def due_for(kind: ClockKind, start: dt.datetime, unit: Unit | None, *, grade: str = "") -> dt.datetime | None:
    """When a clock of `kind` that starts now would run out; None without a rule or without its calendar."""
    rule = rule_book().find(kind, grade, on=day_of(start))
    if rule is None:
        return None
    try:
        return rules.promised(start, promise_of(rule), working_for(unit, start))
    except YearNotLoaded:
        return None


def promise_of(row: ClockRule | Clock) -> Promise:
    return Promise(row.amount, Counting(row.counting))


def working_for(unit: Unit | None, *moments: dt.datetime) -> WorkingTime:
    """The working clock of a unit with the years around these moments: one ticket needs few of the days."""
    years = [moment.year for moment in moments]
    return working_time(unit, within=(max(dt.MINYEAR, min(years) - 1), min(dt.MAXYEAR, max(years) + 2)))


def pauses_of(clock: Clock) -> list[Pause]:
    """The pauses of a clock; the one that still lasts ends when agreed."""
    return [
        Pause(one.started_at, ends)
        for one in clock.intervals.all()
        if one.kind == IntervalKind.PAUSE and (ends := one.ended_at or one.resume_at)
    ]


def recounted(clock: Clock, unit: Unit | None) -> dt.datetime | None:
    """When the clock runs out by its promise and its intervals; None where the calendar's year is not loaded.

    What is stored must always be this (house.md 5, I6).
    """
    pauses = pauses_of(clock)
    working = working_for(unit, clock.started_at, *(pause.ends for pause in pauses))
    try:
        return rules.due(clock.started_at, promise_of(clock), pauses, working)
    except YearNotLoaded:
        return None


def stored_clocks(complaint: Complaint) -> QuerySet[Clock]:
    """Every clock that the ticket ever had, with its intervals, the running ones first."""
    intervals = Prefetch("intervals", ClockInterval.objects.select_related("by", "proof__file"))
    return complaint.clocks.select_related("rule").prefetch_related(intervals).order_by("-ended_at", "pk")


def running(complaint: Complaint) -> list[Clock]:
    """The clocks that have not ended."""
    return list(complaint.clocks.filter(ended_at=None).select_related("rule").order_by("pk"))


def unstored(complaint: Complaint, book: RuleBook) -> list[Clock]:
    """The clocks of a ticket that came in with a sheet, which get their rows when something moves them.

    Handling counts from the receipt, since the source took the matter in then.
    """
    start = complaint.due_from or complaint.received_at
    kinds = rules.kinds_from_outside(complaint.channel, complaint.regulator_number, complaint.appeal_number)
    starts = {ClockKind.HANDLING: start} | dict.fromkeys(sorted(kinds), complaint.received_at)
    return [
        Clock(
            complaint=complaint,
            kind=kind,
            rule=rule if rule.pk else None,
            amount=rule.amount,
            counting=rule.counting,
            state=ClockState.RUNNING,
            started_at=at,
        )
        for kind, at in starts.items()
        if (rule := book.find(kind, complaint.grade, on=day_of(at)))
    ]


def handling_paused(complaint: Complaint) -> ClockInterval | None:
    """The pause of its handling clock, while it lasts."""
    found = _lasting().ask({"complaint": complaint.pk})
    return ClockInterval(**dict(zip(OF_PAUSE, found[0], strict=True))) if found else None


OF_PAUSE = ("pk", "kind", "reason")


@cache
def _lasting() -> Prepared:
    """Such a pause; each ticket's page asks, and most have none."""

    def worded(values: Mapping[str, Any]) -> QuerySet[Any, Any]:
        handling = {"clock__kind": ClockKind.HANDLING, "clock__state": ClockState.PAUSED}
        rows = ClockInterval.objects.filter(kind=IntervalKind.PAUSE, ended_at=None, **handling)
        return rows.filter(clock__complaint=values["complaint"]).order_by("pk").values_list(*OF_PAUSE)[:1]

    return Prepared(worded, {"complaint": -1}, {"complaint": -2})


def paused_now(person: Person) -> QuerySet[ClockInterval]:
    """The pauses that last, of tickets that the person may see, the longest first."""
    lasting = ClockInterval.objects.filter(kind=IntervalKind.PAUSE, ended_at=None)
    seen = Complaint.objects.visible_to(person).filter(state=State.OPEN)
    return (
        lasting.filter(clock__complaint__in=seen.values("pk"))
        .select_related("clock__complaint__unit", "clock__complaint__handler", "by")
        .order_by("started_at", "pk")
    )
