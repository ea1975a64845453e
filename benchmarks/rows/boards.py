"""Live boards at rest: what 40 people who watch boards of 500 halls cost, web server and database together."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Section, in_words, median
from benchmarks.sites import PRODUCT, Browser, served

HALLS, WATCHERS = 500, 40
EVERY = {"boards of 40 halls": 4.0, "the list of all 500 halls": 10.0}
LASTS = 64
"""More than a minute, so that the waits on every board move once."""
MOST = 0.30
DATABASE = "bench_boards"


def measure(bench: Bench) -> Section:
    section = Section("live board")
    place = bench.databases.made(
        DATABASE, lambda new: (new.manage("migrate", "-v", "0"), new.work("boards", halls=HALLS))
    )
    codes = [f"H{number:04d}" for number in range(WATCHERS)]
    visited = place.work("visit", paths=[f"/halls/at/{codes[0]}/live/", "/halls/live/"])
    with served(place, PRODUCT) as port:
        watched = {
            "boards of 40 halls": [f"/halls/at/{code}/live/" for code in codes],
            "the list of all 500 halls": ["/halls/live/"] * WATCHERS,
        }
        for what, paths in watched.items():
            taken, cores, moved = _watch(port, Browser(port, visited["cookie"]), paths, EVERY[what])
            words = f"{what}, {WATCHERS} people, asked every {EVERY[what]:g} s"
            section.bound(f"{words}: of a core", cores, f"{cores:.1%}", most=MOST, target=f"<= {MOST:.0%}")
            section.say(f"{words}: p50 of an answer", in_words(median(taken)))
            section.say(f"{words}: answers with something new", f"{moved} of {len(taken)}")
    for path, page in visited["pages"].items():
        section.say(f"queries of {path} with everything", str(page["queries"]))
    section.notes.append(
        f"{HALLS} halls with three counters open, 12 people waiting and 120 served in each; nothing is called, so a"
        " board changes once a minute, when waits grow by one. Processor time of gunicorn and of the database's own"
        f" processes for that database, over {LASTS} s."
    )
    return section


def _watch(port: int, browser: Browser, paths: list[str], every: float) -> tuple[list[float], float, int]:
    """Seconds of each answer, cores used, and how many answers held something; each board is asked in its own turn."""
    marks = [_mark(browser.get(path).text) for path in paths]
    taken: list[float] = []
    moved, before, begun = 0, _used(port), time.monotonic()
    for turn in range(round(LASTS / every)):
        for place, path in enumerate(paths):
            _until(begun + every * (turn + place / len(paths)))
            answer = browser.get(f"{path}?seen={marks[place]}")
            taken.append(answer.seconds)
            if answer.status == 200:
                marks[place], moved = _mark(answer.text), moved + 1
            elif answer.status != 204:
                raise SystemExit(f"a board answered {answer.status}")
    return taken, (_used(port) - before) / (time.monotonic() - begun), moved


def _mark(page: str) -> str:
    found = re.search(r'data-mark="([^"]+)"', page)
    if found is None:
        raise SystemExit("a board has no mark")
    return found[1]


def _until(moment: float) -> None:
    time.sleep(max(0.0, moment - time.monotonic()))


def _used(port: int) -> float:
    """Seconds of processor time of the server at this port and of the database's processes behind it."""
    ticks = 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
                if f"127.0.0.1:{port}" in command or (DATABASE in command and command.startswith("postgres")):
                    fields = (folder / "stat").read_text().rpartition(")")[2].split()
                    ticks += int(fields[11]) + int(fields[12])
            except OSError:
                continue  # it has ended meanwhile
    return ticks / os.sysconf("SC_CLK_TCK")
