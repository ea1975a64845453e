"""Which sheet of a workbook is meant, and its rows (J06)."""

from __future__ import annotations

from pathlib import Path

from .archive import Archive
from .faults import Fault, Question
from .headings import LOOK_AHEAD
from .staging import RowsFile, fill_ranges
from .values import Limits, Preview, ReadOptions, SheetInfo
from .workbook import BookSheet, Workbook
from .worksheet import Worksheet
from .xml import Enough, scan

_MOST_PREVIEWS = 8
_MOST_SHEETS = 200


class Book:
    """An xlsx file behind the guard, with its shared parts read once."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._archive = Archive(path, limits)
        self._workbook = Workbook(self._archive)
        if len(self._workbook.sheets) > _MOST_SHEETS:
            raise Fault("too_many_sheets", limit=_MOST_SHEETS)
        self._limits = limits
        self.date1904 = self._workbook.date1904
        self._styles = self._workbook.styles()
        self._strings = self._workbook.strings(limits.cell_chars)
        self.sheets = tuple(
            SheetInfo(sheet.name, sheet.hidden, self._has_content(sheet)) for sheet in self._workbook.sheets
        )

    def choose(self, wanted: str | None) -> str:
        """The sheet asked for, or the only one with content if it is visible; else a Question."""
        if wanted is not None:
            if wanted not in [sheet.name for sheet in self.sheets]:
                raise Fault("unknown_sheet", sheet=wanted)
            return wanted
        filled = [sheet for sheet in self.sheets if sheet.has_content]
        if not filled:
            raise Fault("no_rows")
        if len(filled) > 1 or filled[0].hidden:
            raise Question("sheet", tuple(sheet.name for sheet in filled))
        return filled[0].name

    def read(self, name: str, rows: RowsFile, *, most_rows: int | None = None) -> Worksheet:
        """Feeds a sheet's rows to `rows`."""
        part = next(sheet.part for sheet in self._workbook.sheets if sheet.name == name)
        sheet = Worksheet(
            name,
            part,
            rows,
            strings=self._strings,
            styles=self._styles,
            date1904=self.date1904,
            limits=self._limits,
            most_rows=most_rows,
        )
        sheet.read(self._archive.chunks(part))
        return sheet

    def _has_content(self, sheet: BookSheet) -> bool:
        found = [False]

        def start(name: str, _attrs: dict[str, str]) -> None:
            if name in ("v", "is", "f"):
                found[0] = True
                raise Enough

        if sheet.part not in self._archive:
            raise Fault("missing_part", sheet=sheet.name, part=sheet.part or sheet.name)
        scan(self._archive.chunks(sheet.part), sheet.part, start=start)
        return found[0]


def read(book: Book, name: str, rows: RowsFile, path: Path, options: ReadOptions) -> None:
    """Reads one sheet to the rows file and fills merged ranges where that was asked for."""
    sheet = book.read(name, rows)
    rows.finish()
    sheet.note()
    if options.fill_merged and sheet.merged:
        filled = path.with_suffix(".filled")
        for column, count in fill_ranges(path, sheet.merged, filled=filled).items():
            rows.date_counts[column] = rows.date_counts.get(column, 0) + count
        filled.replace(path)


def previews(book: Book, options: ReadOptions) -> tuple[Preview, ...]:
    """The first rows of every sheet with content, in the workbook's order."""
    return tuple(
        _preview(book, info, options) for info in [sheet for sheet in book.sheets if sheet.has_content][:_MOST_PREVIEWS]
    )


def _preview(book: Book, info: SheetInfo, options: ReadOptions) -> Preview:
    rows = RowsFile.for_preview(info.name, options)
    problem = None
    try:
        book.read(info.name, rows, most_rows=max(LOOK_AHEAD, options.header_row or 0) + 1)
        rows.finish()
    except Fault as fault:
        problem = fault.to_json()
    return rows.preview(encoding="", delimiter="", fits=not info.hidden, problem=problem)
