"""The sheet that goes back: every rejected row as it came, with its number and the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter
from django.utils.translation import gettext as _

_WIDEST_REASON = 60
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
_LONGEST_CELL = 32_767


class RejectedSheet:
    """Written row by row in flat memory; every cell is text, so that no number, date or formula comes of it (D8)."""

    def __init__(self, path: Path, headers: Sequence[str]) -> None:
        self._book = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._sheet = self._book.add_worksheet(_("Rejected rows")[:31])
        self.count = 0
        bold = self._book.add_format({"bold": True, "text_wrap": True})
        self._sheet.set_column(0, 0, 10)
        self._sheet.set_column(1, 1, _WIDEST_REASON)
        self._sheet.freeze_panes(1, 2)
        for column, heading in enumerate(own_headings(headers) + list(headers)):
            self._sheet.write_string(0, column, heading, bold)

    def add(self, number: int, reason: str, cells: Sequence[str]) -> None:
        self.count += 1
        self._sheet.write_number(self.count, 0, number)
        for column, text in enumerate((reason, *cells), start=1):
            if text:
                self._sheet.write_string(self.count, column, text.translate(_CONTROL)[:_LONGEST_CELL])

    def close(self) -> None:
        self._book.close()


def own_headings(headers: Sequence[str]) -> list[str]:
    """Our two headings, worded so that the sheet can be corrected and imported again."""
    return [_free(_("Row in the file"), headers), _free(_("Why it was rejected"), headers)]


def _free(heading: str, headers: Sequence[str]) -> str:
    while heading in headers:
        heading += "*"
    return heading
