"""Periods of the cadence, sheets as values, and what makes a ticket's entry poor: no row, no clock."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import Check, SheetKind
from complaints.tickets.rules import BRANCH_TIME, bigrams
from core.refusals import Refusal

DAY = dt.timedelta(days=1)
WEEK = dt.timedelta(days=7)
HOUR = 7
"""S1-P2, S3 4.6: sheets lie ready at seven, before the morning meeting."""

CATCH_UP_DAYS = 3
"""Daily circulars of so many days are made up for when the machine slept."""

FIRST_YEAR, LAST_YEAR = 1990, 2099
OF_A_WEEK = frozenset({SheetKind.WEEKLY, SheetKind.PROBLEMS})
_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)
_MONTH = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


class NotASpan(Refusal):
    """The words name no day, week or month as this kind of sheet needs one."""


@dataclass(frozen=True)
class Span:
    """A day, a week or a month of one kind of sheet: both days included, in the branch's time."""

    kind: SheetKind
    words: str
    first: dt.date
    last: dt.date

    @property
    def starts(self) -> dt.datetime:
        return midnight(self.first)

    @property
    def ends(self) -> dt.datetime:
        """The first moment after it."""
        return midnight(self.last + DAY)

    @property
    def within(self) -> tuple[dt.datetime, dt.datetime]:
        """First and last moment, as `__range` takes them."""
        return self.starts, self.ends - dt.timedelta(microseconds=1)

    @property
    def before(self) -> Span:
        """The period of the same kind just before."""
        return span_on(self.kind, self.first - DAY)


def midnight(day: dt.date) -> dt.datetime:
    return dt.datetime(day.year, day.month, day.day, tzinfo=BRANCH_TIME)


def span_on(kind: SheetKind, day: dt.date) -> Span:
    """The period of the kind's sheet in which `day` lies."""
    if kind == SheetKind.DAILY:
        return Span(kind, day.isoformat(), day, day)
    if kind in OF_A_WEEK:
        first = day - day.weekday() * DAY
        year, week, _weekday = day.isocalendar()
        return Span(kind, f"{year:04d}-W{week:02d}", first, first + 6 * DAY)
    first = day.replace(day=1)
    return Span(kind, f"{day:%Y-%m}", first, (first + 31 * DAY).replace(day=1) - DAY)


def span_from(kind: SheetKind, words: str) -> Span:
    """`2011-01-17`, `2011-W03` or `2011-01`, as the kind asks. Raises NotASpan."""
    written = {SheetKind.DAILY: _DAY, SheetKind.WEEKLY: _WEEK, SheetKind.PROBLEMS: _WEEK}.get(kind, _MONTH)
    found = written.fullmatch(words.strip())
    try:
        year, number, *day = [int(part) for part in found.groups()] if found else (0, 0)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(year)  # noqa: TRY301  # answered below with all others
        of_a_week = kind in OF_A_WEEK
        first = dt.date.fromisocalendar(year, number, 1) if of_a_week else dt.date(year, number, *(day or [1]))
    except ValueError:
        asked = "2011-01-17" if kind == SheetKind.DAILY else "2011-W03" if kind in OF_A_WEEK else "2011-01"
        raise NotASpan(_("Write the period like %(example)s.") % {"example": asked}, field="period") from None
    return span_on(kind, first)


def last_over(kind: SheetKind, *, today: dt.date) -> Span:
    """The latest period that was over when `today` began."""
    return span_on(kind, span_on(kind, today).first - DAY)


def due_spans(kind: SheetKind, *, today: dt.date) -> list[Span]:
    """What should have been made by `today`: of days the last few, of weeks and months the last one."""
    if kind == SheetKind.DAILY:
        return [span_on(kind, today - back * DAY) for back in range(CATCH_UP_DAYS, 0, -1)]
    return [last_over(kind, today=today)]


@dataclass
class Line:
    """A row of a section while the sheet is put together."""

    name: str = ""
    figures: dict[str, int | None] = field(default_factory=dict)
    tickets: dict[str, list[int]] = field(default_factory=dict)


