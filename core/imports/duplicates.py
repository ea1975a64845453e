"""Rows of one sheet that carry the same key: found with a few bytes a row, told apart by content."""

from __future__ import annotations

from array import array
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Any


class KeyBook:
    """Takes the key and the content of every row; then says which keys came more than once.

    Memory is sixteen bytes a row, so that a long sheet costs no more than a short one (P6).
    """

    def __init__(self) -> None:
        self._keys = array("q")
        self._contents = array("q")

    def feed(self, keys: Iterable[tuple[Hashable, ...]], contents: Iterable[Hashable]) -> None:
        """One chunk. A key with an empty part stands for nothing and is passed over."""
        for key, content in zip(keys, contents, strict=True):
            if None not in key:
                self._keys.append(hash(key))
                self._contents.append(hash(content))

    def repeated(self) -> RepeatedKeys:
        last = None
        again: dict[int, set[int]] = {}
        for key in sorted(self._keys):
            if key == last:
                again[key] = set()
            last = key
        if again:
            for key, content in zip(self._keys, self._contents, strict=True):
                if key in again:
                    again[key].add(content)
        return RepeatedKeys(differing={key: len(contents) > 1 for key, contents in again.items()})


@dataclass
class RepeatedKeys:
    """Keys that come more than once; `differing` tells whether their rows differ.

    Of equal rows the first is imported and the others are reported; of rows that differ none is
    imported, since which one is right only the sender knows.
    """

    differing: dict[int, bool]
    first_rows: dict[int, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.differing)

    def verdict(self, key: tuple[Any, ...], row: int) -> tuple[bool, int] | None:
        """None for a row that may pass; else whether the rows differ, and the first row with that key.

        Rows must be asked in order; the first of rows that differ names itself.
        """
        known = hash(key) if None not in key else None
        if known is None or known not in self.differing:
            return None
        first = self.first_rows.setdefault(known, row)
        differs = self.differing[known]
        return (differs, first) if differs or first != row else None
