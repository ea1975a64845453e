"""Where a unit stands in the tree, told by its path alone.

A path is the chain of zero-padded unit ids from the root: "000001/000004/000012/". A unit is
at or below another when its path begins with the other's. Ranges, not LIKE, so that both
databases use the index (libraries.md 1).
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata

STEP_WIDTH = 7  # six digits and the slash


def path_of(unit_id: int, *, parent_path: str = "") -> str:
    """The path of unit `unit_id` standing under `parent_path`."""
    return f"{parent_path}{unit_id:06d}/"


def is_at_or_below(path: str, top: str) -> bool:
    """Whether the unit at `path` is the one at `top` or stands below it."""
    return path.startswith(top)


def chain(path: str) -> list[str]:
    """Paths of every unit from the root down to `path` itself."""
    return [path[:end] for end in range(STEP_WIDTH, len(path) + 1, STEP_WIDTH)]


def unit_id(path: str) -> int:
    """The id of the unit that `path` leads to."""
    return int(path[-STEP_WIDTH:-1])


def after(path: str) -> str:
    """The first string that sorts after everything below `path`."""
    return f"{path[:-1]}0"


def end_words(closes: dt.time) -> str:
    """When a window ends, as it is written: the last moment of a day is 24:00."""
    return "24:00" if closes == dt.time.max else f"{closes:%H:%M}"


CHAIN_SIGN = " › "
_CHAIN_SIGNS = re.compile(r"\s*[›>»→/\\]\s*")


def fold(text: str) -> str:
    """`text` as names are compared: full and half width, case and spaces make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def chain_words(text: str) -> list[str]:
    """The folded words of a chain as people write it: "富阳 › 城区 › 桂花" or "富阳/城区/桂花"."""
    return [word for word in _CHAIN_SIGNS.split(fold(text)) if word]


def depth(path: str) -> int:
    """How far down the tree `path` leads: 0 for a root."""
    return len(path) // STEP_WIDTH - 1


def moved_path(path: str, *, old_top: str, new_top: str) -> str:
    """Where `path`, at or below `old_top`, leads once that unit's path is `new_top`."""
    return new_top + path[len(old_top) :]
