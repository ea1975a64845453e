"""The acts about daily books: saying when they are due, reminding, and telling which are missing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.rules import cleaned_within
from core.audit.services import record
from core.refusals import Refusal
from halls.book import rules, telling
from halls.book.choices import BookState, DueDays
from halls.book.models import BookRule
from halls.book.selectors import Book, books_now
from halls.checks.choices import CheckKind
from halls.checks.models import CheckTemplate
from halls.checks.selectors import current_version
from org.units.choices import UnitKind
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person


class CannotSetBook(Refusal):
    """The rule names a sheet without a meeting, a list before it, or changes the past without a word."""


@transaction.atomic
def set_book_rule(
    *,
    unit: Unit,
    valid_from: dt.date,
    template: CheckTemplate | None,
    meeting_at: dt.time | None,
    days: str = DueDays.OPEN,
    remind_minutes: int | None = None,
    missing_at: dt.time | None = None,
    note: str = "",
    by: Person | None,
    now: dt.datetime,
) -> BookRule:
    """Say from a day on which sheet is the daily book of the halls at and below a unit, and when it is due.

    Without a sheet and a meeting nothing is due from that day on. What was said before stays as it was said. Raises
    CannotSetBook, TextTooLong.
    """
    said = cleaned_within(note, most=rules.NOTE_MOST, field="note")
    _refuse_parts(template, meeting_at, remind_minutes, missing_at)
    if template is not None:
        _refuse_sheet(template, unit)
    if valid_from < timezone.localdate(now) and not said:
        raise CannotSetBook(_("This changes days that are over. Say why."), field="note")
    rule = BookRule.objects.create(
        unit=unit,
        valid_from=valid_from,
        template=template,
        meeting_at=meeting_at,
        days=days,
        remind_minutes=remind_minutes,
        missing_at=missing_at,
        note=said,
        made_at=now,
        made_by=by,
    )
    data = {
        "valid_from": valid_from.isoformat(),
        "template": template.name if template else "",
        "meeting_at": _clock(meeting_at),
        "days": str(days),
        "remind_minutes": remind_minutes,
        "missing_at": _clock(missing_at),
        "note": said,
    }
    record("book.rule_set", by=by, now=now, about=unit, data=data)
    return rule


def _refuse_parts(
    template: CheckTemplate | None, meeting_at: dt.time | None, remind_minutes: int | None, missing_at: dt.time | None
) -> None:
    if template is not None and meeting_at is None:
        raise CannotSetBook(_("Say when the morning meeting is: no book is late without it."), field="meeting_at")
    if template is None and meeting_at is not None:
        raise CannotSetBook(_("Choose which sheet is the daily book."), field="template")
    if missing_at is not None and (meeting_at is None or missing_at < meeting_at):
        raise CannotSetBook(_("A book is missing once the meeting has begun, not before."), field="missing_at")
    if remind_minutes is not None and meeting_at is None:
        raise CannotSetBook(_("There is no meeting to be reminded of."), field="remind_minutes")


def _refuse_sheet(template: CheckTemplate, unit: Unit) -> None:
    if template.kind != CheckKind.DAILY:
        raise CannotSetBook(_("“%(name)s” is no daily must-check book.") % {"name": template.name}, field="template")
    holds = CheckTemplate.objects.holding_at(unit).filter(pk=template.pk).exists()
    if not holds or current_version(template) is None:
        said = {"name": template.name, "unit": unit.name}
        raise CannotSetBook(_("“%(name)s” is not published for %(unit)s.") % said, field="template")


def _clock(time: dt.time | None) -> str:
    return f"{time:%H:%M}" if time else ""


def sweep(*, now: dt.datetime) -> int:
    """Remind of books that are due soon, and tell which are missing; gives how many notices are new.

    Safe to run twice and at any moment: each person is told a fact once, and one of a machine that slept is told
    later the same day. Every hall goes by its own clock.
    """
    if not BookRule.objects.exclude(meeting_at=None).exists():
        return 0
    found = books_now(list(Unit.objects.filter(kind=UnitKind.HALL).order_by("path")), now=now)
    soon = [book for book in found if book.state is BookState.WAITING and _is_soon(book, now)]
    missing: dict[dt.datetime, list[Book]] = defaultdict(list)
    for book in found:
        at = _list_at(book)
        if book.state is BookState.MISSING and at is not None and now >= at:
            missing[at].append(book)
    told = telling.remind(soon, now=now)
    return told + sum(telling.tell_missing(books, at=at, now=now) for at, books in sorted(missing.items()))


def _is_soon(book: Book, now: dt.datetime) -> bool:
    if book.rule is None or book.meeting is None or book.rule.remind_minutes is None:
        return False
    return now >= book.meeting - dt.timedelta(minutes=book.rule.remind_minutes)


def _list_at(book: Book) -> dt.datetime | None:
    if book.rule is None or book.rule.missing_at is None:
        return None
    return rules.moment_of(book.day, book.rule.missing_at, book.zone)
