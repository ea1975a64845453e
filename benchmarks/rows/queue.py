"""A hall at its busiest: eight counters call the next number at once, ticket machines give numbers out."""

from __future__ import annotations

import itertools
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import closing
from typing import Any

import psycopg2

from benchmarks.bench import Bench
from benchmarks.databases import Place
from benchmarks.figures import Section, in_words, percentile
from benchmarks.sites import MINIMAL, PRODUCT, Browser, served

CLIENTS = 8
CALLS = 50
ROUNDS = 3
WAITING = 10_000
MACHINES, PRESSES = 60, 50
CALL_LEAST, TAKE_LEAST = 0.25, 0.5
TOKEN = "t" * 32
STATEMENT = """
    UPDATE bench_queue SET state = 'called' WHERE id = (
        SELECT id FROM bench_queue WHERE premises_id = %s AND state = 'waiting'
        ORDER BY priority DESC, queued_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
    ) RETURNING id
"""


def call_next(bench: Bench) -> Section:
    """Each call is made from a counter of its own, so that nothing need be finished in between."""
    section = Section("call next")
    place, made = _hall(bench, counters=2 * ROUNDS * CLIENTS * CALLS)
    cookies = iter(made["clerks"])
    pages, machines, alone = [], [], []
    with served(place, PRODUCT) as port:
        for _round in range(ROUNDS):
            pages.append(_rate(*_clerks(port, cookies, _by_page(made["code"]))))
            machines.append(_rate(*_clerks(port, cookies, _by_machine(made["code"]))))
            alone.append(_statements(place, made["hall"]))
    least = f">= {CALL_LEAST:.0%}"
    for what, rates in (("the button of the screen", pages), ("the machine's door", machines)):
        best = sorted(zip(rates, alone, strict=True), key=lambda pair: pair[0].rate / pair[1].rate)[ROUNDS // 2]
        section.faster(f"{what}, {CLIENTS} clients, {WAITING:,} waiting", best[0].rate, best[1].rate,
                       least=CALL_LEAST, unit="calls/s")  # fmt: skip
        section.lines[-1].target = least
        section.say(f"{what}: p50 and p95", f"{in_words(best[0].p50)}, {in_words(best[0].p95)}", in_words(best[1].p50))
    kept = place.work("queue_check")
    section.bound(
        f"called twice, of {kept['called']:,} called", kept["twice"], str(kept["twice"]), most=0, target="none"
    )
    if kept["called"] != 2 * ROUNDS * CLIENTS * CALLS:
        raise SystemExit(f"{kept['called']} numbers are called, not as many as were asked for")
    section.notes.append(
        "The reference is the locking statement alone, eight connections, on a copy of the queue with its index and"
        " no other; ours is the whole request: session, rights, the act with its stretches, the page or the answer."
    )
    bench.databases.drop(place)
    return section


def kiosk(bench: Bench) -> Section:
    section = Section("kiosk")
    place, made = _hall(bench, counters=1, machines=MACHINES * ROUNDS)
    form = f"premises={made['hall']}&service={made['service']}"
    ours, minimal = [], []
    with served(place, PRODUCT) as port, served(
        place, MINIMAL, DJANGO_SETTINGS_MODULE="benchmarks.minimal.settings"
    ) as other:  # fmt: skip
        for turn in range(ROUNDS):
            # A machine may press sixty times a minute, so that many of them share the presses of each round.
            machines = made["machines"][turn * MACHINES : (turn + 1) * MACHINES]
            browsers = [itertools.cycle([_browser(port, cookie) for cookie in machines[one::CLIENTS]])
                        for one in range(CLIENTS)]  # fmt: skip
            ours.append(_rate(*[lambda mine=mine: _take(next(mine)) for mine in browsers], times=PRESSES))
            plain = [Browser(other) for _client in range(CLIENTS)]
            minimal.append(_rate(*[lambda one=one: _insert(one, form) for one in plain], times=PRESSES))
    middle = sorted(zip(ours, minimal, strict=True), key=lambda pair: pair[0].rate / pair[1].rate)[ROUNDS // 2]
    section.faster(f"a number taken, {CLIENTS} clients, {WAITING:,} waiting", middle[0].rate, middle[1].rate,
                   least=TAKE_LEAST, unit="numbers/s")  # fmt: skip
    section.say("p50 and p95", f"{in_words(middle[0].p50)}, {in_words(middle[0].p95)}", in_words(middle[1].p50))
    section.notes.append(
        "The reference inserts one row into the same table and says so; ours knows the machine, the hours and the"
        " press, reserves the running number, writes the number with its first stretch, counts who is before it and"
        " draws the code to follow it by."
    )
    bench.databases.drop(place)
    return section


class _Rate:
    """Calls a second of all clients together, and how long one took."""

    def __init__(self, taken: Sequence[float], whole: float) -> None:
        self.rate = len(taken) / whole
        self.p50, self.p95 = percentile(taken, 0.5), percentile(taken, 0.95)


def _rate(*works: Callable[[], float], times: int = CALLS) -> _Rate:
    """Each client does its work so many times, all beginning together."""
    barrier = threading.Barrier(len(works) + 1)
    taken: list[float] = []
    errors: list[BaseException] = []

    def run(work: Callable[[], float]) -> None:
        try:
            barrier.wait()
            for _time in range(times):
                taken.append(work())
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    barrier.wait()
    begun = time.perf_counter()
    for thread in threads:
        thread.join()
    whole = time.perf_counter() - begun
    if errors:
        raise errors[0]
    return _Rate(taken, whole)


def _hall(bench: Bench, *, counters: int, machines: int = 1) -> tuple[Place, dict[str, Any]]:
    """A database of its own, without the tickets of the other rows."""
    place = bench.databases.empty("bench_queue")
    place.manage("migrate", "--no-input", "--verbosity", "0")
    return place, place.work("queue", counters=counters, machines=machines, waiting=WAITING)


def _browser(port: int, cookie: str) -> Browser:
    return Browser(port, f"{cookie}; csrftoken={TOKEN}")


def _clerks(port: int, cookies: Any, call: Callable[[Browser], float]) -> list[Callable[[], float]]:
    """Eight clients, each with as many clerks as it makes calls, their connections opened before."""
    clients = []
    for _client in range(CLIENTS):
        mine = iter([_browser(port, next(cookies)) for _call in range(CALLS)])
        clients.append(lambda mine=mine: call(next(mine)))
    return clients


def _by_page(code: str) -> Callable[[Browser], float]:
    def call(browser: Browser) -> float:
        answer = browser.post(
            f"/halls/at/{code}/counter/call-next/", "seen=1", {"X-CSRFToken": TOKEN, "HX-Request": "true"}
        )
        return _good(answer, 200)

    return call


def _by_machine(code: str) -> Callable[[Browser], float]:
    def call(browser: Browser) -> float:
        headers = {"X-CSRFToken": TOKEN, "Idempotency-Key": str(uuid.uuid4()), "Content-Type": "application/json"}
        return _good(browser.post(f"/api/v1/halls/{code}/call-next/", "{}", headers), 200)

    return call


def _take(browser: Browser) -> float:
    form = f"service=A&press={uuid.uuid4()}"
    return _good(browser.post("/devices/kiosk/take/", form, {"X-CSRFToken": TOKEN}), 201)


def _insert(browser: Browser, form: str) -> float:
    return _good(browser.post("/insert/", form), 201)


def _good(answer: Any, status: int) -> float:
    if answer.status != status:
        raise SystemExit(f"a press was answered {answer.status}: {answer.text[:300]}")
    return float(answer.seconds)


def _statements(place: Place, hall: int) -> _Rate:
    connections = [psycopg2.connect(place.url) for _client in range(CLIENTS)]

    def work(connection: Any) -> Callable[[], float]:
        connection.autocommit = True
        cursor = connection.cursor()

        def once() -> float:
            begun = time.perf_counter()
            cursor.execute(STATEMENT, [hall])
            cursor.fetchone()
            return time.perf_counter() - begun

        return once

    try:
        return _rate(*[work(one) for one in connections])
    finally:
        for one in connections:
            with closing(one):
                pass
