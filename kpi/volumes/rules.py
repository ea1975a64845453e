"""Counts of tickets as values that add up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from org.units.rules import chain


@dataclass(frozen=True)
class Tally:
    """How many were received, and how many of them are open now."""

    received: int = 0
    still_open: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.received + other.received, self.still_open + other.still_open)


def added(parts: Iterable[Mapping[str, Tally]]) -> dict[str, Tally]:
    """Tallies of several maps summed by path."""
    together: dict[str, Tally] = {}
    for part in parts:
        for path, tally in part.items():
            together[path] = together.get(path, Tally()) + tally
    return together


def rolled_up(tallies: Mapping[str, Tally]) -> dict[str, Tally]:
    """Each unit's own tally and all below it, from tallies by the path of the ticket's unit."""
    return added(dict.fromkeys(chain(path), tally) for path, tally in tallies.items())
