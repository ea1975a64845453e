"""Walking a sheet's rows: texts to values column by column, problems per row, good rows to the kind.

The check examines and counts; the import examines first, in the open, and writes then, in one
transaction that holds nothing up longer than the writing takes. Memory stays flat: a chunk of rows
at a time, different texts remembered within bounds, rejected rows straight to disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import compress
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.imports import converting
from core.imports.choices import ColumnType
from core.imports.contents import all_batches, batches, whole
from core.imports.converting import Bad, ColumnReader
from core.imports.duplicates import KeyBook, RepeatedKeys
from core.imports.kept import KeptChunk, KeptRows
from core.imports.plan import CREATE, Plan
from core.imports.reading.values import Row
from core.imports.registry import (
    NOT_YET,
    ROW,
    Change,
    Chunk,
    ImportContext,
    NotYet,
    RowProblem,
    SheetColumn,
    WriteResult,
)
from core.imports.rejects import RejectedSheet

MOST_REASONS = 100
MOST_EXAMPLES = 5
Step = Callable[[int], None]


@dataclass
class Counts:
    """What became of the rows: read = imported + unchanged + changed + rejected; duplicates are among the rejected."""

    read: int = 0
    imported: int = 0
    unchanged: int = 0
    changed: int = 0
    rejected: int = 0
    duplicates: int = 0

    def plain(self) -> dict[str, int]:
        return dict(vars(self))


@dataclass
class Reasons:
    """Reasons for rejection by heading and sentence, with how often and the first row."""

    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    first_rows: dict[tuple[str, str], int] = field(default_factory=dict)
    beyond: int = 0

    def add(self, heading: str, message: str, row: int) -> None:
        reason = (heading, message)
        if reason not in self.counts and len(self.counts) >= MOST_REASONS:
            self.beyond += 1
            return
        self.counts[reason] += 1
        self.first_rows.setdefault(reason, row)

    def plain(self) -> list[dict[str, Any]]:
        return [
            {"heading": reason[0], "message": reason[1], "count": count, "row": self.first_rows[reason]}
            for reason, count in self.counts.most_common()
        ]


class Columns:
    """The readers of one pass. `known` has the ids of each reference column's names.

    `missing` has those that nothing is known by, `meant` those that a person said to mean something known.
    """

    def __init__(self, plan: Plan, context: ImportContext) -> None:
        self.plan = plan
        self._context = context
        self.known: dict[str, dict[str, int]] = {c.name: {} for c in plan.of_type(ColumnType.REFERENCE)}
        self.missing: dict[str, dict[str, None]] = {name: {} for name in self.known}
        self.meant: dict[str, dict[str, int]] = {name: {} for name in self.known}
        self._readers = {column.name: self._reader(column) for column in plan.columns}

    @property
    def names(self) -> list[str]:
        """The columns that the sheet holds, in the order of `values`."""
        return list(self._readers)

    def values(self, batch: list[Row], names: list[str] | None = None) -> dict[str, list[Any]]:
        """Column name -> values of the batch; a text that is no value is a `Bad`."""
        cells = list(zip(*(row.cells for row in batch), strict=True))
        found: dict[str, list[Any]] = {}
        for name in names or self._readers:
            place = self.plan.positions[name]
            if name in self.known:
                self._resolve(name, cells[place])
            real = [place in row.real_dates for row in batch] if self.plan.has_real_dates(name) else None
            found[name] = self._readers[name].values(cells[place], real)
        return found

    def keys(self, batch: list[Row], values: dict[str, list[Any]]) -> list[tuple[Any, ...]]:
        """The key of each row; None stands for what is empty or no value."""
        names = [name for name in self.plan.kind.key if name in self.plan.positions]
        return list(zip(*(self._key_part(name, batch, values[name]) for name in names), strict=True))

    def _key_part(self, name: str, batch: list[Row], part: list[Any]) -> list[Any]:
        if self._readers[name].has_bad:
            part = [None if type(value) is Bad else value for value in part]
        if name in self.known and self.plan.decision(name).creates_any:
            # A thing that is still to be created is told apart by its name.
            place = self.plan.positions[name]
            part = [row.cells[place] if v == NOT_YET else v for row, v in zip(batch, part, strict=True)]
        return part

    def problems(self, batch: list[Row], values: dict[str, list[Any]]) -> Iterator[RowProblem]:
        """A problem for every `Bad` among the values."""
        for name, column in values.items():
            if self._readers[name].has_bad:
                for row, value in zip(batch, column, strict=True):
                    if type(value) is Bad:
                        yield RowProblem(row.number, name, value.message)

    def _resolve(self, name: str, texts: tuple[str, ...]) -> None:
        known, missing = self.known[name], self.missing[name]
        fresh = {plain for text in set(texts) if (plain := text.strip())} - known.keys() - missing.keys()
        reference = self.plan.kind.column(name).reference
        if not fresh or reference is None:
            return
        decision = self.plan.decision(name)
        meant = {text: words for text in fresh if (words := decision.meant(text))}
        found = reference.resolve(fresh | set(meant.values()), self._context)
        for text in sorted(fresh):
            if (words := meant.get(text, text)) in found:
                known[text] = found[words]
                if text in meant:
                    self.meant[name][text] = found[words]
            else:
                missing[text] = None
                if decision.answer(text) == CREATE:
                    known[text] = NotYet(text)

    def _reader(self, column: SheetColumn) -> ColumnReader:
        simple = {
            ColumnType.INTEGER: converting.number_reader,
            ColumnType.DECIMAL: converting.number_reader,
            ColumnType.BOOLEAN: converting.boolean_reader,
            ColumnType.PHONE: converting.phone_reader,
            ColumnType.TIME: converting.time_reader,
            ColumnType.TEXT: converting.TextReader,
        }
        if column.type in simple:
            return simple[ColumnType(column.type)](column)
        if column.type == ColumnType.REFERENCE:
            return converting.reference_reader(column, self.known[column.name])
        if column.type == ColumnType.CHOICE:
            return converting.choice_reader(column, self.plan.values.get(column.name, {}))
        return converting.date_reader(column, self.plan.dates[column.name])


def repeated_keys(plan: Plan, context: ImportContext, rows_path: Path) -> RepeatedKeys:
    """Keys that come more than once in the sheet. Walks all rows, reading the key columns only."""
    names = [name for name in plan.kind.key if name in plan.positions]
    book = KeyBook()
    if names:
        columns, content = Columns(plan, context), itemgetter(*sorted(plan.positions.values()))
        for batch in batches(rows_path):
            keys = columns.keys(batch, columns.values(batch, names))
            book.feed(keys, (content(row.cells) for row in batch))
    return book.repeated()


class Walk:
    """One walk over all rows, chunk by chunk."""

    def __init__(self, plan: Plan, context: ImportContext, rows_path: Path) -> None:
        self.plan = plan
        self.context = context
        self.counts = Counts()
        self.reasons = Reasons()
        self.warnings = Reasons()
        self.rejected: set[int] = set()
        self.examples: list[Change] = []
        self.columns = Columns(plan, context)
        self._rows_path = rows_path
        self._absent = [column.name for column in plan.kind.columns if column.name not in plan.positions]

    def examine(self, step: Step, rejects: RejectedSheet, kept: KeptRows | None = None) -> None:
        """Finds every row that cannot be imported, and puts it into `rejects`; writes nothing.

        The others are `kept` to be written; if they are not to be, the kind says which are new,
        changed and unchanged.
        """
        kind, counts = self.plan.kind, self.counts
        repeated = repeated_keys(self.plan, self.context, self._rows_path)
        if kind.begin is not None:
            kind.begin(self.context)
        for rows in all_batches(self._rows_path):
            batch = whole(rows)
            values = self.columns.values(batch) if batch else {}
            problems = self._ragged(rows) + list(self.columns.problems(batch, values))
            if repeated and batch:
                problems += self._duplicates(batch, values, repeated)
            chunk = self._chunk(batch, values, {problem.row for problem in problems})
            self.context.ahead = partial(self._ahead, counts.read + len(rows))
            told = list(kind.check(chunk, self.context)) if kind.check is not None and chunk else []
            problems += [one for one in told if not one.is_warning]
            self._reject(rows, problems, rejects)
            self._warn([one for one in told if one.is_warning])
            if kept is not None:
                kept.add(KeptChunk(len(rows), self._good(batch, values)))
            elif chunk := [row for row in chunk if row[ROW] not in self.rejected]:
                self._add(kind.write(chunk, self.context))
            counts.read += len(rows)
            step(counts.read)

    def _ahead(self, read: int) -> Iterator[Chunk]:
        """The rows that follow the first `read` ones and have no bad values, chunk by chunk."""
        passed = 0
        for rows in all_batches(self._rows_path):
            passed += len(rows)
            batch = whole(rows) if passed > read else []
            if batch:
                values = self.columns.values(batch)
                yield self._chunk(batch, values, {problem.row for problem in self.columns.problems(batch, values)})

    def write(self, step: Step, kept: KeptRows) -> None:
        """Hands every row that was kept to the kind, inside the caller's transaction."""
        kind, counts = self.plan.kind, self.counts
        if kind.begin is not None:
            kind.begin(self.context)
        for read, columns in kept:
            if columns and columns[0]:
                self._add(kind.write(self._rows(self._created(columns)), self.context))
            counts.read += read
            step(counts.read)
        if kind.finish is not None:
            kind.finish(self.context)

    def _add(self, result: WriteResult) -> None:
        self.counts.imported += result.imported
        self.counts.unchanged += result.unchanged
        self.counts.changed += result.changed
        for change in result.examples:
            if len({known.key for known in self.examples} | {change.key}) <= MOST_EXAMPLES:
                self.examples.append(change)

    def _chunk(self, batch: list[Row], values: dict[str, list[Any]], rejected: set[int]) -> Chunk:
        rows = self._rows([[row.number for row in batch], *values.values()]) if batch else []
        return [row for row in rows if row[ROW] not in rejected] if rejected else rows

    def _rows(self, columns: list[list[Any]]) -> Chunk:
        """Rows from the column of their numbers and those of the sheet's values."""
        names = [ROW, *self.columns.names, *self._absent]
        empty: list[list[Any]] = [[None] * len(columns[0])] * len(self._absent)
        return [dict(zip(names, line, strict=True)) for line in zip(*columns, *empty, strict=True)]

    def _good(self, batch: list[Row], values: dict[str, list[Any]]) -> list[list[Any]]:
        """The columns without rejected rows. A thing that is still to be created stands there by its name."""
        if not batch:
            return []
        columns = [[row.number for row in batch], *values.values()]
        for at, name in self._creating():
            place = self.plan.positions[name]
            columns[at] = [
                row.cells[place].strip() if v == NOT_YET else v for row, v in zip(batch, columns[at], strict=True)
            ]
        good = [number not in self.rejected for number in columns[0]]
        return columns if all(good) else [list(compress(column, good)) for column in columns]

    def _created(self, columns: list[list[Any]]) -> list[list[Any]]:
        for at, name in self._creating():
            known = self.columns.known[name]
            columns[at] = [known[value] if type(value) is str else value for value in columns[at]]
        return columns

    def _creating(self) -> Iterator[tuple[int, str]]:
        """Columns of names of which some are to be created, with their places among the kept ones."""
        for at, name in enumerate(self.columns.names, start=1):
            if name in self.columns.known and self.plan.decision(name).creates_any:
                yield at, name

    def _ragged(self, rows: list[Row]) -> list[RowProblem]:
        """J14: a row with more fields than headings may have shifted; nobody knows which of its fields is which."""
        words = _("The row has %(fields)s fields, but there are only %(headings)s headings.")
        headings = len(self.plan.headers)
        return [
            RowProblem(row.number, "", words % {"fields": headings + len(row.beyond), "headings": headings})
            for row in rows
            if row.beyond
        ]

    def _duplicates(
        self, batch: list[Row], values: dict[str, list[Any]], repeated: RepeatedKeys
    ) -> Iterator[RowProblem]:
        for row, key in zip(batch, self.columns.keys(batch, values), strict=True):
            verdict = repeated.verdict(key, row.number)
            if verdict is None:
                continue
            differs, first = verdict
            self.counts.duplicates += 1
            words = (
                _("Row %(row)s and others have the same key, but differ. Keep the right one.")
                if differs
                else _("The same as row %(row)s, which is taken.")
            )
            yield RowProblem(row.number, self.plan.kind.key[0], words % {"row": first})

    def _warn(self, warnings: list[RowProblem]) -> None:
        for one in warnings:
            if one.row not in self.rejected:
                self.warnings.add(self.plan.heading(one.column), str(one.message), one.row)

    def _reject(self, batch: list[Row], problems: list[RowProblem], rejects: RejectedSheet) -> None:
        if not problems:
            return
        by_row: dict[int, list[str]] = {}
        for problem in problems:
            heading, message = self.plan.heading(problem.column), str(problem.message)
            self.reasons.add(heading, message, problem.row)
            by_row.setdefault(problem.row, []).append(f"{heading}: {message}" if heading else message)
        self.counts.rejected += len(by_row)
        self.rejected.update(by_row)
        for row in batch:
            if row.number in by_row:
                rejects.add(row.number, " ".join(by_row[row.number]), (*row.cells, *row.beyond))
