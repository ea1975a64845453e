"""Headings: how they are compared, and which row holds them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from .faults import Fault, column_letter

_INVISIBLE = re.compile("[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
_SPACES = re.compile(r"\s+")
LOOK_AHEAD = 20


def normalise(heading: str) -> str:
    """J10: NFKC, no zero-width characters, blanks of any kind trimmed and folded to one."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", heading))
    return _SPACES.sub(" ", text).strip()


def fold(heading: str) -> str:
    """A heading for comparison: normalised, without blanks, case ignored."""
    return normalise(heading).replace(" ", "").casefold()


def hits(cells: Iterable[str], expected: frozenset[str]) -> int:
    """How many cells are expected headings (given folded)."""
    return sum(1 for cell in cells if cell and fold(cell) in expected)


def guess_header(rows: Sequence[Sequence[str]], expected: frozenset[str]) -> int:
    """Index of the most likely header among the first rows.

    The row with most expected headings; without any, the first row that fills at least
    half as many columns as the fullest one, so that a title above the table is passed over.
    """
    found = [hits(row, expected) for row in rows]
    filled = [sum(1 for cell in row if cell.strip()) for row in rows]
    best = max(found, default=0)
    if best and (best > 1 or filled[found.index(best)] <= 2):
        return found.index(best)
    fullest = max(filled, default=0)
    return next((i for i, count in enumerate(filled) if count and count * 2 >= fullest), 0)


def read_headings(cells: Sequence[str], *, sheet: str, row: int, longest: int) -> tuple[str, ...]:
    """The headings of a header row, blank ones at the end left out.

    Raises Fault for a heading that occurs twice (J09), is too long, or for an empty row.
    """
    headings = [normalise(cell) for cell in cells]
    while headings and not headings[-1]:
        headings.pop()
    if not headings:
        raise Fault("no_header", sheet=sheet, row=row)
    first: dict[str, int] = {}
    for column, heading in enumerate(headings, start=1):
        if len(heading) > longest:
            raise Fault("heading_too_long", sheet=sheet, row=row, column=column, limit=longest, length=len(heading))
        if heading and heading in first:
            raise Fault(
                "duplicate_heading",
                sheet=sheet,
                row=row,
                column=column,
                heading=heading,
                other=column_letter(first[heading]),
            )
        first.setdefault(heading, column)
    return tuple(headings)
