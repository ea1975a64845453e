"""How halls stand with their daily books, from one day to another: few questions however many halls and days."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from django.conf import settings

from halls.book import rules
from halls.book.choices import WORST_FIRST, BookState, DueDays
from halls.book.models import BookRule
from halls.checks.choices import CheckKind, RunState
from halls.checks.models import CheckRun
from halls.checks.models.runs import GONE
from halls.premises.models import Premises
from halls.premises.rules import business_day
from org.calendar.choices import DayMark
from org.calendar.models import WorkCalendar
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import clock_of
from org.people.choices import Role
from org.units.choices import UnitKind
from org.units.models import OpeningHours, Unit, below_any
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from org.calendar.rules import WorkingTime
    from org.people.models import Person

ABOVE = (Role.DISTRICT_MANAGER, Role.SERVICE_MANAGER)
"""Who hears which books are missing."""

STREAK_DAYS = 366
"""How far back books in a row are counted."""


@dataclass(frozen=True)
class Book:
    """A hall and a day. `first` is the book as it was first sent, which says whether it was in time; `run` is the one
    that stands now: a later one if it was reopened, or a draft."""

    unit: Unit
    day: dt.date
    state: BookState
    rule: BookRule | None
    meeting: dt.datetime | None
    zone: str
    first: CheckRun | None
    run: CheckRun | None

    @property
    def received(self) -> dt.datetime | None:
        return self.first.received_at if self.first else None

    @property
    def is_being_corrected(self) -> bool:
        return self.first is not None and self.run is not None and self.run.is_draft


Books: TypeAlias = dict[tuple[int, dt.date], Book]


def halls_below(person: Person, unit: Unit, right: str) -> list[Unit]:
    """Halls at or below a unit where the person holds `right`, in the order of the tree."""
    rows = Unit.objects.where(person, right).filter(below_any("path", [unit.path]), kind=UnitKind.HALL)
    return list(rows.order_by("path"))


def books(units: Sequence[Unit], first: dt.date, last: dt.date, *, now: dt.datetime) -> Books:
    """Each hall on each day from `first` to `last`; days that have not begun in the hall are left out."""
    zones = dict(Premises.objects.filter(unit__in=units).values_list("unit", "time_zone"))
    dated = _Dated(units)
    open_on: dict[int, set[int]] = defaultdict(set)
    for pk, weekday in OpeningHours.objects.filter(unit__in=units).values_list("unit", "weekday"):
        open_on[pk].add(weekday)
    runs = _runs(units, first, last)
    clocks = _clocks(units) if dated.look_into_calendars else {}
    found: Books = {}
    for unit in units:
        zone = zones.get(unit.pk, settings.TIME_ZONE)
        until = min(last, business_day(now, zone))
        for step in range((until - first).days + 1):
            day = first + dt.timedelta(days=step)
            rule = dated.at(unit, day)
            is_open = day.weekday() in open_on[unit.pk] and _exists(unit, day)
            is_due = is_open and _is_asked(rule, clocks.get(unit.pk), day)
            found[unit.pk, day] = _book(unit, day, rule, zone, runs[unit.pk, day], is_due=is_due, now=now)
    return found


def _book(
    unit: Unit, day: dt.date, rule: BookRule | None, zone: str, runs: list[CheckRun], *, is_due: bool, now: dt.datetime
) -> Book:
    mine = [run for run in runs if rule is None or rule.template_id in (None, run.template_id)]
    sent = [run for run in mine if run.received_at is not None]
    first = min(sent, key=lambda run: (run.received_at, run.pk)) if sent else None
    standing = [run for run in mine if run.state not in GONE]
    run = standing[-1] if standing else first
    meeting = rules.moment_of(day, rule.meeting_at, zone) if rule and rule.meeting_at else None
    received = first.received_at if first else None
    state = rules.state_of(meeting=meeting, is_due=is_due, received=received, now=now)
    return Book(unit, day, state, rule, meeting, zone, first, run)


def _exists(unit: Unit, day: dt.date) -> bool:
    begun = unit.opened_on is None or unit.opened_on <= day
    return begun and (unit.closed_on is None or day < unit.closed_on)


def _is_asked(rule: BookRule | None, clock: WorkingTime | None, day: dt.date) -> bool:
    """Whether the calendar asks for a book. Of a year that is not loaded nobody knows the holidays: hours decide."""
    if rule is None or rule.days == DueDays.OPEN or clock is None:
        return True
    try:
        facts = clock.day(day)
    except YearNotLoaded:
        return True
    return bool(facts.windows) if rule.days == DueDays.WORKED else facts.mark != DayMark.HOLIDAY


class _Dated:
    """Every rule of some units and of those above them, asked once."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._chains = {unit.pk: _keys(unit) for unit in units}
        wanted = {key for keys in self._chains.values() for key in keys}
        self._by_unit: dict[int, list[BookRule]] = defaultdict(list)
        rows = BookRule.objects.filter(unit__in=wanted).select_related("unit", "template")
        for rule in rows.order_by("valid_from", "pk"):
            self._by_unit[rule.unit_id].append(rule)

    @property
    def look_into_calendars(self) -> bool:
        return any(rule.days != DueDays.OPEN for those in self._by_unit.values() for rule in those)

    def at(self, unit: Unit, day: dt.date) -> BookRule | None:
        """The last one made of the nearest unit that has any in force that day."""
        for key in reversed(self._chains[unit.pk]):
            held = [rule for rule in self._by_unit.get(key, ()) if rule.valid_from <= day]
            if held:
                return held[-1]
        return None


