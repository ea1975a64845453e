"""Several writers at once, each with its own connection, for tests of races."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

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


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that begin together; what each of them gave or raised."""
    barrier = threading.Barrier(len(acts))
    came: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        try:
            barrier.wait()
            came[place] = acts[place]()
        except Exception as error:
            came[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[place]) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def raised_at_once(*acts: Callable[[], Any]) -> list[Exception | None]:
    """Run the acts at the same moment; what each of them raised."""
    return [came if isinstance(came, Exception) else None for came in at_once(*acts)]


def alone(read: Callable[[], Any]) -> Any:
    """What a fresh connection sees, or raises."""
    came = at_once(read)[0]
    if isinstance(came, Exception):
        raise came
    return came


def when_both_are_here(act: Callable[..., Any]) -> Callable[..., Any]:
    """`act`, which begins only once two have come to it."""
    barrier = threading.Barrier(2, timeout=5)

    def wait_and_act(*args: Any, **more: Any) -> Any:
        barrier.wait()
        return act(*args, **more)

    return wait_and_act
