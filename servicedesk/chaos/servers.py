"""PostgreSQL and Redis of our own: free ports, own folders, ended by their own process ids."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg2

POSTGRES_USER = "postgres"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait for `true()`; gives the seconds it took, TimeoutError naming `what` if it takes too long."""
    began = time.monotonic()
    while not true():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"{what}: not within {seconds:g} s")
        time.sleep(0.05)
    return time.monotonic() - began


def find_program(name: str) -> str | None:
    """Where the program is: on the PATH, or where Debian keeps PostgreSQL's."""
    debian = sorted(str(folder) for folder in Path("/usr/lib/postgresql").glob("*/bin"))
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(debian))


def program(name: str) -> str:
    """As find_program; FileNotFoundError where it is not installed."""
    found = find_program(name)
    if found is None:
        raise FileNotFoundError(name)
    return found


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


class Redis:
    """Without persistence: after a kill it comes back empty, as in the worst case of F7."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [program("redis-server"), *self._words()],
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        until(self._answers, seconds=10, what="Redis")

    def kill(self) -> None:
        if self._process is not None:
            kill(self._process.pid)
            self._process.wait()
            self._process = None

    def _words(self) -> list[str]:
        return ["--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as connection:
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        return False


class Postgres:
    """A cluster with fsync on. Run as root it drops to the postgres account, as PostgreSQL demands."""

    def __init__(self, **settings: str) -> None:
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="servicedesk-postgres-"))
        self._settings = {"fsync": "on", "synchronous_commit": "on", **settings}
        if os.geteuid() == 0:
            account = pwd.getpwnam(POSTGRES_USER)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        cluster = ("-D", str(self.folder / "data"))
        self._run("initdb", *cluster, "-U", POSTGRES_USER, "-A", "trust", "-E", "UTF8", "--locale=C")

    def url(self, database: str) -> str:
        return f"postgres://{POSTGRES_USER}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self.folder),
            "shared_buffers": "32MB",
            **self._settings,
        }
        words = " ".join(f"-c {name}={value}" for name, value in options.items())
        log = str(self.folder / "log")
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-l", log, "-w", "-o", f"-p {self.port} {words}", "start")

    def kill(self) -> None:
        """kill -9 the postmaster; its backends notice and go."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().split()[0])
        kill(pid)
        until(lambda: not Path(f"/proc/{pid}").exists(), seconds=10, what="the postmaster's end")

    def stop(self) -> None:
        with contextlib.suppress(subprocess.CalledProcessError):
            self._run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def execute(self, statement: str, *, database: str = "postgres") -> None:
        connection = psycopg2.connect(self.url(database))
        try:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement)
        finally:
            connection.close()

    def _run(self, name: str, *words: str) -> None:
        account = ["runuser", "-u", POSTGRES_USER, "--"] if os.geteuid() == 0 else []
        subprocess.run([*account, program(name), *words], check=True, stdout=subprocess.DEVNULL, cwd=self.folder)
