"""What travels between the reader, its limited child process and the import engine."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

MIB = 1024 * 1024
NO_DATES: frozenset[int] = frozenset()
BEYOND = "+"
"""In a rows file's second field: the row has more fields than headings, of which there are so many."""


@dataclass(frozen=True)
class Limits:
    """What one file may cost. Sizes in bytes unless the name says otherwise."""

    file_bytes: int = 80 * MIB
    unpacked_bytes: int = 60 * MIB
    unpack_ratio: int = 100
    entries: int = 500
    rows: int = 500_000
    columns: int = 512
    cell_chars: int = 32_767
    line_chars: int = 1_000_000
    header_chars: int = 255
    staged_bytes: int = 256 * MIB
    memory_bytes: int = 280 * MIB
    cpu_seconds: int = 28
    wall_seconds: int = 120


@dataclass(frozen=True)
class ReadOptions:
    """What is already known or was answered about a file.

    `name` is the file's name as its sender knows it. `sheet`, `encoding`, `delimiter` and
    `header_row` (1-based) are answers; None means: find out, and ask where more than one fits.
    `expected_headings` are all headings and aliases the import understands. `staging` is the
    folder for the rows file. `fill_merged` copies a merged cell's value into the whole range.
    """

    name: str = ""
    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    expected_headings: tuple[str, ...] = ()
    fill_merged: bool = False
    staging: Path | None = None
    limits: Limits = field(default_factory=Limits)

    def to_json(self) -> dict[str, Any]:
        return asdict(self) | {"staging": str(self.staging) if self.staging else None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ReadOptions:
        values = dict(data)
        values["limits"] = Limits(**values["limits"])
        values["expected_headings"] = tuple(values["expected_headings"])
        values["staging"] = Path(values["staging"]) if values["staging"] else None
        return cls(**values)


class Row(NamedTuple):
    """One row: its number as the sender sees it, its texts, and which cells were real dates.

    `beyond` are the fields right of the last heading. Where there are any, the others may have shifted.
    """

    number: int
    cells: tuple[str, ...]
    real_dates: frozenset[int]
    beyond: tuple[str, ...] = ()


@dataclass(frozen=True)
class Usage:
    """What the child process took: peak resident memory in KiB and CPU seconds."""

    peak_kib: int = 0
    cpu_seconds: float = 0.0


@dataclass(frozen=True)
class SheetInfo:
    """One sheet of a workbook."""

    name: str
    hidden: bool
    has_content: bool


@dataclass(frozen=True)
class Preview:
    """How the file looks under one candidate (an encoding or a sheet); rows include the header,
    long cells are cut.

    `problem` is why the candidate could not be read as it stands (a fault, or None); another
    answer about sheet, encoding or header row may still help.
    """

    encoding: str
    delimiter: str
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    row_numbers: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    heading_hits: int
    fits: bool
    problem: dict[str, Any] | None = None

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Preview:
        values = dict(data)
        values["headers"] = tuple(values["headers"])
        values["row_numbers"] = tuple(values["row_numbers"])
        values["rows"] = tuple(tuple(row) for row in values["rows"])
        return cls(**values)


@dataclass(frozen=True)
class Facts:
    """A file's result in the child's own terms, before the parent gives it words."""

    kind: str
    encoding: str
    delimiter: str
    sheets: tuple[SheetInfo, ...]
    sheet: str
    header_row: int
    headers: tuple[str, ...]
    row_count: int
    real_date_counts: tuple[int, ...]
    date1904: bool
    decided: bool
    notices: tuple[tuple[str, dict[str, Any]], ...]

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Facts:
        values = dict(data)
        values["sheets"] = tuple(SheetInfo(**info) for info in values["sheets"])
        values["headers"] = tuple(values["headers"])
        values["real_date_counts"] = tuple(values["real_date_counts"])
        values["notices"] = tuple((code, params) for code, params in values["notices"])
        return cls(**values)


@dataclass(frozen=True)
class DateColumn:
    """One column's different texts with how often each occurs, typed text and real dates apart."""

    texts: Mapping[str, int]
    real_dates: Mapping[str, int]


def staged_rows(path: Path) -> Iterator[Row]:
    """The rows of a staging file, one at a time; memory stays flat."""
    with path.open(encoding="utf-8", newline="") as lines:
        for number, dated, *cells in csv.reader(lines):
            if not dated:
                yield Row(int(number), tuple(cells), NO_DATES)
            elif dated.startswith(BEYOND):
                width = int(dated.removeprefix(BEYOND))
                yield Row(int(number), tuple(cells[:width]), NO_DATES, tuple(cells[width:]))
            else:
                yield Row(int(number), tuple(cells), _columns(dated))


def tally(path: Path, column: int) -> DateColumn:
    """Counts of the different texts of one column (0-based); what the date readings need."""
    texts: Counter[str] = Counter()
    dates: Counter[str] = Counter()
    for row in staged_rows(path):
        if row.beyond:
            continue
        (dates if column in row.real_dates else texts)[row.cells[column]] += 1
    return DateColumn(texts=texts, real_dates=dates)


@lru_cache(maxsize=1024)
def _columns(text: str) -> frozenset[int]:
    return frozenset(int(part) for part in text.split()) if text else frozenset()
