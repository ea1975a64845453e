"""Which customer counts can be believed (K20)."""

from __future__ import annotations

import re

MOST_CUSTOMERS = 200_000_000
"""More than any province has; a larger number is a slip of the keys."""

_MONTH = re.compile(r"(20\d{2}|19\d{2})-(0[1-9]|1[0-2])", re.ASCII)


def is_month(text: str) -> bool:
    """Whether `text` is a month as it is written here: 2011-01."""
    return bool(_MONTH.fullmatch(text))


def is_surprising(customers: int, *, before: int) -> bool:
    """Whether a count differs so much from the one before it that a person should look again: by more than half."""
    return abs(customers - before) * 2 > before
