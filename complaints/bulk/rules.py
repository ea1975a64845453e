"""How many tickets an act on many may take, and which of them stay as they are: no clock, no settings."""

from __future__ import annotations

from collections.abc import Iterable

from complaints.tickets.filters import FILTER_NAMES
from complaints.tickets.rules import cleaned
from org.units.rules import is_at_or_below

TICKED_MOST = 1_000
"""Ticked one by one; more are named by their list."""

LIST_MOST = 50_000
TRIED_AT_ONCE = 1_000
"""A trial run over more is a job."""

CHUNK = 1_000
"""Done in one transaction: long enough to be quick, short enough that others' acts do not wait."""

NARROWING = FILTER_NAMES - {"sort", "view"}
"""Filters that a list is named by; its order and a view's number leave everything in it."""

ROWS_SHOWN = 50
KEPT_UNCONFIRMED_DAYS = 1


def holds_at(path: str, tops: Iterable[str]) -> bool:
    """Whether a right held at `tops` reaches a ticket whose chain of units is `path`."""
    return any(is_at_or_below(path, top) for top in tops)


def asked_once(numbers: Iterable[str]) -> list[str]:
    """Ticket numbers as typed or ticked, each once, as long as a number can be; the first place counts."""
    typed = (cleaned(number).upper()[:20].strip() for number in numbers)
    return list(dict.fromkeys(number for number in typed if number))
