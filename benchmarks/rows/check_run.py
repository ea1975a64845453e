"""A daily book of 18 items with six photos, beside bare inserts of the same rows."""

from __future__ import annotations

from benchmarks.bench import Bench
from benchmarks.figures import Section, in_words, median

MOST = 5


def measure(bench: Bench) -> Section:
    section = Section("check run")
    place = bench.databases.made("bench_checks", lambda new: new.manage("migrate", "--no-input", "--verbosity", "0"))
    found = place.work("check_run", times=15)
    what = f"begun, 18 items answered, 6 photos, sent: {found['rows']} rows; photos kept as they came"
    section.compare(what, found["ours"], found["reference"], most=MOST)
    section.say("the same with photos of 1600 x 1200 drawn anew", in_words(median(found["whole"])))
    section.say("queries", str(found["queries"]), str(found["rows"]))
    section.notes.append(
        "Ours is nine transactions, as a phone makes them, and writes twelve files; the reference inserts the rows"
        " in one, into tables with the same columns, checks and indexes, and writes no file."
    )
    bench.databases.drop(place)
    return section
