"""Servers for fault tests. Nothing here touches a process or a database that these tests did not start."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from servicedesk.chaos.servers import Postgres, Redis, find_program
from servicedesk.chaos.site import Site


@pytest.fixture(scope="session")
def rounds() -> int:
    """How many times a fault is repeated: few in the suite, many with CHAOS_ROUNDS=50 before a release."""
    return int(os.environ.get("CHAOS_ROUNDS", "2"))


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """Seeded, and the seed is printed, so that a failure can be had again with CHAOS_SEED."""
    seed = os.environ.get("CHAOS_SEED", "1")
    print(f"CHAOS_SEED={seed} {request.node.name}")
    return random.Random(f"{seed} {request.node.name}")


@pytest.fixture(scope="session")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with all tables and no rows, to be copied."""
    folder = tmp_path_factory.mktemp("house")
    Site(folder).migrate()
    return folder


@pytest.fixture
def site(empty_house: Path, tmp_path: Path) -> Iterator[Callable[..., Site]]:
    """`site(redis_url=..., database_url=...)`: the product on SQLite, unless told otherwise."""
    made: list[Site] = []

    def make(**more: str) -> Site:
        folder = tmp_path / f"site{len(made)}"
        shutil.copytree(empty_house, folder)
        made.append(Site(folder, **more))
        return made[-1]

    yield make
    for one in made:
        one.stop()
        for log in sorted(one.folder.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture
def redis() -> Iterator[Redis]:
    if find_program("redis-server") is None:
        pytest.skip("redis-server is not installed")
    server = Redis()
    server.start()
    yield server
    server.kill()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A cluster whose log reaches the disk late unless a commit waits for it, so that carelessness shows."""
    if find_program("initdb") is None:
        pytest.skip("PostgreSQL's server programs are not installed")
    server = Postgres(wal_writer_delay="10s", wal_buffers="16MB")
    try:
        server.start()
        yield server
    finally:
        server.stop()
