"""A month of daily books as a sheet: a row for each hall and day on which something was due or done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exports.registry import Column, listing
from core.periods.rules import Month, month
from core.ui.words import unset
from halls.book.choices import BookState
from halls.book.selectors import Book, books
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> list[Book]:
    now = timezone.now()
    seen = Unit.objects.where(person, Right.CHECK_VIEW)
    if code := params.get("unit", ""):
        seen = seen.at_or_below(get_object_or_404(seen, code=code))
    asked = month(params.get("month") or Month.of(timezone.localdate(now)).words)
    found = books(list(seen.filter(kind=UnitKind.HALL)), asked.first_day, asked.last_day, now=now)
    silent = (BookState.NOT_DUE, BookState.UNSET)
    shown = [book for book in found.values() if book.state not in silent or book.run is not None]
    return sorted(shown, key=lambda book: (book.unit.path, book.day))


COLUMNS = [
    Column(_("Unit code"), lambda book: book.unit.code, width=12),
    Column(_("Hall"), lambda book: book.unit.name, width=22),
    Column(_("Day"), lambda book: book.day, width=12),
    Column(_("State"), lambda book: str(book.state.label), width=16),
    Column(_("Morning meeting at"), lambda book: f"{book.meeting:%H:%M}" if book.meeting else unset()),
    Column(_("Done at"), lambda book: book.first.finished_at if book.first else None, width=20),
    Column(_("Received at"), lambda book: book.first.received_at if book.first else None, width=20),
    Column(_("Carried out by"), lambda book: book.run.checker.name if book.run else "", width=14),
    Column(
        pgettext_lazy("check", "Findings"), lambda book: book.run.findings if book.run and book.run.counts else None
    ),
    Column(_("Score"), lambda book: book.run.score if book.run and book.run.counts else None),
    Column(_("Check number"), lambda book: book.run.number if book.run else "", width=18),
]

listing("books", _("Daily books"), Right.CHECK_VIEW, columns=COLUMNS, rows=_rows)
