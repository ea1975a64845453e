"""Several writers at once, each with its own connection, for tests of races."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection, connections


def share_database(folder: Path, patch: pytest.MonkeyPatch) -> None:
    """The SQLite of a test lies in memory, where nobody can wait for anybody; writers share a file as in life."""
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(folder / "race.sqlite3") as copy:
            connection.connection.backup(copy)
        copy.close()
        patch.setitem(connections.settings["default"], "NAME", str(folder / "race.sqlite3"))


def in_threads(count: int, act: Callable[[], object]) -> list[Exception]:
    """Run `act` in so many threads that begin together; gives what they raised."""
    barrier, failed = threading.Barrier(count), []

    def run() -> None:
        try:
            barrier.wait()
            act()
        except Exception as error:
            failed.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed
