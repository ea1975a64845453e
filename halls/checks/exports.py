"""The list of checks on its way to a sheet: the rows that the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exports.registry import Column, listing
from halls.checks.choices import CheckKind
from halls.checks.forms import RunFilter
from halls.checks.models import CheckRun
from halls.checks.selectors import halls_for, matching
from org.access.choices import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from halls.checks.models.runs import CheckRunQuerySet
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> CheckRunQuerySet:
    halls = [(unit.code, unit.name) for unit in halls_for(person, Right.CHECK_VIEW)]
    rows = matching(person, RunFilter(params, halls=halls).said())
    return rows.select_related("unit", "template", "version_of", "checker")


def _checker(row: CheckRun) -> str:
    """Who a mystery shopper is does not leave the house with a list (H10)."""
    return "" if row.kind == CheckKind.MYSTERY else row.checker.name


COLUMNS = [
    Column(_("Check number"), lambda row: row.number, width=16),
    Column(_("Day"), lambda row: row.business_day),
    Column(_("Hall"), lambda row: row.unit.name, width=18),
    Column(_("Kind of check"), lambda row: row.get_kind_display()),
    Column(pgettext_lazy("check", "Sheet"), lambda row: row.template.name, width=24),
    Column(_("Version"), lambda row: row.version_of.number),
    Column(_("Carried out by"), _checker),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Score"), lambda row: row.score),
    Column(_("Score as sent"), lambda row: row.first_score),
    Column(_("Points lost"), lambda row: row.possible - row.earned if row.received_at else None),
    Column(pgettext_lazy("check", "Findings"), lambda row: row.findings if row.received_at else None),
    Column(_("Came after its day"), lambda row: str(_("yes")) if row.is_late else ""),
    Column(
        pgettext_lazy("check", "Received"),
        lambda row: timezone.localtime(row.received_at) if row.received_at else None,
        width=18,
    ),
]

listing("checks", _("Checks"), Right.CHECK_VIEW, columns=COLUMNS, rows=_rows)
