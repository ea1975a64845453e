"""An act on 10,000 tickets beside one UPDATE of the same rows, on both databases."""

from __future__ import annotations

from typing import Any

from benchmarks.bench import Bench
from benchmarks.figures import Section, in_words, median

TICKETS = 10_000
MOST = 20


def measure(bench: Bench) -> Section:
    section = Section("bulk")
    for make in (bench.databases.postgresql, bench.databases.sqlite):
        place = bench.databases.copy(make(bench.smaller), "bench_bulk")
        _put(section, "PostgreSQL" if place.is_postgresql else "SQLite", place.work("bulk", tickets=TICKETS))
        bench.databases.drop(place)
    section.notes.append(
        "The reference changes the rows and nothing else. The act asks scope, right and condition of each ticket while"
        " it holds it, keeps its result, and leaves its step in the history and its line in the chain of the"
        " trail, a thousand a transaction; the trial run before it asks the same of each and keeps the set."
    )
    return section


def _put(section: Section, database: str, found: dict[str, Any]) -> None:
    what = f"{database}, {found['tickets']:,} of {found['all']:,}: given to a handler, as its job does it"
    section.compare(what, found["done"], found["update"], most=MOST)
    update, tried = median(found["update"]), median(found["tried"])
    section.say(f"{database}: the trial run", in_words(tried), in_words(update), f"{tried / update:.1f} x")
