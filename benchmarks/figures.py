"""Times as figures that can be compared: medians, ratios, and a table that says whether a target is met."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Work = Callable[[], Any]


def seconds(work: Work) -> float:
    """Wall time of one call."""
    gc.collect()
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def alternate(times: int, *works: Work) -> list[list[float]]:
    """Seconds of each work, `times` rounds in turn, so that a busy machine slows all alike; one round unmeasured."""
    for work in works:
        work()
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(times):
        for found, work in zip(taken, works, strict=True):
            found.append(seconds(work))
    return taken


def median(values: Iterable[float]) -> float:
    return statistics.median(values)


def percentile(values: Iterable[float], share: float) -> float:
    """Nearest rank, so that it is a value that was measured."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def in_words(value: float) -> str:
    """Seconds as people read them."""
    if value >= 1:
        return f"{value:.1f} s"
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value * 1000:.0f} ms"


def peak_mib() -> float:
    """The most memory this process ever had resident."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError("this kernel does not tell a process's memory")


@dataclass
class Line:
    """One figure. `met` is None where nothing is demanded."""

    what: str
    ours: str
    reference: str = ""
    ratio: str = ""
    target: str = ""
    met: bool | None = None


@dataclass
class Section:
    """A row of docs: its lines, what must be said with them, and plans that explain."""

    title: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    plans: list[tuple[str, str]] = field(default_factory=list)

    def compare(self, what: str, ours: Iterable[float], reference: Iterable[float], *, most: float) -> None:
        """Ours takes at most `most` times the reference's time; both sides by their medians."""
        mine, other = median(ours), median(reference)
        self.lines.append(
            Line(what, in_words(mine), in_words(other), f"{mine / other:.2f} x", f"<= {most:g} x", mine <= most * other)
        )

    def faster(self, what: str, ours: float, reference: float, *, least: float, unit: str = "rows/s") -> None:
        """Rates: ours is at least `least` times the reference's."""
        self.lines.append(
            Line(
                what,
                f"{ours:,.0f} {unit}",
                f"{reference:,.0f} {unit}",
                f"{ours / reference:.1f} x",
                f">= {least:g} x",
                ours >= least * reference,
            )
        )

    def bound(self, what: str, value: float, words: str, *, most: float, target: str) -> None:
        self.lines.append(Line(what, words, target=target, met=value <= most))

    def say(self, what: str, ours: str, reference: str = "", ratio: str = "") -> None:
        self.lines.append(Line(what, ours, reference, ratio))

    def markdown(self) -> str:
        head = ["| what | ours | reference | ratio | target | met |", "|---|---|---|---|---|---|"]
        parts = [f"## {self.title}", "", *head]
        parts += [
            f"| {line.what} | {line.ours} | {line.reference} | {line.ratio} | {line.target} | {_MET[line.met]} |"
            for line in self.lines
        ]
        if self.notes:
            parts += ["", *(f"- {note}" for note in self.notes)]
        for title, plan in self.plans:
            parts += ["", f"{title}:", "", "```", plan.rstrip(), "```"]
        return "\n".join([*parts, ""])


_MET = {True: "yes", False: "**no**", None: ""}
