"""F4 and D2 with the embedded broker, which loses what it has handed out: the rows bring everything to its end."""

from __future__ import annotations

import time

import pytest

from servicedesk.chaos.servers import until

pytestmark = pytest.mark.faults
DONE_SECONDS = 60
NAIVE_SECONDS = 4
STATES = "SELECT state FROM core_job"
RUNNING = "SELECT id FROM core_job WHERE state = 'running'"


def test_jobs_survive_the_worker_and_naive_messages_do_not(site, rounds, chance):
    one = site()
    one.start_web()
    one.start_worker()
    names = [f"order-{number}" for number in range(3 * rounds)]
    assert one.post("naive", way="naive", before=NAIVE_SECONDS).status == 201
    until(lambda: one.runs("naive"), seconds=DONE_SECONDS, what="the naive task's start")
    for name in names:
        assert one.post(name, before=1).status == 201
    for _round in range(rounds):
        until(lambda: one.column(RUNNING), seconds=DONE_SECONDS, what="a job under way")
        time.sleep(chance.uniform(0, 0.5))
        one.kill_group("worker")
        one.start_worker()
    until(lambda: set(names) <= set(one.effects()), seconds=DONE_SECONDS, what="every order's effect")
    until(lambda: set(one.column(STATES)) == {"done"}, seconds=DONE_SECONDS, what="every job's end")
    time.sleep(NAIVE_SECONDS + 1)
    assert one.effects() == sorted(names), "the orders by the rules, once each, and not the naive one"
    assert one.runs("naive") == 1


def test_jobs_survive_lost_messages_and_naive_ones_do_not(site):
    one = site()
    one.start_web()
    names = [f"order-{number}" for number in range(5)]
    for name in names:
        assert one.post(name).status == 201
    assert one.post("naive", way="naive").status == 201
    until(lambda: len(one.letters()) == len(names) + 1, seconds=10, what="the messages")
    for letter in one.letters():
        letter.unlink()
    one.start_worker()
    until(lambda: one.effects() == names, seconds=DONE_SECONDS, what="every order's effect, without the naive one")


def test_work_done_twice_has_one_effect_and_without_a_key_it_has_two(site):
    one = site()
    one.start_web()
    one.start_worker()
    for name in ("guarded", "careless"):
        assert one.post(name, way=name, after=3).status == 201
    until(lambda: len(one.effects()) == 2, seconds=DONE_SECONDS, what="both effects")
    one.kill_group("worker")
    one.start_worker()
    until(lambda: set(one.column(STATES)) == {"done"}, seconds=DONE_SECONDS, what="both jobs' end")
    assert (one.runs("guarded"), one.runs("careless")) == (2, 2)
    assert one.effects() == ["careless", "careless", "guarded"]


def test_half_a_message_does_not_end_the_worker(site):
    one = site()
    one.start_web()
    one.start_worker()
    assert one.post("before").status == 201
    until(lambda: one.effects() == ["before"], seconds=DONE_SECONDS, what="the worker")
    half = one.folder / "broker" / "letters" / "0_half.celery.msg"
    half.write_text('{"bod')
    until(lambda: not half.exists(), seconds=DONE_SECONDS, what="the half message taken")
    assert one.post("after").status == 201
    until(lambda: "after" in one.effects(), seconds=DONE_SECONDS, what="the next order's effect")
    assert one.is_up("worker")
