"""F7 and F9: Redis dies, comes back empty, or was never there. Requests neither fail nor wait."""

from __future__ import annotations

import pytest

from servicedesk.chaos.servers import until

pytestmark = [pytest.mark.faults, pytest.mark.services]
DONE_SECONDS = 90
POSTS = 60
MOST_EXTRA_SECONDS = 0.1
JOBS = "SELECT id FROM core_job"


def almost_slowest(answers):
    """The 95th of 100 waits, in seconds."""
    waits = sorted(answer.seconds for answer in answers)
    return waits[int(len(waits) * 0.95) - 1]


def post(one, prefix, count, **query):
    return [one.post(f"{prefix}-{number:03}", **query) for number in range(count)]


def effects_under_supervision(one):
    """kombu 5.7.0 may end the worker if Redis falls while a message is acknowledged; it is started again."""
    one.restart_fallen()
    return len(one.effects())


def test_commits_neither_fail_nor_wait_when_the_broker_is_unreachable(site, redis):
    one = site(redis_url=redis.url)
    one.start_web()
    up = post(one, "up", POSTS)
    redis.kill()
    down = post(one, "down", POSTS)
    assert {answer.status for answer in up + down} == {201}
    print(f"95 of 100 within {almost_slowest(up):.3f} s with the broker, {almost_slowest(down):.3f} s without")
    assert almost_slowest(down) <= almost_slowest(up) + MOST_EXTRA_SECONDS
    assert len(one.column(JOBS)) == 2 * POSTS

    naive = post(one, "naive", 3, way="naive")
    assert {answer.status for answer in naive} == {500}, "a message sent from the request fails with the broker"

    redis.start()
    one.start_worker()
    until(lambda: len(one.effects()) == 2 * POSTS, seconds=DONE_SECONDS, what="every order's effect")
    assert not [name for name in one.effects() if name.startswith("naive")]


def test_an_empty_redis_loses_no_job_and_all_naive_messages(site, redis):
    one = site(redis_url=redis.url)
    one.start_web()
    waiting = post(one, "waiting", 5) + post(one, "naive", 5, way="naive")
    redis.kill()
    without = post(one, "without", 5)
    assert {answer.status for answer in waiting + without} == {201}
    assert one.get("/health/").status == 200
    redis.start()
    one.start_worker()
    until(lambda: len(one.effects()) == 10, seconds=DONE_SECONDS, what="every order's effect")

    redis.kill()
    again = post(one, "again", 5)
    assert {answer.status for answer in again} == {201}
    redis.start()
    until(lambda: effects_under_supervision(one) == 15, seconds=DONE_SECONDS, what="the effects after the second fall")
    assert not [name for name in one.effects() if name.startswith("naive")]
