"""The trees as their page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from complaints.categories.choices import Tree
from complaints.categories.models import Category


@dataclass(frozen=True)
class Branch:
    """One category and how deep it stands."""

    category: Category
    depth: int


def branches(tree: Tree) -> list[Branch]:
    """Every category of a tree in tree order; one query."""
    return [Branch(row, row.level - 1) for row in Category.objects.of(tree).order_by("path")]
