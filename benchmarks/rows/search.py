"""Search by words of two characters, on PostgreSQL and SQLite, beside LIKE on the same table."""

from __future__ import annotations

from typing import Any

from benchmarks.bench import Bench
from benchmarks.figures import Line, Section, in_words, median, percentile

WORDS, LIKES = 200, 7
P95_MOST = 0.05
LEAST = 100
BANDS = ((0, 5), (6, 50), (51, 99), (100, 1_000_000_000))


def measure(bench: Bench) -> Section:
    section = Section("search")
    _one(section, "PostgreSQL", bench.databases.postgresql(bench.scale).work("search", words=WORDS, likes=LIKES))
    _one(section, "SQLite", bench.databases.sqlite(bench.smaller).work("search", words=WORDS, likes=LIKES))
    section.notes.append(
        "A search is the whole selector of the search page: a capped count and the newest 25 of the person's units."
        " Words come from texts of tickets taken at random, half of them with the word frequencies of language."
    )
    return section


def _one(section: Section, database: str, found: dict[str, Any]) -> None:
    seconds = found["seconds"]
    target = "<= 50 ms" if database == "PostgreSQL" else ""
    p95 = percentile(seconds, 0.95)
    met = p95 <= P95_MOST if target else None
    what = f"{database}, {found['tickets']:,} tickets, {len(seconds)} words: p95"
    section.lines.append(Line(what, in_words(p95), target=target, met=met))
    section.say(f"{database}: p50", in_words(median(seconds)))
    for least, most in BANDS:
        band = [taken for count, taken in found["bands"] if least <= count <= most]
        if band:
            words = f"{least} to {most:,}" if most < 10_000 else f"more than {least - 1:,}"
            section.say(f"{database}: words in {words} tickets ({len(band)}), p95", in_words(percentile(band, 0.95)))
    if found["rare"]:
        ours, like = (median(pair[side] for pair in found["rare"]) for side in (0, 1))
        section.lines.append(
            Line(
                f"{database}: rare words ({len(found['rare'])}) against LIKE",
                in_words(ours),
                in_words(like),
                f"{like / ours:.0f} x faster",
                f">= {LEAST} x" if database == "PostgreSQL" else "",
                like >= LEAST * ours if database == "PostgreSQL" else None,
            )
        )
    worst = ", ".join(f"{word} ({count:,}) {in_words(taken)}" for word, count, taken in found["worst"])
    section.notes.append(f"{database}, slowest words: {worst}")
