"""Losses on their way to a sheet: one line for each item and hall, unrounded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exports.registry import Column, listing
from core.periods.rules import period
from core.refusals import Refusal
from halls.checks.choices import CheckKind, Dimension
from halls.losses.forms import KindForm
from halls.losses.rules import Loss
from halls.losses.selectors import Asked
from org.access.choices import Right
from org.units.models import Unit

if TYPE_CHECKING:
    from org.people.models import Person


class CannotExportLosses(Refusal):
    """The address names no unit within reach or no period."""


@dataclass(frozen=True)
class SheetLine:
    asked: Asked
    loss: Loss

    @property
    def hall(self) -> str:
        return self.asked.halls[self.loss.hall].name

    @property
    def in_a_row(self) -> int:
        return self.asked.in_a_row.get((self.loss.code, self.loss.hall), 0)


def _rows(person: Person, params: Mapping[str, str]) -> list[SheetLine]:
    """Raises NotAPeriod or CannotExportLosses for an address that asks for nothing."""
    unit = Unit.objects.where(person, Right.CHECK_VIEW).filter(code=params.get("unit", "")).first()
    if unit is None:
        raise CannotExportLosses(_("There is no such unit within your reach."))
    asked = Asked(unit, period(params.get("period", "")), KindForm(params).chosen)
    return [SheetLine(asked, loss) for loss in asked.losses]


COLUMNS = [
    Column(_("Period"), lambda row: row.asked.period.words),
    Column(_("Kind of check"), lambda row: str(CheckKind(row.asked.kind).label), width=18),
    Column(_("Hall"), lambda row: row.hall, width=28),
    Column(
        _("Dimension"), lambda row: str(Dimension(row.loss.dimension).label) if row.loss.dimension else "", width=18
    ),
    Column(_("Section"), lambda row: row.loss.section, width=18),
    Column(pgettext_lazy("check", "Code"), lambda row: row.loss.code),
    Column(_("Item"), lambda row: row.loss.words, width=36),
    Column(_("Times asked"), lambda row: row.loss.asked),
    Column(pgettext_lazy("check", "Findings"), lambda row: row.loss.findings),
    Column(_("Findings without deduction"), lambda row: row.loss.zero, width=18),
    Column(_("Points lost"), lambda row: row.loss.lost),
    Column(_("Periods in a row"), lambda row: row.in_a_row),
]

listing("losses", _("Loss analysis"), Right.CHECK_VIEW, columns=COLUMNS, rows=_rows)
