"""Runs the rows named on the command line, or all of them, and writes results.md.

python -m benchmarks [row ...]      DATABASE_URL is the server, BENCH_SCALE 1m (default) or 100k, BENCH_TIMES rounds
"""

from __future__ import annotations

import datetime as dt
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.databases import HOUSE, SMALLER, Databases
from benchmarks.figures import Section
from benchmarks.rows import (
    boards,
    bulk,
    check_run,
    create,
    helpdesk,
    imports,
    month_report,
    pages,
    queue,
    search,
    sweep,
    transfer,
    waits,
)

ROWS: dict[str, Callable[[Bench], Section]] = {
    "report": month_report.measure,
    "worklist": pages.worklist,
    "ticket": pages.ticket,
    "create": create.measure,
    "helpdesk": helpdesk.measure,
    "search": search.measure,
    "sweep": sweep.measure,
    "boards": boards.measure,
    "bulk": bulk.measure,
    "check-run": check_run.measure,
    "call-next": queue.call_next,
    "kiosk": queue.kiosk,
    "transfer": transfer.measure,
    "visits": waits.measure,
    "import": imports.measure,
}
RESULTS = HOUSE / "benchmarks" / "results.md"


def main() -> None:
    names = sys.argv[1:] or list(ROWS)
    if unknown := [name for name in names if name not in ROWS]:
        raise SystemExit(f"There is no row {unknown[0]}; there are: {', '.join(ROWS)}.")
    scale = os.environ.get("BENCH_SCALE", "1m")
    if scale not in SMALLER:
        raise SystemExit(f"BENCH_SCALE is {scale!r}; it should be one of {', '.join(SMALLER)}.")
    folder = Path(os.environ["BENCH_FOLDER"])
    databases = Databases(folder, os.environ["DATABASE_URL"])
    bench = Bench(databases, folder, scale, int(os.environ.get("BENCH_TIMES", "3")))
    parts = [_heading(bench)]
    for name in names:
        print(f"== {name}", flush=True)
        section = ROWS[name](bench)
        parts.append(section.markdown())
        print(parts[-1], flush=True)
        RESULTS.write_text("\n".join(parts), "utf-8")
    print(f"Written: {RESULTS.relative_to(HOUSE)}")


def _heading(bench: Bench) -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    commit = subprocess.run(asked, cwd=HOUSE, capture_output=True, text=True, check=False)
    lines = [
        "# Results",
        "",
        f"Made by `script/bench` on {dt.datetime.now(dt.UTC):%Y-%m-%d %H:%M} UTC"
        f" at {commit.stdout.strip() or 'no commit'},"
        f" scale {bench.scale}. What each row means: [README](README.md).",
        "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {_memory()} GB; {platform.system()} {platform.release()},"
        f" Python {platform.python_version()}; load {os.getloadavg()[0]:.1f} at the start.",
        "",
        bench.databases.server_words() + ".",
        "",
    ]
    return "\n".join(lines)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


if __name__ == "__main__":
    main()
