"""Pages through gunicorn, each beside a minimal Django page on the same database in the same run."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.bench import Bench
from benchmarks.databases import Place
from benchmarks.figures import Section
from benchmarks.sites import MINIMAL, PRODUCT, Answer, Browser, served

ROUNDS = 25
ENTRIES = 60
FAR_PAGE = 10_000
WORKLIST_MOST, WORKLIST_QUERIES = 3, 12
TICKET_MOST, TICKET_QUERIES = 4, 25
SAME = 1.25
Ask = Callable[[], Answer]


def in_turn(rounds: int, *asks: Ask) -> list[list[float]]:
    """Seconds of each request, the pages asked in turn; every answer must be a page."""
    taken: list[list[float]] = [[] for _ in asks]
    for turn in range(rounds + 4):
        for found, ask in zip(taken, asks, strict=True):
            answer = ask()
            if answer.status != 200:
                raise SystemExit(f"a page answered {answer.status}")
            if turn >= 4:
                found.append(answer.seconds)
    return taken


def worklist(bench: Bench) -> Section:
    """25 rows by filter and order, page 1 and page 10,000, and the same at a tenth of the tickets."""
    section = Section("worklist")
    large, small = bench.databases.postgresql(bench.scale), bench.databases.postgresql(bench.smaller)
    far = large.work("far_page", page=FAR_PAGE)
    paths = {
        "newest first": "/complaints/",
        "one bureau, closed, one channel": "/complaints/?unit=B07&state=closed&channel=hotline",
        "open, due soonest first": "/complaints/?state=open&sort=due",
        "one bureau in one month": "/complaints/?unit=B11&month=2026-03",
        "a cause in one bureau, oldest first": "/complaints/?unit=B03&cause=none&sort=oldest",
        f"page {far['page']:,} (by its key)": f"/complaints/?after={far['after']}",
    }
    visited = large.work("visit", paths=list(paths.values()))
    with ExitStack() as stack:
        ours, minimal = _two(stack, large, visited["cookie"])
        for name, path in paths.items():
            taken, reference = in_turn(ROUNDS, lambda path=path: ours.get(path), lambda: minimal.get("/"))
            section.compare(f"{name}, {bench.scale}", taken, reference, most=WORKLIST_MOST)
            queries = visited["pages"][path]["queries"]
            section.bound(
                f"{name}: queries", queries, str(queries), most=WORKLIST_QUERIES, target=f"<= {WORKLIST_QUERIES}"
            )
        first_path, *_between, far_path = paths.values()
        near, other = in_turn(ROUNDS, lambda: ours.get(first_path), lambda: ours.get(far_path))
        _same(section, f"page {far['page']:,} against page 1", other, near)
        few, _ = _two(stack, small, small.work("visit")["cookie"])
        for name in ("newest first", "one bureau, closed, one channel"):
            many_rows, few_rows = in_turn(
                ROUNDS, lambda name=name: ours.get(paths[name]), lambda name=name: few.get(paths[name])
            )
            _same(section, f"{name}: {bench.scale} against {bench.smaller}", many_rows, few_rows)
    section.notes.append(
        "One client, gunicorn gthread 2 x 4, PostgreSQL, signed in; every page is the whole page with its frame."
    )
    return section


def ticket(bench: Bench) -> Section:
    """A ticket with a history of 60 entries."""
    section = Section("ticket page")
    place = bench.databases.postgresql(bench.scale)
    made = place.work("long_ticket", entries=ENTRIES)
    path = f"/complaints/{made['number']}/"
    visited = place.work("visit", paths=[path])
    with ExitStack() as stack:
        ours, minimal = _two(stack, place, visited["cookie"])
        taken, reference = in_turn(ROUNDS, lambda: ours.get(path), lambda: minimal.get("/"))
    section.compare(f"a ticket with {made['entries']} entries, {bench.scale}", taken, reference, most=TICKET_MOST)
    queries = visited["pages"][path]["queries"]
    section.bound("queries", queries, str(queries), most=TICKET_QUERIES, target=f"<= {TICKET_QUERIES}")
    return section


def _two(stack: ExitStack, place: Place, cookie: str) -> tuple[Browser, Browser]:
    """The product and the minimal page on one database, both signed in."""
    ports = [
        stack.enter_context(served(place, PRODUCT)),
        stack.enter_context(served(place, MINIMAL, DJANGO_SETTINGS_MODULE="benchmarks.minimal.settings")),
    ]
    return Browser(ports[0], cookie), Browser(ports[1], cookie)


def _same(section: Section, what: str, one: list[float], other: list[float]) -> None:
    """ "The same" is within a quarter, which is what two medians of one page differ by on a busy machine."""
    section.compare(what, one, other, most=SAME)
    section.lines[-1].target = f"the same (<= {SAME} x)"
