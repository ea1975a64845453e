"""F1: kill -9 of a web worker inside a transaction. All or nothing, and the same request again gives one effect."""

from __future__ import annotations

import threading

import pytest

from servicedesk.chaos.servers import until

pytestmark = pytest.mark.faults


def post_and_kill(one, name, chance, *, way):
    """Send an order that hangs half-way, and kill the web worker meanwhile at a point left to chance."""
    answers = []
    sender = threading.Thread(target=lambda: answers.append(one.post(name, way=way, hang=30)))
    (worker,) = one.children("web")
    sender.start()
    if way == "naive":
        until(lambda: name in one.orders(), seconds=10, what="the half of the work that is written")
    sender.join(chance.uniform(0.3, 0.8))
    one.kill_child("web", worker)
    sender.join()
    until(lambda: one.children("web") not in ([], [worker]), seconds=60, what="the next web worker")
    until(lambda: one.get("/health/").status == 200, seconds=60, what="the web server")
    return answers[0]


def test_a_web_worker_killed_in_a_transaction_leaves_nothing_half_done(site, rounds, chance):
    one = site(sleep_after="order")
    one.start_web()
    names = [f"order-{number}" for number in range(rounds)]
    for name in names:
        assert post_and_kill(one, name, chance, way="guarded").status == 0
        assert name not in one.orders()
        assert one.column("SELECT id FROM core_job WHERE state = 'running'") == []
        assert [one.post(name).status for _again in range(3)] == [201, 201, 201]
    one.start_worker()
    until(lambda: one.effects() == names, seconds=40, what="one effect of each order")


def test_without_the_transaction_the_kill_shows(site, chance):
    one = site(sleep_after="order")
    one.start_web()
    assert post_and_kill(one, "order", chance, way="naive").status == 0
    assert one.orders() == ["order"]
    assert one.post("order", way="naive").status == 201
    assert one.letters() == []
    assert one.column("SELECT id FROM core_job") == []
