"""F6: kill -9 of PostgreSQL under load. What was acknowledged is there; without waiting for the disk it is not."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import psycopg2
import pytest

from servicedesk.chaos.servers import until

pytestmark = [pytest.mark.faults, pytest.mark.services]
CLIENTS = 4
BACK_SECONDS = 10


class Load:
    """Clients that send until told to stop, and a journal of what was acknowledged to them."""

    def __init__(self, send):
        self.acknowledged = []
        self._send = send
        self._over = threading.Event()
        self._threads = [threading.Thread(target=self._run, args=(number,)) for number in range(CLIENTS)]

    def __enter__(self):
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_exception):
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _run(self, client):
        for number in range(1_000_000):
            if self._over.is_set():
                return
            name = f"{client}-{number}"
            if self._send(name):
                self.acknowledged.append(name)
            else:
                time.sleep(0.05)


@pytest.fixture
def one(site, postgres):
    """The product on PostgreSQL, in a database of its own."""
    postgres.execute("CREATE DATABASE product")
    on_postgres = site(database_url=postgres.url("product"))
    on_postgres.migrate()
    on_postgres.start_web()
    yield on_postgres
    on_postgres.stop()
    postgres.execute("DROP DATABASE product WITH (FORCE)")


def test_acknowledged_orders_survive_and_the_web_comes_back(one, postgres, rounds, chance):
    with Load(lambda name: one.post(name).status == 201) as load:
        for _round in range(rounds):
            before = len(load.acknowledged)
            until(lambda before=before: len(load.acknowledged) > before + 20, seconds=30, what="orders")
            time.sleep(chance.uniform(0, 0.5))
            postgres.kill()
            postgres.start()
            after = len(load.acknowledged)
            took = until(lambda after=after: len(load.acknowledged) > after, seconds=BACK_SECONDS, what="new orders")
            print(f"orders again after {took:.1f} s")
    assert set(load.acknowledged) <= set(one.orders())
    jobs = one.column("SELECT key FROM core_job")
    assert {f"order:{name}" for name in one.orders()} == set(jobs), "no order without its job, no job without its order"


@pytest.mark.parametrize(("waits", "keeps"), [("on", True), ("off", False)])
def test_a_commit_that_does_not_wait_for_the_disk_is_lost(postgres, waits, keeps):
    postgres.execute(f"CREATE TABLE journal_{waits} (name text)")
    connections = {}

    def write(name):
        client = name.partition("-")[0]
        try:
            if client not in connections:
                connections[client] = psycopg2.connect(postgres.url("postgres"))
                connections[client].autocommit = True
            with connections[client].cursor() as cursor:
                cursor.execute(f"SET synchronous_commit = {waits}")
                cursor.execute(f"INSERT INTO journal_{waits} VALUES (%s)", [name])
        except psycopg2.Error:
            return False
        return True

    with Load(write) as load:
        until(lambda: len(load.acknowledged) > 400, seconds=30, what="writes")
        postgres.kill()
    for connection in connections.values():
        connection.close()
    postgres.start()
    with closing(psycopg2.connect(postgres.url("postgres"))) as connection, connection.cursor() as cursor:
        cursor.execute(f"SELECT name FROM journal_{waits}")
        kept = {name for (name,) in cursor.fetchall()}
    lost = set(load.acknowledged) - kept
    print(f"synchronous_commit={waits}: {len(lost)} of {len(load.acknowledged)} acknowledged writes lost")
    assert (not lost) is keeps
