"""How one ticket, or one change of it, spreads over the tallies."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from complaints.counters.choices import Counted
from org.units.rules import chain

NOBODY = 0
"""Stands for the handler where nobody is meant: a unique key takes two NULLs for two things."""
PAST = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
"""All moments that have gone by are one: what was late stays late until an act says otherwise."""
NEVER = dt.datetime(2999, 1, 1, tzinfo=dt.UTC)
"""Of tickets without a due time, which are never late."""


class Standing(NamedTuple):
    """What is counted of an open ticket."""

    unit_path: str
    handler: int
    moment: dt.datetime
    is_grave: bool


class Key(NamedTuple):
    """Which tally: what is counted, at and below which unit, for which handler, due when."""

    what: str
    path: str
    handler: int
    moment: dt.datetime


def keys_of(standing: Standing, *, now: dt.datetime) -> Iterator[Key]:
    """The tallies in which an open ticket counts: its unit's and those of every unit above, as the chain was then."""
    path, handler, moment, is_grave = standing
    due = PAST if moment < now else moment
    for unit in chain(path):
        yield Key(Counted.OPEN, unit, NOBODY, PAST)
        yield Key(Counted.TIMED, unit, NOBODY, due)
        if is_grave:
            yield Key(Counted.GRAVE, unit, NOBODY, PAST)
        if handler == NOBODY:
            yield Key(Counted.FREE, unit, NOBODY, PAST)
        else:
            yield Key(Counted.MINE, unit, handler, PAST)
            yield Key(Counted.MINE_TIMED, unit, handler, due)


def without_nested(paths: list[str]) -> list[str]:
    """Those of `paths` that lie below no other: a ticket below two of them counts once."""
    return [path for path in paths if not any(path != other and path.startswith(other) for other in paths)]
