"""Warnings that come due among many running clocks, beside the indexed SELECT alone."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Line, Section, in_words, median

OPEN = 100_000
MOST = 5


def measure(bench: Bench) -> Section:
    section = Section("sweep")
    for scale in dict.fromkeys((bench.smaller, bench.scale)):
        place = bench.databases.copy(bench.databases.postgresql(scale), "bench_sweep")
        found = place.work("sweep", tickets=OPEN)
        select, idle, sweep = (median(found[name]) for name in ("select", "idle", "sweep"))
        where = f"{found['open']:,} open, {found['closed']:,} closed"
        section.lines.append(
            Line(f"{where}: a sweep that finds nothing", in_words(idle), in_words(select), f"{idle / select:.1f} x",
                 f"<= {MOST} x", idle <= MOST * select)
        )  # fmt: skip
        section.lines.append(
            Line(f"{where}: 1,000 due, each claimed and told", in_words(sweep), in_words(select),
                 f"{sweep / select:.0f} x", f"<= {MOST} x", sweep <= MOST * select)
        )  # fmt: skip
        bench.databases.drop(place)
    section.notes.append(
        "The reference reads the thousand keys from the index and does nothing with them; the sweep also claims each"
        " row by an update of its own and writes a notice with its letter. Closed tickets change neither."
    )
    return section
