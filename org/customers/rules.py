"""Which customer counts can be believed (K20)."""

from __future__ import annotations

import re
import unicodedata

MOST_CUSTOMERS = 200_000_000
"""More than any province has; a larger number is a slip of the keys."""

_WRITTEN = re.compile(r"(\d{4})\s*[-/.年]?\s*(\d{1,2})(?!\d{2})", re.ASCII)
_MONTH = re.compile(r"(20\d{2}|19\d{2})-(0[1-9]|1[0-2])", re.ASCII)


def is_month(text: str) -> bool:
    """Whether `text` is a month as it is written here: 2011-01."""
    return bool(_MONTH.fullmatch(text))


def month_written(text: str) -> str | None:
    """The month that a sheet writes as 2011-01, 2011/1, 201101, 2011年1月 or a day of it; None if it is no month."""
    found = _WRITTEN.match(unicodedata.normalize("NFKC", text).strip())
    month = f"{found[1]}-{int(found[2]):02d}" if found else ""
    return month if is_month(month) else None


def is_surprising(customers: int, *, before: int) -> bool:
    """Whether a count differs so much from the one before it that a person should look again: by more than half."""
    return abs(customers - before) * 2 > before
