"""The tree of units as a sheet."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from org.access.choices import Right
from org.units.forms import TreeFilter
from org.units.models import Unit
from org.units.selectors import directory, flat, tree

if TYPE_CHECKING:
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> Iterator[tuple[Unit, str, str]]:
    shown = TreeFilter(params).narrow(Unit.objects.visible_to(person), on=timezone.localdate())
    finder = directory()
    for branch in flat(tree(shown)):
        yield branch.unit, finder.chain_of(branch.unit), "、".join(finder.written_aliases(branch.unit))


listing(
    "units",
    _("Units"),
    Right.UNIT_VIEW,
    columns=[
        Column(_("Unit code"), lambda row: row[0].code),
        Column(_("Unit name"), lambda row: row[0].name, width=20),
        Column(_("Kind"), lambda row: row[0].get_kind_display()),
        Column(_("Chain"), lambda row: row[1], width=40),
        Column(_("Aliases"), lambda row: row[2], width=24),
        Column(_("Has a control volume"), lambda row: gettext("has one") if row[0].has_control else gettext("none")),
        Column(_("Active from"), lambda row: row[0].opened_on),
        Column(_("Closed from"), lambda row: row[0].closed_on),
    ],
    rows=_rows,
)
