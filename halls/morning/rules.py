"""Which hall's day was worst: a pure function (rule book 1.3, S0-Q1)."""

from __future__ import annotations

from decimal import Decimal

from halls.book.choices import BookState

OWED = (BookState.MISSING, BookState.AFTERWARDS, BookState.LATE)
"""Books that were not done in time, the worst in front."""


def worst_first(
    *, book: BookState, share: Decimal | None, line: Decimal, emergencies: int, path: str
) -> tuple[int, bool, Decimal, int, str]:
    """The key by which halls stand: a book not done in time, then a share above its line, the highest in front."""
    owed = OWED.index(book) if book in OWED else len(OWED)
    known = Decimal(-1) if share is None else share
    return owed, not (known * 100 > line), -known, -emergencies, path
