"""Good rows with their values, from the moment they are examined until they are written."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Self


class KeptChunk(NamedTuple):
    """`read` rows were examined; of the good ones among them the values, column by column."""

    read: int
    columns: list[list[Any]]


class KeptRows:
    """What the examination made of the sheet, so that writing need not read and convert it again.

    The file has no name: no other process opens it, nothing in it needs checking, and it is gone with
    this process, whatever ends it. A run that begins again examines the sheet again.
    """

    def __init__(self, folder: Path) -> None:
        self._file = tempfile.TemporaryFile(prefix="kept-", dir=folder)  # noqa: SIM115 - closed by __exit__
        self._chunks = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, chunk: KeptChunk) -> None:
        """Takes the next chunk. Values are plain: text, numbers, days, times, moments, None."""
        pickle.dump(tuple(chunk), self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._chunks += 1

    def __iter__(self) -> Iterator[KeptChunk]:
        self._file.seek(0)
        for _ in range(self._chunks):
            # Written above by this very object.
            yield KeptChunk(*pickle.load(self._file))  # noqa: S301