class Draft:
    """A sheet being put together: figures by section, row and column, and the tickets each of them counts."""

    def __init__(self) -> None:
        self.sections: dict[str, dict[str, Line]] = defaultdict(dict)
        self.lists: dict[str, list[dict[str, Any]]] = {}
        self.facts: dict[str, Any] = {}

    def put(
        self, section: str, row: str, column: str, tickets: Iterable[int], *, name: str = "", count: int | None = None
    ) -> None:
        """A figure: the number of `tickets`, or `count` where more than one thing can belong to a ticket."""
        line = self.sections[section].setdefault(row, Line())
        line.name = line.name or name
        line.tickets[column] = sorted(set(tickets))
        line.figures[column] = len(line.tickets[column]) if count is None else count

    def leave_unset(self, section: str, row: str, column: str) -> None:
        """A figure that no threshold was set for: nothing is counted."""
        self.sections[section].setdefault(row, Line()).figures[column] = None

    def arrange(self, section: str, order: Iterable[str]) -> None:
        """The rows in this order, others as they came after them."""
        places = {row: place for place, row in enumerate(order)}
        lines = self.sections[section].items()
        self.sections[section] = dict(sorted(lines, key=lambda line: places.get(line[0], len(places))))

    def content(self) -> dict[str, Any]:
        """As it is kept: plain values, no person's name."""
        sections = {
            section: [{"row": row, "name": line.name, "figures": line.figures} for row, line in lines.items()]
            for section, lines in self.sections.items()
        }
        return {"sections": sections, "lists": self.lists, "facts": self.facts}

    def cells(self) -> Iterator[tuple[str, int]]:
        """Every figure's name with each of its tickets."""
        for section, lines in self.sections.items():
            for row, line in lines.items():
                for column, tickets in line.tickets.items():
                    name = cell_of(section, row, column)
                    yield from ((name, pk) for pk in tickets)


def cell_of(section: str, row: str, column: str) -> str:
    """What a figure is called within its sheet: `units.14.overdue`."""
    return f"{section}.{row}.{column}"


@dataclass(frozen=True)
class Standard:
    """What the circular on ticket quality measures by; None: no threshold was set, nothing is counted."""

    fields: frozenset[str] = frozenset()
    text_least: int | None = None
    note_least: int | None = None
    acknowledge_minutes: int | None = None

    def unset(self) -> frozenset[Check]:
        """The checks that nothing was set for."""
        asked = {
            Check.INCOMPLETE: self.fields or None,
            Check.SHORT_TEXT: self.text_least,
            Check.SHORT_NOTE: self.note_least,
            Check.LATE: self.acknowledge_minutes,
        }
        return frozenset(check for check, threshold in asked.items() if threshold is None)


def poor(filled: Mapping[str, object], *, text: str, note: str, standard: Standard) -> set[Check]:
    """What is poor about a closed ticket's entry (S0 1.13, two): fields empty, words too short. Signs do not count."""
    found = set()
    if any(not filled.get(name) for name in standard.fields):
        found.add(Check.INCOMPLETE)
    if standard.text_least is not None and words_in(text) < standard.text_least:
        found.add(Check.SHORT_TEXT)
    if standard.note_least is not None and words_in(note) < standard.note_least:
        found.add(Check.SHORT_NOTE)
    return found


_NOT_A_WORD = re.compile(r"[\W_]+")


def words_in(text: str) -> int:
    """How many characters are words: dots and blanks do not make a text longer, nor does one sign said again.

    A text of which every pair of neighbours is the same ("。。。", "无无无") has one.
    """
    run = _NOT_A_WORD.sub("", text)
    return len(run) if len(run) < 3 or len(bigrams(run)) > 1 else 1


def acknowledged_late(
    *, registered: dt.datetime, acknowledged: dt.datetime | None, until: dt.datetime, standard: Standard
) -> bool:
    """Whether it took longer than the standard says; what nobody acknowledged `until` then too."""
    if standard.acknowledge_minutes is None:
        return False
    return (acknowledged or until) - registered > dt.timedelta(minutes=standard.acknowledge_minutes)
