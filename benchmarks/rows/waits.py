"""A month of visits per hall with percentiles, and one day of it kept anew, beside SQL by hand."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Section, in_words, median

MOST_MONTH, MOST_DAY, MOST_KEPT = 1.1, 1.5, 0.1


def measure(bench: Bench) -> Section:
    name = f"bench_visits_{bench.scale}"
    place = bench.databases.made(
        name,
        lambda new: (
            new.manage("migrate", "--no-input", "--verbosity", "0"),
            new.work("fill_visits", visits=bench.tickets),
        ),
    )
    found = place.work("waits", times=max(9, bench.times))
    section = Section("month of visits, roll-up")
    what = f"{found['visits']:,} visits of {found['halls']} halls: tickets, overtime, p50, p90, p95 per hall"
    section.compare(what, found["month"], found["by_hand"], most=MOST_MONTH)
    rolled = median(found["rolled"])
    section.bound(
        "the same without percentiles, from kept days", rolled, in_words(rolled), most=MOST_KEPT, target="<= 0.1 s"
    )
    section.say("the same without percentiles, nothing kept", in_words(median(found["counted"])))
    section.say("queries", str(found["queries"]), "1")
    day = f"one day of {found['day_visits']:,} visits kept anew"
    section.compare(day, found["day"], found["day_by_hand"], most=MOST_DAY)
    section.notes.append(
        "Equal to `reference/waits.sql`, and kept days to a recount of the visits, or the row stops. Each day is"
        " measured by its own limit; the reference knows one for all."
    )
    return section
