"""A whole product to hurt: web, worker and clock with a data folder of their own."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import psycopg2

from servicedesk.chaos.servers import free_port, kill, until

HOUSE = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class Answer:
    """`status` is 0 where no answer came; `seconds` is how long the client waited."""

    status: int
    seconds: float


class Site:
    """Start parts with `start_*`, end them with `kill_*`, look at what is kept with `column`."""

    def __init__(self, folder: Path, *, database_url: str = "", redis_url: str = "", sleep_after: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self._database_url = database_url
        self._redis_url = redis_url
        self._processes: dict[str, subprocess.Popen[bytes]] = {}
        self._words: dict[str, tuple[str, ...]] = {}
        kept = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "REDIS_URL", "PORT"}}
        self._environment = kept | {
            "DJANGO_SETTINGS_MODULE": "servicedesk.chaos.settings",
            "MODE": "development",
            "DATA_DIR": str(folder),
            "DATABASE_URL": database_url,
            "REDIS_URL": redis_url,
            "CHAOS_SLEEP_AFTER": sleep_after,
            "LOG_LEVEL": "WARNING",
        }
        (folder / "static").mkdir(parents=True, exist_ok=True)

    def migrate(self) -> None:
        command = [sys.executable, "manage.py", "migrate", "--run-syncdb", "--verbosity", "0"]
        subprocess.run(command, check=True, cwd=HOUSE, env=self._environment)

    def run(self, code: str) -> None:
        """Run a few lines with the product set up, in a process of their own."""
        words = f"import django\ndjango.setup()\n{code}"
        subprocess.run([sys.executable, "-c", words], check=True, cwd=HOUSE, env=self._environment)

    def start_web(self, *, workers: int = 1) -> None:
        self.start(
            "web",
            *("gunicorn", "servicedesk.wsgi:application", "--bind", f"127.0.0.1:{self.port}"),
            *("--workers", str(workers), "--worker-class", "gthread", "--threads", "4", "--log-level", "error"),
        )
        until(lambda: self.get("/health/").status == 200, seconds=40, what="the web server")

    def start_worker(self, *, beat: bool = True) -> None:
        """As in production with Redis: worker and clock apart. Embedded: one process."""
        options = ("--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")
        together = beat and not self._redis_url
        self.start("worker", "celery", "--quiet", "--app", "servicedesk", "worker", *options, *["--beat"] * together)
        if beat and not together:
            self.start("clock", "celery", "--quiet", "--app", "servicedesk", "beat")

    def post(self, name: str, *, timeout: float = 20, **query: Any) -> Answer:
        return self._ask("POST", f"/chaos/{name}/?{urlencode(query)}", timeout)

    def get(self, path: str, *, timeout: float = 20) -> Answer:
        return self._ask("GET", path, timeout)

    def kill_group(self, part: str) -> None:
        """kill -9 a part with all its children."""
        process = self._processes.pop(part)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def is_up(self, part: str) -> bool:
        return self._processes[part].poll() is None

    def restart_fallen(self) -> None:
        """What `manage.py up` and systemd do: start again the parts that have ended by themselves."""
        for part, process in list(self._processes.items()):
            if process.poll() is not None:
                self.kill_group(part)
                self.start(part, *self._words[part])

    def wait(self, part: str, *, seconds: float) -> int:
        """The exit code of a part that ends by itself."""
        return self._processes.pop(part).wait(seconds)

    def ask_to_end(self, part: str, number: signal.Signals, *, seconds: float) -> float:
        """Send a signal and wait for the end; gives the seconds it took."""
        process = self._processes[part]
        process.send_signal(number)
        took = until(lambda: process.poll() is not None, seconds=seconds, what=f"the end of {part}")
        del self._processes[part]
        return took

    def children(self, part: str) -> list[int]:
        """The processes that a part has started."""
        return _children_of(self._processes[part].pid)

    def descendants(self, part: str) -> list[int]:
        """Children, their children, and so on."""
        found, new = [], self.children(part)
        while new:
            found += new
            new = [child for parent in new for child in _children_of(parent)]
        return found

    def kill_child(self, part: str, pid: int) -> None:
        if pid not in self.children(part):
            raise ProcessLookupError(f"{pid} was not started by {part}")
        kill(pid)

    def column(self, statement: str) -> list[Any]:
        """The first column of a query's rows, read past the product."""
        with closing(self._connect()) as connection, closing(connection.cursor()) as cursor:
            cursor.execute(statement)
            return [row[0] for row in cursor.fetchall()]

    def effects(self) -> list[str]:
        return self.column("SELECT name FROM chaos_effect ORDER BY name")

    def runs(self, name: str) -> int:
        return self.column("SELECT name FROM chaos_run").count(name)

    def orders(self) -> list[str]:
        return self.column("SELECT name FROM chaos_order ORDER BY name")

    def letters(self) -> list[Path]:
        """Messages that wait in the embedded broker."""
        return sorted((self.folder / "broker" / "letters").glob("*.msg"))

    def stop(self) -> None:
        for part in list(self._processes):
            self.kill_group(part)

    @contextlib.contextmanager
    def running(self) -> Iterator[Site]:
        try:
            yield self
        finally:
            self.stop()

    def start(self, part: str, *words: str) -> None:
        """Run `python -m words...` in a process group of its own, its output in `<part>.log`."""
        self._words[part] = words
        with (self.folder / f"{part}.log").open("ab") as log:
            self._processes[part] = subprocess.Popen(
                [sys.executable, "-m", *words],
                cwd=HOUSE,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def _ask(self, method: str, path: str, timeout: float) -> Answer:
        began = time.monotonic()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path)
            with connection.getresponse() as response:
                response.read()
                status = response.status
        except (OSError, http.client.HTTPException):
            status = 0
        finally:
            connection.close()
        return Answer(status=status, seconds=time.monotonic() - began)

    def _connect(self) -> Any:
        if self._database_url:
            return psycopg2.connect(self._database_url)
        return sqlite3.connect(self.folder / "servicedesk.sqlite3", timeout=20)


def _children_of(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[1] == str(parent) and fields[0] != "Z":
                found.append(int(stat.parent.name))
    return sorted(found)
