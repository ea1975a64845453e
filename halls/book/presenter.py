"""Daily books as pages show them: a day's halls, a hall's month as dots with words, the button of today's book."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.periods.rules import Month
from core.ui.choices import Status
from core.ui.words import unset
from halls.book import rules
from halls.book.choices import BookState

if TYPE_CHECKING:
    from halls.book.models import BookRule
    from halls.book.rules import InTime
    from halls.book.selectors import Book, Books
    from org.units.models import Unit

STATUS = {
    BookState.MISSING: Status.LATE,
    BookState.AFTERWARDS: Status.LATE,
    BookState.LATE: Status.SOON,
    BookState.WAITING: Status.SOON,
    BookState.IN_TIME: Status.ONTIME,
    BookState.NOT_DUE: Status.PAUSED,
    BookState.UNSET: Status.PAUSED,
}


@dataclass(frozen=True)
class BookLine:
    """`times` tells when it was done, and when it came if that was at another time (H07)."""

    code: str
    name: str
    day: dt.date
    state: str
    label: str
    status: str
    meeting: str
    times: str
    by: str
    result: str
    url: str
    note: str

    @property
    def is_set(self) -> bool:
        return self.state != BookState.UNSET


def line_of(book: Book) -> BookLine:
    run = book.run
    return BookLine(
        code=book.unit.code,
        name=book.unit.name,
        day=book.day,
        state=book.state.value,
        label=str(book.state.label),
        status=STATUS[book.state],
        meeting=f"{book.meeting:%H:%M}" if book.meeting else unset(),
        times=times_of(book),
        by=run.checker.name if run else "",
        result=result_of(book),
        url=reverse("check_run", args=[run.number]) if run else "",
        note=_("being corrected") if book.is_being_corrected else "",
    )


def times_of(book: Book) -> str:
    """`08:21`, or with the moment it arrived where a device sent it later: both clocks stand beside each other."""
    if book.first is None or book.first.received_at is None or book.first.finished_at is None:
        return ""
    done, came = _local(book.first.finished_at, book), _local(book.first.received_at, book)
    if came.date() != book.day:
        said = {"done": f"{done:%m-%d %H:%M}", "came": f"{came:%m-%d %H:%M}"}
        return _("done %(done)s, came %(came)s") % said
    if came - done >= dt.timedelta(minutes=1):
        return _("done %(done)s, came %(came)s") % {"done": f"{done:%H:%M}", "came": f"{came:%H:%M}"}
    return f"{came:%H:%M}"


def _local(moment: dt.datetime, book: Book) -> dt.datetime:
    return moment.astimezone(ZoneInfo(book.zone))


def result_of(book: Book) -> str:
    """How many findings and what score; a draft says that it is being filled in."""
    run = book.run
    if run is None:
        return ""
    if run.is_draft:
        return str(run.get_state_display())
    score = _("no score") if run.score is None else _("%(score)s points") % {"score": f"{run.score.normalize():f}"}
    if not run.findings:
        return _("%(score)s, no findings") % {"score": score}
    number = ngettext("%(count)s finding", "%(count)s findings", run.findings) % {"count": run.findings}
    return f"{score}, {number}"


def headline(lines: Iterable[Book]) -> str:
    """What a day comes to, worst first: `2 missing, 1 late, 4 in time`."""
    counted = [book.state for book in lines]
    parts = [f"{state.label} {counted.count(state)}" for state in BookState if state in counted]
    return " · ".join(map(str, parts))


@dataclass(frozen=True)
class Dot:
    """A day of the month; `line` None before the rule, outside the month and for days to come."""

    day: int
    line: BookLine | None


@dataclass(frozen=True)
class MonthPage:
    weeks: list[list[Dot]]
    weekdays: list[str]
    lines: list[BookLine]
    sums: InTime


def month_page(unit: Unit, found: Books, month: Month) -> MonthPage:
    """Every day once as a dot and once as a line, so that a phone and a printer read the same words."""
    by_day = {day: book for (pk, day), book in found.items() if pk == unit.pk}
    weeks = []
    for week in calendar.Calendar().monthdatescalendar(month.year, month.month):
        weeks.append([_dot(date, month, by_day) for date in week])
    lines = [line_of(by_day[day]) for day in sorted(by_day, reverse=True)]
    sums = rules.in_time(book.state for book in by_day.values())
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    return MonthPage(weeks, names, lines, sums)


def _dot(date: dt.date, month: Month, by_day: dict[dt.date, Book]) -> Dot:
    if date.month != month.month:
        return Dot(0, None)
    book = by_day.get(date)
    return Dot(date.day, line_of(book) if book else None)


@dataclass(frozen=True)
class OwnBook:
    """The big button of a hall manager's first page."""

    hall: str
    words: str
    status: str
    url: str
    is_begun: bool


def own_books(books: Sequence[Book]) -> list[OwnBook]:
    return [_own(book) for book in books]


def _own(book: Book) -> OwnBook:
    meeting = {"meeting": f"{book.meeting:%H:%M}" if book.meeting else unset()}
    if book.state is BookState.MISSING:
        words = _("The morning meeting was at %(meeting)s: it is late now") % meeting
    else:
        words = _("Before the morning meeting at %(meeting)s") % meeting
    if book.run is not None and book.run.is_draft:
        # Which leads on to filling it in for whoever began it.
        return OwnBook(book.unit.name, words, STATUS[book.state], reverse("check_run", args=[book.run.number]), True)
    return OwnBook(book.unit.name, words, STATUS[book.state], f"{reverse('check_new')}?hall={book.unit.code}", False)


def rule_facts(rule: BookRule | None) -> list[tuple[str, str]]:
    """A rule in words; what is not set says so."""
    if rule is None or rule.template is None or rule.meeting_at is None:
        return []
    remind = _("%(count)s minutes before") % {"count": rule.remind_minutes} if rule.remind_minutes else unset()
    return [
        (_("Sheet of the daily book"), rule.template.name),
        (_("Morning meeting at"), f"{rule.meeting_at:%H:%M}"),
        (_("Due on"), str(rule.get_days_display())),
        (_("Hall managers are reminded"), remind),
        (_("Missing list at"), f"{rule.missing_at:%H:%M}" if rule.missing_at else unset()),
        (_("Valid from"), f"{rule.valid_from.isoformat()} · {rule.unit.name}"),
    ]
