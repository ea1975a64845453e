"""From raw rows to a rows file: header, widths, clean text, counts (J09, J10, J14, J18)."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence, Set
from pathlib import Path
from typing import Any

from .faults import Fault, column_letter
from .headings import LOOK_AHEAD, fold, guess_header, hits, read_headings
from .values import BEYOND, NO_DATES, Preview, ReadOptions

NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
SHOWN_CHARS = 200


class Notices:
    """Things to tell the sender, each once, with how often and where it was met first."""

    def __init__(self) -> None:
        self._notices: dict[str, dict[str, Any]] = {}

    def add(self, code: str, *, row: int = 0, column: int = 0, **params: Any) -> None:
        notice = self._notices.get(code)
        if notice:
            notice["count"] += 1
            return
        place = {"row": row, "column": column_letter(column)} if row else {}
        self._notices[code] = {"count": 1} | place | params

    def items(self) -> tuple[tuple[str, dict[str, Any]], ...]:
        return tuple(self._notices.items())


class RowsFile:
    """Takes a sheet's rows in order, finds the header, checks each row and writes it.

    `path` None reads without writing (for a preview). Blank rows are passed over and counted.
    """

    def __init__(
        self,
        path: Path | None,
        *,
        sheet: str,
        options: ReadOptions,
        notices: Notices,
    ) -> None:
        self._file = path.open("w", encoding="utf-8", newline="") if path else None
        self._writerow = csv.writer(self._file).writerow if self._file else None
        self._sheet, self._limits = sheet, options.limits
        self._expected = frozenset(fold(heading) for heading in options.expected_headings)
        self._wanted = options.header_row
        self._waiting: list[tuple[int, list[str], Set[int]]] = []
        self._has_header = False
        self._nameless: tuple[int, ...] = ()
        self._last_number = 0
        self._first_ragged: Fault | None = None
        self._ragged_count = 0
        self.notices = notices
        self.first_rows: list[tuple[int, list[str]]] = []
        self.headers: tuple[str, ...] = ()
        self.header_row = 0
        self.row_count = 0
        self.date_counts: dict[int, int] = {}

    @classmethod
    def for_preview(cls, sheet: str, options: ReadOptions) -> RowsFile:
        return cls(None, sheet=sheet, options=options, notices=Notices())

    def feed(self, number: int, cells: list[str], dates: Set[int] = NO_DATES) -> None:
        """One row with its 1-based number; `dates` are the 0-based columns of real date cells."""
        joined = "".join(cells)
        if not joined or joined.isspace():
            return
        if len(joined) > self._limits.cell_chars:
            self._refuse_long(number, cells)
        if NOT_TEXT.search(joined):
            cells = [self._clean(cell, number, c) for c, cell in enumerate(cells, start=1)]
        if self._has_header:
            self._write(number, cells, dates)
            return
        self._waiting.append((number, cells, dates))
        if len(self._waiting) >= LOOK_AHEAD or number == self._wanted:
            self._settle_header()

    def finish(self) -> None:
        """Closes the file. Raises Fault for a sheet without rows under a header."""
        if not self._has_header:
            if not self._waiting:
                raise Fault("no_rows", sheet=self._sheet)
            self._settle_header()
        if self._file:
            self._file.close()
        if not self.row_count:
            raise Fault("no_data_rows", sheet=self._sheet, row=self.header_row)
        if self._first_ragged and self._ragged_count * 2 > self.row_count:
            # Not a slip here and there: the delimiter, the quotes or the row of headings is another one.
            raise self._first_ragged

    @property
    def real_date_counts(self) -> tuple[int, ...]:
        return tuple(self.date_counts.get(i, 0) for i in range(len(self.headers)))

    def preview(self, *, encoding: str, delimiter: str, fits: bool, problem: dict[str, Any] | None) -> Preview:
        """What was read so far, for a person to look at."""
        return Preview(
            encoding=encoding,
            delimiter=delimiter,
            sheet=self._sheet,
            header_row=self.header_row,
            headers=self.headers,
            row_numbers=tuple(number for number, _cells in self.first_rows),
            rows=tuple(tuple(cell[:SHOWN_CHARS] for cell in cells) for _number, cells in self.first_rows),
            heading_hits=hits(self.headers, self._expected),
            fits=fits,
            problem=problem,
        )

    def heading(self, column: int) -> str:
        return self.headers[column - 1] if 0 < column <= len(self.headers) else ""

    def _settle_header(self) -> None:
        rows = [cells for _number, cells, _dates in self._waiting]
        self.first_rows = [(number, cells) for number, cells, _dates in self._waiting]
        if self._wanted is None:
            at = guess_header(rows, self._expected)
        else:
            numbers = [number for number, _cells, _dates in self._waiting]
            if self._wanted not in numbers:
                raise Fault("no_header", sheet=self._sheet, row=self._wanted)
            at = numbers.index(self._wanted)
        self.header_row = self._last_number = self._waiting[at][0]
        self.headers = read_headings(
            rows[at], sheet=self._sheet, row=self.header_row, longest=self._limits.header_chars
        )
        if len(self.headers) > self._limits.columns:
            raise Fault(
                "too_many_columns",
                sheet=self._sheet,
                row=self.header_row,
                column=len(self.headers),
                limit=self._limits.columns,
            )
        self._nameless = tuple(i for i, heading in enumerate(self.headers) if not heading)
        self._has_header = True
        if at:
            self.notices.add("rows_above_header", rows=at, header_row=self.header_row)
        waiting, self._waiting = self._waiting[at + 1 :], []
        for number, cells, dates in waiting:
            self._write(number, cells, dates)

    def _write(self, number: int, cells: list[str], dates: Set[int]) -> None:
        width = len(self.headers)
        is_ragged = False
        if len(cells) > width:
            is_ragged = self._has_more(number, cells)
            cells = cells if is_ragged else cells[:width]
        elif len(cells) < width:
            cells = cells + [""] * (width - len(cells))
            if not self._sheet:
                self.notices.add("short_rows", row=number, column=1)
        for column in self._nameless:
            if cells[column].strip() and not is_ragged:
                raise Fault("heading_missing", sheet=self._sheet, row=number, column=column + 1)
        if number > self._last_number + 1:
            self.notices.add("blank_rows", row=self._last_number + 1)
        self._last_number = number
        self.row_count += 1
        if self.row_count > self._limits.rows:
            raise Fault("too_many_rows", sheet=self._sheet, row=number, limit=self._limits.rows)
        if dates:
            for column in dates:
                self.date_counts[column] = self.date_counts.get(column, 0) + 1
        if self._writerow:
            dated = " ".join(map(str, sorted(dates))) if dates else f"{BEYOND}{width}" if is_ragged else ""
            self._writerow([number, dated, *cells])

    def _has_more(self, number: int, cells: Sequence[str]) -> bool:
        """J14: whether there is a value right of the last heading.

        In a text file the row's fields may have shifted: it is kept with all of them, for the import to
        reject. In a workbook nothing shifts, but the value belongs nowhere: refused, never cut off.
        """
        width = len(self.headers)
        column = next((place for place, cell in enumerate(cells[width:], start=width + 1) if cell.strip()), 0)
        if not column:
            return False
        more = Fault("too_many_fields", sheet=self._sheet, row=number, column=column, fields=len(cells), headings=width)
        if self._sheet:
            raise more
        self._first_ragged = self._first_ragged or more
        self._ragged_count += 1
        self.notices.add("long_rows", row=number, column=column)
        return True

    def _refuse_long(self, number: int, cells: Sequence[str]) -> None:
        for column, cell in enumerate(cells, start=1):
            if len(cell) > self._limits.cell_chars:
                raise Fault(
                    "cell_too_long",
                    sheet=self._sheet,
                    row=number,
                    column=column,
                    heading=self.heading(column),
                    limit=self._limits.cell_chars,
                    length=len(cell),
                )

    def _clean(self, cell: str, number: int, column: int) -> str:
        if "\x00" in cell:
            raise Fault(
                "nul_character",
                sheet=self._sheet,
                row=number,
                column=column,
                heading=self.heading(column),
            )
        cleaned = NOT_TEXT.sub("", cell)
        if cleaned != cell:
            self.notices.add("control_characters", row=number, column=column)
        return cleaned


def fill_ranges(path: Path, ranges: Sequence[tuple[int, int, int, int]], *, filled: Path) -> Mapping[int, int]:
    """J08: copies the first cell of each merged range over the range, on request only.

    `ranges` are (first row, first column, last row, last column), rows as numbered in the
    file, columns 0-based. Returns how many real date cells each column gained.
    """
    waiting = sorted(ranges, reverse=True)
    live: list[tuple[int, int, int, int, str, bool]] = []
    gained: dict[int, int] = {}
    with path.open(encoding="utf-8", newline="") as old, filled.open("w", encoding="utf-8", newline="") as new:
        writer = csv.writer(new)
        for row, dated, *cells in csv.reader(old):
            number, dates = int(row), set(map(int, dated.split()))
            live = [span for span in live if span[2] >= number]
            while waiting and waiting[-1][0] <= number:
                top, left, bottom, right = waiting.pop()
                if top == number and left < len(cells):
                    live.append((top, left, bottom, right, cells[left], left in dates))
            for _top, left, _bottom, right, text, is_date in live:
                for column in range(left, min(right + 1, len(cells))):
                    if not cells[column]:
                        cells[column] = text
                        if is_date and column not in dates:
                            dates.add(column)
                            gained[column] = gained.get(column, 0) + 1
            writer.writerow([number, " ".join(map(str, sorted(dates))), *cells])
    return gained
