"""Where a unit stands in the tree, told by its path alone.

A path is the chain of zero-padded unit ids from the root: "000001/000004/000012/". A unit is
at or below another when its path begins with the other's. Ranges, not LIKE, so that both
databases use the index (libraries.md 1).
"""

from __future__ import annotations

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
