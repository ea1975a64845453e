"""Comma, tab and semicolon files as rows of text, in flat memory (J11-J14, J18)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

from .encodings import KNOWN, candidates, certain, decodes, first_bad_line, settle
from .faults import Fault, Question
from .headings import LOOK_AHEAD, fold, hits
from .staging import RowsFile
from .values import Limits, Preview, ReadOptions

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon"}
_NAMED = {name: mark for mark, name in DELIMITERS.items()}
_SAMPLE_CHARS = 64 * 1024
_CLOSE_TO_ONE = 0.9


def encoding_of(path: Path, options: ReadOptions) -> tuple[str, bool]:
    """The encoding answered or found, and whether the bytes prove it."""
    if not options.encoding:
        return settle(path, lambda _encoding, text: foreign_hits(text, options))
    if options.encoding not in KNOWN:
        raise Fault("unknown_encoding")
    if not decodes(path, options.encoding):
        line = first_bad_line(path, options.encoding)
        raise Fault("broken_encoding", row=line, encoding=options.encoding)
    return options.encoding, certain(path) == options.encoding


def foreign_hits(text: str, options: ReadOptions) -> int:
    """The most expected headings outside ASCII that any of the first lines holds.

    Headings in plain English look the same in every encoding and prove nothing.
    """
    expected = frozenset(fold(h) for h in options.expected_headings if not h.isascii())
    lines = text[:_SAMPLE_CHARS].splitlines()[:LOOK_AHEAD]
    found = (hits(_split(line, mark), expected) for line in lines for mark in DELIMITERS)
    return max(found, default=0)


def delimiter_of(path: Path, encoding: str, options: ReadOptions) -> str:
    """The delimiter answered or found: the only one that splits the first rows evenly.

    Where several do, the one whose header holds most expected headings; a tie is asked.
    """
    if options.delimiter:
        mark = _NAMED.get(options.delimiter, options.delimiter)
        if mark not in DELIMITERS:
            raise Fault("unknown_delimiter")
        return mark
    text = _start_of(path, encoding)
    if text[:4].casefold() == "sep=" and text[4:5] in DELIMITERS:
        return text[4]
    widths = {mark: _widths(text, mark) for mark in DELIMITERS}
    even = [mark for mark, found in widths.items() if _share_of_widest(found) >= _CLOSE_TO_ONE]
    splitting = even or [mark for mark, found in widths.items() if max(found, default=1) > 1]
    if not splitting:
        return "\t" if options.name.casefold().endswith((".tsv", ".tab")) else ","
    if len(splitting) == 1:
        return splitting[0]
    expected = frozenset(fold(h) for h in options.expected_headings)
    lines = text.splitlines()[:LOOK_AHEAD]
    score = {m: max(hits(_split(line, m), expected) for line in lines) for m in splitting}
    best = [mark for mark in splitting if score[mark] == max(score.values())]
    if len(best) > 1 and not even:
        best = [max(best, key=lambda mark: max(widths[mark]))]
    if len(best) > 1:
        raise Question("delimiter", tuple(best))
    return best[0]


def records(path: Path, encoding: str, delimiter: str, limits: Limits) -> Iterator[tuple[int, list[str]]]:
    """Records with their number (as a spreadsheet would count the rows), one at a time.

    Raises Fault for a line or cell past the limit and for quotes that do not close.
    """
    number = 0
    current: list[str] = []
    csv.field_size_limit(limits.cell_chars)
    with path.open(encoding=encoding, newline="") as file:
        lines = _lines(file, limits, current, lambda: number + 1)
        try:
            for record in csv.reader(lines, delimiter=delimiter, strict=True):
                number += 1
                current.clear()
                yield number, record
        except csv.Error as error:
            raise _named(error, number + 1, current, delimiter, limits) from error


def read(path: Path, rows: RowsFile, encoding: str, delimiter: str, options: ReadOptions) -> None:
    """Feeds the whole file to `rows`."""
    for number, record in records(path, encoding, delimiter, options.limits):
        if number == 1 and _is_separator_line(record, delimiter):
            continue
        if len(record) > options.limits.columns and "".join(record[options.limits.columns :]):
            raise Fault("too_many_columns", row=number, column=len(record), limit=options.limits.columns)
        rows.feed(number, record)
    rows.finish()


def previews(path: Path, options: ReadOptions) -> tuple[Preview, ...]:
    """How the file's first rows look under each possible encoding, best first, and delimiter."""
    encoding = options.encoding or certain(path)
    if encoding:
        tried = [(encoding, True)]
    else:
        found = candidates(path, lambda _encoding, text: foreign_hits(text, options))
        tried = [(candidate.encoding, candidate.fits) for candidate in found]
    if not tried:
        raise Fault("unknown_encoding")
    return tuple(
        _preview(path, encoding, delimiter, fits, options)
        for encoding, fits in tried
        for delimiter in _delimiters(path, encoding, options)
    )


