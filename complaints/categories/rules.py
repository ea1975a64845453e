"""Where a category stands in its tree, told by its path alone, like a unit's."""

from __future__ import annotations

from complaints.categories.choices import DEPTH, Tree

STEP_WIDTH = 7


def path_of(category_id: int, *, parent_path: str = "") -> str:
    return f"{parent_path}{category_id:06d}/"


def level_of(path: str) -> int:
    """1 for a top category."""
    return len(path) // STEP_WIDTH


def may_have_children(tree: str, level: int) -> bool:
    """Products have 2 levels, phenomena 3, causes 5 (peers 4.8)."""
    return level < DEPTH[Tree(tree)]


def after(path: str) -> str:
    """The first string that sorts after everything below `path`."""
    return f"{path[:-1]}0"


def chain_ids(path: str) -> list[int]:
    """Ids from the top category down to the one `path` leads to."""
    return [int(step) for step in path.split("/") if step]
