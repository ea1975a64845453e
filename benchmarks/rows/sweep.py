"""What comes due among many open tickets, warnings and escalations, beside the indexed SELECT alone."""

from __future__ import annotations

from typing import Any

from benchmarks.bench import Bench
from benchmarks.figures import Line, Section, in_words, median

OPEN = 100_000
MOST = 5
WORKS = {"sweep": "warnings", "climb": "escalations"}


def measure(bench: Bench) -> Section:
    section = Section("sweep")
    for scale in dict.fromkeys((bench.smaller, bench.scale)):
        for work, what in WORKS.items():
            place = bench.databases.copy(bench.databases.postgresql(scale), "bench_sweep")
            _put(section, what, place.work(work, tickets=OPEN))
            bench.databases.drop(place)
    section.notes.append(
        "The reference reads the thousand keys from the index and does nothing with them; the sweep of warnings also"
        " claims each row by a statement of its own and writes a notice with its letter; escalations climb 250 in a"
        " transaction, each with its notices, its step in the history and its line in the chain of the trail."
        " Closed tickets change neither."
    )
    return section


def _put(section: Section, what: str, found: dict[str, Any]) -> None:
    select, idle, sweep = (median(found[name]) for name in ("select", "idle", "sweep"))
    where = f"{what}, {found['open']:,} open, {found['closed']:,} closed"
    for words, taken in ((": a sweep that finds nothing", idle), (": 1,000 due, each claimed and told", sweep)):
        ratio = f"{taken / select:.1f} x" if taken is idle else f"{taken / select:.0f} x"
        section.lines.append(
            Line(f"{where}{words}", in_words(taken), in_words(select), ratio, f"<= {MOST} x", taken <= MOST * select)
        )
