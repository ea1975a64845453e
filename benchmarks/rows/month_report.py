"""Month report: the product's selector and hand-written SQL over the same tables."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Section

MOST = 1.5


def measure(bench: Bench) -> Section:
    found = bench.databases.postgresql(bench.scale).work("month_report", times=max(9, bench.times))
    section = Section("month report")
    what = f"every table for {found['units']} units, {found['month']}, {found['volume']:,} of {bench.tickets:,} tickets"
    section.compare(what, found["ours"], found["reference"], most=MOST)
    section.say("queries", str(found["queries"]), "7")
    section.notes.append("Equal to `reference/month_report.sql` in every table, or the row stops.")
    section.notes.append(
        "The reference answers with rows; ours is the finished report, with ratios, shares, limits and the address"
        " behind each figure."
    )
    section.plans = [(f"Plan of `{name}` in the reference", plan) for name, plan in found["plans"].items()]
    return section