def _delimiters(path: Path, encoding: str, options: ReadOptions) -> tuple[str, ...]:
    try:
        return (delimiter_of(path, encoding, options),)
    except Question as question:
        return question.candidates


def _preview(path: Path, encoding: str, delimiter: str, fits: bool, options: ReadOptions) -> Preview:
    rows = RowsFile.for_preview("", options)
    problem = None
    try:
        for number, record in records(path, encoding, delimiter, options.limits):
            if not (number == 1 and _is_separator_line(record, delimiter)):
                rows.feed(number, record)
            if rows.headers and rows.row_count >= LOOK_AHEAD:
                break
        rows.finish()
    except Fault as fault:
        problem = fault.to_json()
    return rows.preview(encoding=encoding, delimiter=delimiter, fits=fits, problem=problem)


def _lines(file: io.TextIOWrapper, limits: Limits, current: list[str], number: Callable[[], int]) -> Iterator[str]:
    """The file's lines; `current` keeps those of the record that is being read."""
    while line := file.readline(limits.line_chars + 1):
        if len(line) > limits.line_chars:
            raise Fault("line_too_long", row=number(), limit=limits.line_chars)
        current.append(line)
        yield line


def _named(error: csv.Error, number: int, lines: list[str], delimiter: str, limits: Limits) -> Fault:
    """What the csv module complains of, with the place: it does not say the column."""
    if "field larger" not in str(error):
        return Fault("broken_quotes", row=number)
    csv.field_size_limit(2 * limits.line_chars)
    cells = next(csv.reader(io.StringIO("".join(lines), newline=""), delimiter=delimiter))
    long = (i for i, cell in enumerate(cells, start=1) if len(cell) > limits.cell_chars)
    return Fault("cell_too_long", row=number, column=next(long, len(cells)), limit=limits.cell_chars, length=0)


def _start_of(path: Path, encoding: str) -> str:
    """The beginning of the file up to its last whole line."""
    with path.open(encoding=encoding, newline="") as file:
        text = file.read(_SAMPLE_CHARS)
    cut = max(text.rfind("\n"), text.rfind("\r"))
    return text if len(text) < _SAMPLE_CHARS or cut < 0 else text[: cut + 1]


def _widths(text: str, delimiter: str) -> list[int]:
    found: list[int] = []
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if record:
                found.append(len(record))
    except csv.Error:
        return found
    return found


def _share_of_widest(widths: list[int]) -> float:
    """Share of rows that have the commonest width, 0 where that is one column."""
    if not widths:
        return 0.0
    common = max(set(widths), key=lambda width: (widths.count(width), width))
    return widths.count(common) / len(widths) if common > 1 else 0.0


def _split(line: str, delimiter: str) -> list[str]:
    return [cell.strip().strip('"') for cell in line.split(delimiter)]


def _is_separator_line(record: list[str], delimiter: str) -> bool:
    joined = delimiter.join(record).casefold()
    return joined.startswith("sep=") and len(joined) <= 5
