"""What every row is given: the databases, how large, how often."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import SMALLER, TICKETS, Databases


@dataclass(frozen=True)
class Bench:
    databases: Databases
    folder: Path
    scale: str
    times: int

    @property
    def smaller(self) -> str:
        return SMALLER[self.scale]

    @property
    def tickets(self) -> int:
        return TICKETS[self.scale]
