"""The databases that are measured: filled once by `manage.py seed_demo`, copied where a row changes them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg2

HOUSE = Path(__file__).resolve().parent.parent
TICKETS = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}
SMALLER = {"1m": "100k", "100k": "10k"}


@dataclass(frozen=True)
class Place:
    """A database and the folder for files beside it; the environment every process there is started with."""

    folder: Path
    url: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL"}}
        return kept | {
            "DATA_DIR": str(self.folder),
            "DATABASE_URL": self.url,
            "REDIS_URL": os.environ.get("REDIS_URL", "") if self.url else "",
            "LOG_LEVEL": "ERROR",
            "PYTHONWARNINGS": "ignore",
            "PG_STATEMENT_TIMEOUT_MS": "600000",
        }

    @property
    def is_postgresql(self) -> bool:
        return bool(self.url)

    def manage(self, *words: str, **environment: str) -> None:
        command = [sys.executable, "manage.py", *words]
        subprocess.run(command, check=True, cwd=HOUSE, env=self.environment | environment, stdout=subprocess.DEVNULL)

    def work(self, name: str, **arguments: Any) -> dict[str, Any]:
        """Run `benchmarks/works/<name>.py` on this database in a process of its own; what it tells."""
        command = [sys.executable, "-m", f"benchmarks.works.{name}", json.dumps(arguments)]
        done = subprocess.run(command, cwd=HOUSE, env=self.environment, stdout=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            raise SystemExit(f"{name} failed on {self.url or self.folder}")
        return json.loads(done.stdout.splitlines()[-1])


class Databases:
    """Places by scale. With a server of one's own in DATABASE_URL, filled ones are found again."""

    def __init__(self, folder: Path, server: str) -> None:
        self._folder, self._server = folder, server

    def postgresql(self, scale: str) -> Place:
        return self.made(f"bench_{scale}", lambda place: self._fill(place, scale))

    def made(self, name: str, fill: Callable[[Place], object]) -> Place:
        """A database of that name; `fill` fills it when it is new."""
        place = self._place(name)
        if not self._exists(place):
            self._tell(f'CREATE DATABASE "{name}"')
            fill(place)
            self._tell("VACUUM ANALYZE", place.url)
        return place

    def sqlite(self, scale: str) -> Place:
        place = Place(self._folder / f"sqlite_{scale}")
        if not (place.folder / "servicedesk.sqlite3").exists():
            place.folder.mkdir(parents=True, exist_ok=True)
            self._fill(place, scale)
        return place

    def copy(self, place: Place, name: str) -> Place:
        """A copy to be changed; an earlier one of that name is gone."""
        if not place.is_postgresql:
            target = Place(self._folder / name)
            shutil.rmtree(target.folder, ignore_errors=True)
            shutil.copytree(place.folder, target.folder)
            return target
        target = self._place(name)
        self._tell(f'DROP DATABASE IF EXISTS "{name}"')
        self._tell(f'CREATE DATABASE "{name}" TEMPLATE "{urlsplit(place.url).path[1:]}"')
        return target

    def drop(self, place: Place) -> None:
        if place.is_postgresql:
            self._tell(f'DROP DATABASE IF EXISTS "{urlsplit(place.url).path[1:]}"')
        shutil.rmtree(place.folder, ignore_errors=True)

    def empty(self, name: str) -> Place:
        """A new database without a table."""
        self._tell(f'DROP DATABASE IF EXISTS "{name}"')
        self._tell(f'CREATE DATABASE "{name}"')
        return self._place(name)

    def server_words(self) -> str:
        with closing(psycopg2.connect(self._server)) as connection, connection.cursor() as cursor:
            names = ("server_version", "fsync", "shared_buffers", "work_mem")
            found = []
            for name in names:
                cursor.execute(f"SHOW {name}")
                found.append(f"{name} {cursor.fetchone()[0]}")
        return "PostgreSQL: " + ", ".join(found)

    def _place(self, name: str) -> Place:
        folder = self._folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return Place(folder, urlunsplit(urlsplit(self._server)._replace(path=f"/{name}")))

    def _fill(self, place: Place, scale: str) -> None:
        print(f"filling {place.url or place.folder} with {TICKETS[scale]:,} tickets ...", flush=True)
        place.manage("migrate", "--no-input", "--verbosity", "0")
        place.manage("seed_demo", "--scale", scale)
        place.work("rare_words")

    def _exists(self, place: Place) -> bool:
        name = urlsplit(place.url).path[1:]
        with closing(psycopg2.connect(self._server)) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
            return cursor.fetchone() is not None

    def _tell(self, statement: str, url: str = "") -> None:
        with closing(psycopg2.connect(url or self._server)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
