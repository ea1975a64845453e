"""What a sheet's columns hold, before anything is decided or written: one walk over the staged rows.

Counts the different texts of every column whose meaning may have to be asked for: choices, names
of known things, and dates, which come with every possible reading and its month profile.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence, Set
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from core.imports.choices import ColumnType
from core.imports.datereading import DateReading, choose, date_readings, day_alone
from core.imports.matching import choice_words, match_values
from core.imports.plan import Plan
from core.imports.reading.values import Row, staged_rows
from core.imports.registry import ImportContext, SheetColumn

CHUNK_ROWS = 5_000
MOST_VALUES = 200
MOST_NAMES_SHOWN = 300
ONLY_EMPTY = "ymd"


class Tally(NamedTuple):
    """How often each text occurs in a column; the cells that were real dates apart."""

    texts: Counter[str]
    real_dates: Counter[str]


def all_batches(rows_path: Path) -> Iterator[list[Row]]:
    """The staged rows in lists of CHUNK_ROWS."""
    rows = staged_rows(rows_path)
    while batch := list(islice(rows, CHUNK_ROWS)):
        yield batch


def batches(rows_path: Path) -> Iterator[list[Row]]:
    """The staged rows without those whose fields do not fit the headings."""
    yield from filter(None, map(whole, all_batches(rows_path)))


def whole(rows: list[Row]) -> list[Row]:
    """Rows with no more fields than there are headings."""
    return [row for row in rows if not row.beyond]


def tally_columns(rows_path: Path, places: Sequence[int], dated: Set[int]) -> dict[int, Tally]:
    """Counts for the columns at `places`, in one walk; of those `dated` the days count, not the moments."""
    tallies = {place: Tally(Counter(), Counter()) for place in places}
    for batch in batches(rows_path):
        with_dates = any(row.real_dates for row in batch)
        columns = list(zip(*(row.cells for row in batch), strict=True))
        for place, tally in tallies.items():
            texts = list(map(day_alone, columns[place])) if place in dated else columns[place]
            if not with_dates:
                tally.texts.update(texts)
                continue
            for row, text in zip(batch, texts, strict=True):
                (tally.real_dates if place in row.real_dates else tally.texts)[text] += 1
    return tallies


def contents_of(plan: Plan, rows_path: Path, context: ImportContext, *, date1904: bool | None) -> dict[str, Any]:
    """What the values page asks about, as plain values for `findings["contents"]`.

    `choices`, `dates` and `references` by column name; see the three functions below for their shape.
    """
    asked = plan.of_type(ColumnType.CHOICE, ColumnType.REFERENCE, ColumnType.DATE, ColumnType.DATETIME)
    dated = {plan.positions[column.name] for column in asked if ColumnType(column.type).is_dated}
    tallies = tally_columns(rows_path, [plan.positions[column.name] for column in asked], dated)
    found: dict[str, Any] = {"choices": {}, "dates": {}, "references": {}}
    for column in asked:
        tally = tallies[plan.positions[column.name]]
        if column.type == ColumnType.CHOICE:
            found["choices"][column.name] = choices_in(column, tally.texts + tally.real_dates)
        elif column.type == ColumnType.REFERENCE:
            found["references"][column.name] = names_in(column, tally.texts + tally.real_dates, context)
        else:
            found["dates"][column.name] = dates_in(tally, date1904)
    return found


def choices_in(column: SheetColumn, texts: Counter[str]) -> dict[str, Any]:
    """Every different text with its count and the choice it is known to mean ("" if unknown)."""
    counts = trimmed(texts)
    known = match_values(counts, choice_words(column))
    shown = sorted(counts.items(), key=lambda item: (item[0] in known, -item[1], item[0]))
    return {
        "values": [[text, count, known.get(text, "")] for text, count in shown[:MOST_VALUES]],
        "distinct": len(counts),
    }


def names_in(column: SheetColumn, texts: Counter[str], context: ImportContext) -> dict[str, Any]:
    """How many different names there are, and the unknown ones with their counts."""
    counts = trimmed(texts)
    known = column.reference.resolve(set(counts), context) if counts and column.reference else {}
    missing = sorted(((name, count) for name, count in counts.items() if name not in known), key=_most_first)
    return {
        "distinct": len(counts),
        "known": len(counts) - len(missing),
        "missing_count": len(missing),
        "missing_rows": sum(count for _name, count in missing),
        "missing": [list(item) for item in missing[:MOST_NAMES_SHOWN]],
    }


def dates_in(tally: Tally, date1904: bool | None) -> dict[str, Any]:
    """Every possible reading with its month profile; `only` is the one there is nothing to ask about."""
    filled = sum(count for text, count in _all(tally) if text.strip())
    readings = date_readings(tally.texts, tally.real_dates, date1904=date1904) if filled else ()
    sure = choose(readings)
    return {
        "filled": filled,
        "real_dates": sum(tally.real_dates.values()),
        "only": ONLY_EMPTY if not filled else sure.code if sure else "",
        "readings": [reading_values(reading) for reading in readings],
    }


def reading_values(reading: DateReading) -> dict[str, Any]:
    """A reading as plain values; its label is looked up again by its code."""
    return {
        "code": reading.code,
        "months": dict(reading.month_profile),
        "fits": reading.fits,
        "total": reading.total,
        "exchanged": reading.exchanged,
        "complete": reading.complete,
        "failures": list(reading.failures),
        "examples": [[text, day.isoformat()] for text, day in reading.examples],
    }


def trimmed(texts: Counter[str]) -> Counter[str]:
    """Counts of the texts without blanks around them; empty cells left out."""
    counts: Counter[str] = Counter()
    for text, count in texts.items():
        if plain := text.strip():
            counts[plain] += count
    return counts


def _most_first(item: tuple[str, int]) -> tuple[int, str]:
    return -item[1], item[0]


def _all(tally: Tally) -> Iterable[tuple[str, int]]:
    yield from tally.texts.items()
    yield from tally.real_dates.items()
