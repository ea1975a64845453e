"""F3 and F4 with Redis and a pool of processes, beside a naive task with Celery's defaults, which is lost."""

from __future__ import annotations

import time

import pytest

from servicedesk.chaos.servers import until

pytestmark = [pytest.mark.faults, pytest.mark.services]
DONE_SECONDS = 90
NAIVE_SECONDS = 4
STATES = "SELECT state FROM core_job"
RUNNING = "SELECT id FROM core_job WHERE state = 'running'"


@pytest.fixture
def at_work(site, redis):
    """The product with Redis, a worker that is up, and a naive task under way in it."""
    one = site(redis_url=redis.url)
    one.start_web()
    one.start_worker()
    assert one.post("naive", way="naive", before=NAIVE_SECONDS).status == 201
    until(lambda: one.runs("naive"), seconds=DONE_SECONDS, what="the naive task's start")
    return one


def orders(one, count):
    names = [f"order-{number}" for number in range(count)]
    for name in names:
        assert one.post(name, before=1).status == 201
    until(lambda: one.column(RUNNING), seconds=DONE_SECONDS, what="a job under way")
    return names


def everything_ends_once(one, names):
    until(lambda: set(names) <= set(one.effects()), seconds=DONE_SECONDS, what="every order's effect")
    until(lambda: set(one.column(STATES)) == {"done"}, seconds=DONE_SECONDS, what="every job's end")
    time.sleep(NAIVE_SECONDS + 1)
    assert one.effects() == sorted(names), "the orders by the rules, once each, and not the naive one"
    assert one.runs("naive") == 1


def test_a_killed_pool_child_loses_nothing_but_the_naive_task(at_work, rounds, chance):
    names = orders(at_work, 3 * rounds)
    for child in at_work.children("worker"):
        at_work.kill_child("worker", child)
    for _round in range(rounds - 1):
        until(lambda: at_work.column(RUNNING), seconds=DONE_SECONDS, what="a job under way")
        time.sleep(chance.uniform(0, 0.5))
        children = until_children(at_work)
        at_work.kill_child("worker", chance.choice(children))
    everything_ends_once(at_work, names)


def until_children(one):
    until(lambda: len(one.children("worker")) >= 2, seconds=DONE_SECONDS, what="a new pool child")
    return one.children("worker")


def test_a_killed_worker_loses_nothing_but_the_naive_task(at_work, rounds, chance):
    names = orders(at_work, 3 * rounds)
    at_work.kill_group("worker")
    at_work.kill_group("clock")
    at_work.start_worker()
    for _round in range(rounds - 1):
        until(lambda: at_work.column(RUNNING), seconds=DONE_SECONDS, what="a job under way")
        time.sleep(chance.uniform(0, 0.5))
        at_work.kill_group("worker")
        at_work.kill_group("clock")
        at_work.start_worker()
    everything_ends_once(at_work, names)
