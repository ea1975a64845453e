"""Import of a sheet of complaints, beside the raw file staged and cast in SQL, and beside model instances."""

from __future__ import annotations

from typing import Any

from benchmarks.bench import Bench
from benchmarks.databases import Place
from benchmarks.figures import Line, Section, in_words, median
from benchmarks.sheet import write_sheet

ROWS = {"1m": 200_000, "100k": 20_000}
BULK_ROWS, SAVED_ROWS = 20_000, 2_000
MOST = {"PostgreSQL": 3, "SQLite": 8}
FLAT_MIB = 40
BULK_LEAST, SAVE_LEAST = 3, 20


def measure(bench: Bench) -> Section:
    section = Section("import")
    rows = ROWS[bench.scale]
    large, small = bench.folder / f"{rows}.csv", bench.folder / f"{rows // 10}.csv"
    for sheet, size in ((large, rows), (small, rows // 10)):
        if not sheet.exists():
            write_sheet(sheet, size)
    places = {
        "PostgreSQL": bench.databases.postgresql(bench.smaller),
        "SQLite": bench.databases.sqlite(bench.smaller),
    }
    for name, place in places.items():
        _one(section, name, bench, place, str(large), str(small))
    section.notes += [
        f"The sheet has {rows:,} rows; 0.5 % of them are bad or repeated and come back in the error sheet."
        f" The table holds {bench.smaller} tickets before, with all its indexes.",
        "Ours is `manage.py import_sheet` from the file to the last row: read by the limited child, columns counted,"
        " every row examined, written, error sheet stored. Phone numbers are sealed and hashed, due times computed,"
        " search words made, the search index fed.",
        "The reference stages the file as text and casts it (`reference/import_*.sql`) into the same table with the"
        " same indexes; it seals no number, computes no due time and leaves the search words empty, so that the"
        " search index costs it nothing.",
    ]
    return section


def _one(section: Section, name: str, bench: Bench, place: Place, large: str, small: str) -> None:
    ours, reference = [], []
    for _ in range(bench.times):
        ours.append(_on_copy(bench, place, "import_sheet", sheet=large))
        reference.append(_on_copy(bench, place, "import_by_hand", sheet=large, way="sql"))
    first = ours[0]
    assert first["imported"] == reference[0]["written"], "the reference wrote other rows"
    totals = [sum(run["steps"].values()) for run in ours]
    what = f"{name}: {first['rows']:,} rows, {first['rejected']:,} rejected"
    section.compare(what, totals, [run["seconds"] for run in reference], most=MOST[name])
    steps = {step: median(run["steps"][step] for run in ours) for step in first["steps"]}
    section.say(f"{name}: of that", ", ".join(f"{step} {in_words(taken)}" for step, taken in steps.items()))
    few = _on_copy(bench, place, "import_sheet", sheet=small)
    more = first["peak_mib"] - few["peak_mib"]
    section.lines.append(
        Line(
            f"{name}: peak memory, {first['rows']:,} rows against {few['rows']:,}",
            f"{first['peak_mib']:.0f} MB",
            f"{few['peak_mib']:.0f} MB",
            f"+{more:.0f} MB",
            f"flat (<= +{FLAT_MIB} MB)",
            more <= FLAT_MIB,
        )
    )
    rate = first["rows"] / median(totals)
    for way, rows, least in (("bulk_create", BULK_ROWS, BULK_LEAST), ("save", SAVED_ROWS, SAVE_LEAST)):
        slower = _on_copy(bench, place, "import_by_hand", sheet=large, way=way, rows=rows)
        words = f"{name}: against {way}{'() per row' if way == 'save' else ' of instances'} ({rows:,} rows)"
        section.faster(words, rate, slower["written"] / slower["seconds"], least=least)


def _on_copy(bench: Bench, place: Place, work: str, **arguments: Any) -> dict[str, Any]:
    copy = bench.databases.copy(place, "bench_import")
    try:
        return copy.work(work, **arguments)
    finally:
        bench.databases.drop(copy)
