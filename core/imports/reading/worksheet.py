"""One worksheet as rows of text, streamed (J02, J06-J08, J13, J15, J17, J18).

Own expat handlers instead of calamine or openpyxl: the numbers arrive as they are written,
real dates stay apart from text, formulas without a value are seen, and a cell in XFD1048576
costs nothing. 80,000 x 12 cells: 4.0 CPU s and 27 MB here, openpyxl read_only 5.9 s and
53 MB, calamine 0.8 s and 81 MB but blind to formulas, hidden rows and written numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from .faults import Fault, column_letter
from .numbers import NotANumber, lost_digits, number_text
from .staging import RowsFile
from .values import Limits
from .workbook import Strings, Style, unescape
from .xml import Enough, feed, local, parser_for

_MOST_COLUMNS = 16_384
_MOST_ROWS = 1_048_576
_MOST_MERGED = 20_000
_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?")
_GENERAL = Style()


def column_number(letters: str) -> int:
    """A -> 1, XFD -> 16384. Raises ValueError for anything else."""
    number = 0
    for letter in letters:
        if not "A" <= letter <= "Z":
            raise ValueError(letters)
        number = number * 26 + ord(letter) - 64
    if not 0 < number <= _MOST_COLUMNS:
        raise ValueError(letters)
    return number


class Worksheet:
    """Handlers that gather cells into rows and pass each full row to a RowsFile."""

    def __init__(
        self,
        name: str,
        part: str,
        rows: RowsFile,
        *,
        strings: Strings,
        styles: list[Style],
        date1904: bool,
        limits: Limits,
        most_rows: int | None = None,
    ) -> None:
        self._name, self._part, self._rows = name, part, rows
        self._strings, self._styles, self._date1904 = strings, styles, date1904
        self._limits, self._most_rows = limits, most_rows
        self._number = self._column = self._rows_seen = 0
        self._cells: list[str] = []
        self._dates: set[int] = set()
        self._letters: dict[str, int] = {}
        self._kind = "n"
        self._style = _GENERAL
        self._pieces: list[str] = []
        self._length = 0
        self._in_value = self._has_value = self._has_formula = False
        self._phonetic = 0
        self._filtered = False
        self.hidden_rows = 0
        self.hidden_columns: list[int] = []
        self.merged: list[tuple[int, int, int, int]] = []

    def read(self, chunks: Iterable[bytes]) -> None:
        """Feeds every row. A Fault of the XML itself is given the sheet and the row it was met in."""
        parser = parser_for(self._part)
        parser.StartElementHandler = self._first
        self._parser = parser
        try:
            feed(parser, chunks, self._part)
        except Fault as fault:
            fault.sheet = fault.sheet or self._name
            fault.row = fault.row or self._number
            raise

    def _first(self, name: str, attrs: dict[str, str]) -> None:
        """The root element tells the namespace prefix, which most files do not have."""
        if local(name) != "worksheet":
            raise Fault("broken_xml", part=self._part)
        prefix = name[: -len("worksheet")]
        self._c, self._v, self._t, self._f, self._row = (prefix + tag for tag in ["c", "v", "t", "f", "row"])
        self._rph = prefix + "rPh"
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text

    def _start(self, name: str, attrs: dict[str, str]) -> None:
        if name == self._c:
            self._start_cell(attrs)
        elif name == self._v:
            self._in_value = self._has_value = True
        elif name == self._row:
            self._start_row(attrs)
        elif name == self._f:
            self._has_formula = True
        elif name == self._t:
            self._in_value = self._has_value = not self._phonetic
        elif name == self._rph:
            self._phonetic += 1
        else:
            self._start_other(local(name), attrs)

    def _end(self, name: str) -> None:
        if name == self._c:
            if self._has_value:
                self._take_cell()
            elif self._has_formula:
                raise self._fault("formula_without_value")
        elif name in (self._v, self._t):
            self._in_value = False
        elif name == self._row:
            self._end_row()
        elif name == self._rph:
            self._phonetic -= 1

    def _text(self, text: str) -> None:
        if self._in_value:
            self._length += len(text)
            if self._length > self._limits.cell_chars:
                raise self._fault("cell_too_long", limit=self._limits.cell_chars, length=0)
            self._pieces.append(text)

    def _start_row(self, attrs: dict[str, str]) -> None:
        written = attrs.get("r")
        number = int(written) if written and written.isdigit() else self._number + 1
        if not self._number < number <= _MOST_ROWS:
            raise Fault("broken_xml", part=self._part, row=number, sheet=self._name)
        self._number = number
        self._column = 0
        if attrs.get("hidden") in ("1", "true"):
            self.hidden_rows += 1

    def _end_row(self) -> None:
        if not self._cells:
            return
        self._rows.feed(self._number, self._cells, self._dates)
        self._cells, self._dates = [], set()
        self._rows_seen += 1
        if self._most_rows and self._rows_seen >= self._most_rows:
            raise Enough

    def _start_cell(self, attrs: dict[str, str]) -> None:
        reference = attrs.get("r")
        if reference:
            letters = reference.rstrip("0123456789")
            column = self._letters.get(letters)
            if column is None:
                column = self._learn(letters)
            if column <= self._column:
                raise self._fault("broken_xml", part=self._part)
            self._column = column
        else:
            self._column += 1
        self._kind = attrs.get("t", "n")
        style = attrs.get("s")
        self._style = self._style_at(style) if style else _GENERAL
        self._pieces = []
        self._length = 0
        self._has_value = self._has_formula = False

    def _learn(self, letters: str) -> int:
        try:
            column = self._letters[letters] = column_number(letters)
        except ValueError as error:
            raise self._fault("broken_xml", part=self._part) from error
        return column

    def _style_at(self, index: str) -> Style:
        try:
            return self._styles[int(index)]
        except (ValueError, IndexError):
            return _GENERAL

    def _take_cell(self) -> None:
        raw = "".join(self._pieces)
        text, is_date = self._value(raw)
        if not text:
            return
        column = self._column
        if column > self._limits.columns:
            raise self._fault("too_many_columns", limit=self._limits.columns)
        cells = self._cells
        missing = column - len(cells) - 1
        if missing:
            cells.extend([""] * missing)
        cells.append(text)
        if is_date:
            self._dates.add(column - 1)

    def _value(self, raw: str) -> tuple[str, bool]:
        """A cell's text and whether it was a real date."""
        kind = self._kind
        if kind == "s":
            return self._shared(raw), False
        if kind == "n":
            return self._number_text(raw.strip())
        if kind == "b":
            return ("TRUE" if raw.strip() == "1" else "FALSE"), False
        if kind == "e":
            self._rows.notices.add("error_values", row=self._number, column=self._column)
            return raw, False
        if kind == "d":
            return raw.strip().replace("T", " ").rstrip("Z"), True
        return unescape(raw), False

    def _shared(self, raw: str) -> str:
        try:
            return self._strings[int(raw)]
        except (ValueError, IndexError) as error:
            raise self._fault("broken_xml", part=self._part) from error

    def _number_text(self, raw: str) -> tuple[str, bool]:
        if not raw:
            if self._has_formula:
                raise self._fault("formula_without_value")
            return "", False
        try:
            result = number_text(raw, self._style, date1904=self._date1904)
        except NotANumber as error:
            raise self._fault("not_a_number", value=raw[:40]) from error
        if lost_digits(raw):
            self._rows.notices.add("long_numbers", row=self._number, column=self._column)
        return result

    def _start_other(self, name: str, attrs: dict[str, str]) -> None:
        if name == "col" and attrs.get("hidden") in ("1", "true"):
            first, last = (int(attrs.get(key, "0") or 0) for key in ("min", "max"))
            self.hidden_columns.extend(range(first, min(last, self._limits.columns) + 1))
        elif name == "mergeCell":
            self._merge(attrs.get("ref", ""))
        elif name == "filterColumn":
            self._filtered = True

    def _merge(self, reference: str) -> None:
        match = _RANGE.fullmatch(reference)
        if not match or len(self.merged) >= _MOST_MERGED:
            raise Fault("broken_xml", part=self._part, sheet=self._name)
        left, top, right, bottom = match[1], int(match[2]), match[3] or match[1], match[4] or match[2]
        self.merged.append((top, column_number(left) - 1, int(bottom), column_number(right) - 1))

    def note(self) -> None:
        """J06, J08: tells, once the header is known, of hidden rows and columns and merged cells."""
        notices, width = self._rows.notices, len(self._rows.headers)
        if self.hidden_rows:
            notices.add("filtered_rows" if self._filtered else "hidden_rows", rows=self.hidden_rows)
        hidden = [column for column in self.hidden_columns if column <= width]
        if hidden:
            notices.add("hidden_columns", columns=", ".join(map(column_letter, hidden[:10])))
        below = [span for span in self.merged if span[2] > self._rows.header_row]
        if below:
            top, left, bottom, right = below[0]
            first = f"{column_letter(left + 1)}{top}:{column_letter(right + 1)}{bottom}"
            notices.add("merged_cells", ranges=len(below), first=first)

    def _fault(self, code: str, **params: object) -> Fault:
        return Fault(
            code,
            sheet=self._name,
            row=self._number,
            column=self._column,
            heading=self._rows.heading(self._column),
            **params,
        )
