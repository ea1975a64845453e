"""The table of waits on its way to a sheet: the lines that the page shows, unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exports.registry import Cell, Column, listing
from core.periods.rules import period
from core.refusals import Refusal
from halls.waiting import words
from halls.waiting.choices import By
from halls.waiting.forms import ChoiceForm
from halls.waiting.selectors import Asked, Line, asked_of, lines
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person


class CannotExportWaits(Refusal):
    """The address names no unit within reach or no period."""


@dataclass(frozen=True)
class SheetLine:
    asked: Asked
    by: By
    line: Line

    @property
    def name(self) -> str:
        return words.key_words(self.line.key, self.by)

    @property
    def limit(self) -> str:
        return words.limit_words(self.asked.limits(self.line.key)) if self.by is By.HALL else ""

    @property
    def over(self) -> int | None:
        base = self.asked.base
        return self.line.tally.over_of(base) if self.share is not None else None

    @property
    def share(self) -> Decimal | None:
        return self.line.tally.share(self.asked.base)

    def minutes(self, place: int) -> Decimal | None:
        return Decimal(self.line.ranks[place]) / 60 if self.line.ranks else None


def _rows(person: Person, params: Mapping[str, str]) -> list[SheetLine]:
    """Raises NotAPeriod or CannotExportWaits for an address that asks for nothing."""
    form = ChoiceForm(params)
    form.is_valid()
    units = Unit.objects.where(person, Right.HALL_VIEW)
    unit = units.filter(code=params.get("unit", "")).first()
    if unit is None:
        raise CannotExportWaits(_("There is no such unit within your reach."))
    asked = asked_of(
        unit=unit,
        period=period(params.get("period", "")),
        base=form.chosen_base,
        reader=person,
        now=timezone.now(),
    )
    return [SheetLine(asked, form.chosen_by, line) for line in lines(asked, form.chosen_by)]


def _mean(row: SheetLine) -> Cell:
    mean = row.line.tally.mean_seconds
    return None if mean is None else mean / 60


COLUMNS = [
    Column(_("Period"), lambda row: row.asked.period.words),
    Column(_("Out of which tickets"), lambda row: str(row.asked.base.label), width=18),
    Column(_("Broken down by"), lambda row: str(row.by.label)),
    Column(pgettext_lazy("what a line is about", "What"), lambda row: row.name, width=28),
    Column(pgettext_lazy("of a hall", "Tickets"), lambda row: row.line.tally.count(row.asked.base)),
    Column(_("Tickets with a limit"), lambda row: row.line.tally.out_of(row.asked.base), width=18),
    Column(_("Overtime"), lambda row: row.over),
    Column(_("Overtime share"), lambda row: row.share, width=18),
    Column(_("Wait limit"), lambda row: row.limit),
    Column(_("Mean wait, minutes"), _mean, width=18),
    Column(_("p50, minutes"), lambda row: row.minutes(0)),
    Column(_("p90, minutes"), lambda row: row.minutes(1)),
    Column(_("p95, minutes"), lambda row: row.minutes(2)),
]

listing("waits", _("Wait times"), Right.HALL_VIEW, columns=COLUMNS, rows=_rows)