def rule_for(unit: Unit, *, on: dt.date) -> BookRule | None:
    return _Dated([unit]).at(unit, on)


def rules_at(unit: Unit) -> QuerySet[BookRule]:
    """Everything that was said at a unit itself, the newest day first."""
    return BookRule.objects.filter(unit=unit).select_related("template", "made_by")


def _keys(unit: Unit) -> list[int]:
    return [unit_id(step) for step in chain(unit.path)]


def _runs(units: Iterable[Unit], first: dt.date, last: dt.date) -> dict[tuple[int, dt.date], list[CheckRun]]:
    found: dict[tuple[int, dt.date], list[CheckRun]] = defaultdict(list)
    rows = CheckRun.objects.of_kind(CheckKind.DAILY).filter(unit__in=units, business_day__range=(first, last))
    for run in rows.exclude(state=RunState.DISCARDED).select_related("checker").order_by("pk"):
        found[run.unit_id, run.business_day].append(run)
    return found


def _clocks(units: Iterable[Unit]) -> dict[int, WorkingTime]:
    """By unit, the clock of the nearest calendar at or above it, else the default; each calendar is read once."""
    chains = {unit.pk: _keys(unit) for unit in units}
    wanted = {key for keys in chains.values() for key in keys}
    own = dict(Unit.objects.filter(pk__in=wanted, calendar__isnull=False).values_list("pk", "calendar"))
    usual = WorkCalendar.objects.filter(is_default=True).values_list("pk", flat=True).first()
    nearest = {pk: next((own[key] for key in reversed(keys) if key in own), usual) for pk, keys in chains.items()}
    calendars = {one.pk: clock_of(one) for one in WorkCalendar.objects.filter(pk__in=set(nearest.values()))}
    return {pk: calendars[key] for pk, key in nearest.items() if key in calendars}


def books_of_day(units: Sequence[Unit], day: dt.date, *, now: dt.datetime) -> list[Book]:
    """Missing ones in front, then late ones; in each state in the order of the tree."""
    return sorted(
        books(units, day, day, now=now).values(), key=lambda book: (WORST_FIRST.index(book.state), book.unit.path)
    )


def books_now(units: Sequence[Unit], *, now: dt.datetime) -> list[Book]:
    """Each hall on the day it is there."""
    zones = dict(Premises.objects.filter(unit__in=units).values_list("unit", "time_zone"))
    days = {unit.pk: business_day(now, zones.get(unit.pk, settings.TIME_ZONE)) for unit in units}
    if not days:
        return []
    found = books(units, min(days.values()), max(days.values()), now=now)
    return [found[unit.pk, days[unit.pk]] for unit in units]


def own_books(person: Person, *, now: dt.datetime) -> list[Book]:
    """Today's books of the halls that the person manages, as far as one is to be done (S0-K1: first responsible)."""
    halls = [
        posting.unit
        for posting in person.current_postings
        if posting.role == Role.HALL_MANAGER and posting.unit.kind == UnitKind.HALL
    ]
    owed = (BookState.WAITING, BookState.MISSING)
    return [book for book in books_now(halls, now=now) if book.state in owed]


def missing_below(person: Person, *, now: dt.datetime) -> list[Book]:
    """Today's missing books of the halls below whoever hears of them (halls.book.telling)."""
    tops = [posting.unit.path for posting in person.current_postings if posting.role in ABOVE]
    if not tops or not BookRule.objects.exclude(meeting_at=None).exists():
        return []
    halls = Unit.objects.filter(below_any("path", tops), kind=UnitKind.HALL).order_by("path")
    return [book for book in books_now(list(halls), now=now) if book.state is BookState.MISSING]


def streak_of(unit: Unit, *, until: dt.date, now: dt.datetime) -> int:
    found = books([unit], until - dt.timedelta(days=STREAK_DAYS), until, now=now)
    newest = sorted(found.values(), key=lambda book: book.day, reverse=True)
    return rules.streak(book.state for book in newest)
