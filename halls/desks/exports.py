"""Utilisation as a sheet: halls of a span, each figure with what it was worked out from and by which formula."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from core.ui.rules import half_up
from core.ui.words import unset
from halls.desks.choices import FORMULA, FORMULA_VERSION
from halls.desks.selectors import HallUse, halls_use, latest_day
from halls.desks.spans import asked_span
from halls.premises.models import Premises
from org.access.choices import Right

if TYPE_CHECKING:
    from decimal import Decimal

    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> list[HallUse]:
    halls = Premises.objects.visible_to(person)
    span = asked_span(params, usual=latest_day(halls) or timezone.localdate())
    return halls_use(halls, span, now=timezone.now()).lines


def _per_cent(row: HallUse) -> Decimal | None:
    return None if row.use.share is None else half_up(row.use.share * 100, 2)


COLUMNS = [
    Column(_("Unit code"), lambda row: row.hall.unit.code, width=12),
    Column(_("Hall"), lambda row: row.hall.unit.name, width=22),
    Column(_("Counter utilisation, %"), _per_cent),
    Column(_("Band"), lambda row: str(row.band.label) if row.band else ("" if row.cuts else unset())),
    Column(_("Serving, seconds"), lambda row: row.use.busy),
    Column(_("Open, seconds"), lambda row: row.use.open),
    Column(_("Days counted"), lambda row: row.days),
    Column(_("Days without open time"), lambda row: row.days_unknown),
    Column(_("Formula"), lambda _row: f"{FORMULA} ({FORMULA_VERSION})", width=60),
]

listing("desks", _("Counter utilisation"), Right.HALL_VIEW, columns=COLUMNS, rows=_rows)
