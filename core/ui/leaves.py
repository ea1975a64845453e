"""Leafing through a list that grows for ever: each leaf is read with one row more, and nothing is counted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
FURTHEST = 200
"""Leaves behind it are reached by filtering: the database walks past all rows before the one that is asked for."""


@dataclass(frozen=True)
class Leaf(Generic[M]):
    """A page as the templates know it from Django's paginator, without how many there are.

    `is_furthest` says that rows follow to which nobody leafs.
    """

    object_list: list[M]
    number: int
    has_next: bool
    is_furthest: bool = False

    def __iter__(self) -> Iterator[M]:
        return iter(self.object_list)

    def __len__(self) -> int:
        return len(self.object_list)

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_other_pages(self) -> bool:
        return self.has_next or self.has_previous

    @property
    def previous_page_number(self) -> int:
        return self.number - 1

    @property
    def next_page_number(self) -> int:
        return self.number + 1


def leaf_of(rows: QuerySet[M], words: str | None, *, size: int) -> Leaf[M]:
    """The leaf that an address names; the first for what is no number, the furthest for one beyond.

    One that holds nothing, such as the last of a list whose rows were dealt with since, is the first as well: an
    empty leaf would say of the whole list that nothing is in it. One query, or two then.
    """
    number = int(words) if words and words.isascii() and words.isdigit() and len(words) < 10 else 1
    number = min(max(number, 1), FURTHEST)
    read = list(rows[(number - 1) * size : number * size + 1])
    if not read and number > 1:
        return leaf_of(rows, None, size=size)
    follows, furthest = len(read) > size, number == FURTHEST
    return Leaf(read[:size], number, has_next=follows and not furthest, is_furthest=follows and furthest)
