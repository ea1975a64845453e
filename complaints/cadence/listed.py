"""The tickets behind a figure of a sheet, by the figure's name in an address: `12.units.14.overdue`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet, SheetTicket
from complaints.cadence.selectors.gathering import ALL
from complaints.cadence.words import SECTIONS, Section, row_words
from complaints.tickets.registry import KeptList

if TYPE_CHECKING:
    from collections.abc import Mapping

    from org.people.models import Person


def name_in_address(sheet: Sheet, cell: str) -> str:
    return f"{sheet.pk}.{cell}"


def tickets_of(person: Person, words: str) -> KeptList | None:
    """The tickets that a figure counted; None where the sheet is not the person's or has no such figure."""
    number, _dot, cell = words.partition(".")
    section, _dot, rest = cell.partition(".")
    row, _dot, column = rest.rpartition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 18):
        return None
    sheet = Sheet.objects.visible_to(person).select_related("unit").filter(pk=int(number)).first()
    known = SECTIONS[SheetKind(sheet.kind)].get(section) if sheet else None
    if sheet is None or known is None or column not in known.columns:
        return None
    line = next((one for one in sheet.content["sections"].get(section, []) if one["row"] == row), None)
    if line is None:
        return None
    ids = SheetTicket.objects.filter(sheet=sheet, cell=cell).values("complaint")
    return KeptList(ids, _words(sheet, known, line, column))


def _words(sheet: Sheet, section: Section, line: Mapping[str, Any], column: str) -> str:
    """Short, since they stand in a chip: the whole of a unit goes without saying."""
    said = {"sheet": f"{sheet.get_kind_display()} {sheet.period}", "column": section.columns[column]}
    if line["row"] == ALL:
        return _("%(sheet)s: %(column)s") % said
    return _("%(sheet)s: %(row)s, %(column)s") % (said | {"row": row_words(section, line["row"], line["name"])})
