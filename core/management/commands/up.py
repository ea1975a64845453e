"""Web and worker in one terminal: started together, restarted when they fall, stopped together."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.jobs.processes import Child, kill_group

STOP_SECONDS = 8.0
LOOK_SECONDS = 0.2


class Command(BaseCommand):
    help = "Start the web server and the worker, restart what falls, and stop both on Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="address to listen at (default: this machine only)")
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--workers", type=int, default=2, help="web processes, of four threads each")
        parser.add_argument("--jobs", type=int, default=2, help="jobs that run at the same time")

    def handle(self, *_args: Any, **options: Any) -> None:
        host, port = options["host"], options["port"]
        self._refuse_taken(host, port)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        children = [
            Child("web", _web(host, port, options["workers"])),
            Child("worker", _worker(options["jobs"])),
        ]
        self._say("ready", f"Open http://{host}:{port}/ in a browser. Ctrl-C stops everything.")
        if settings.PUBLIC_ADDRESS == settings.USUAL_ADDRESS:
            # Links that leave by mail lead to where this start listens, unless the settings say otherwise.
            os.environ["PUBLIC_ADDRESS"] = f"http://{host}:{port}"
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_signal: stop.set())
        try:
            while not stop.is_set():
                for child in children:
                    child.look_after(now=time.monotonic(), say=self._say)
                stop.wait(LOOK_SECONDS)
        finally:
            self._stop(children)

    def _refuse_taken(self, host: str, port: int) -> None:
        try:
            # As gunicorn will: a port that was in use a second ago is free again.
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Cannot listen at {host}:{port} ({error.strerror}); choose another port with --port."
            ) from None

    def _stop(self, children: list[Child]) -> None:
        running = [child.process for child in children if child.process is not None]
        for process in running:
            process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for process in running:
            try:
                process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                self._say("up", "still busy; what it was doing goes on at the next start")
            kill_group(process)

    def _say(self, name: str, line: str) -> None:
        self.stdout.write(f"{name:<6} | {line}")
        self.stdout.flush()


def _project() -> str:
    return str(settings.WSGI_APPLICATION).partition(".")[0]


def _web(host: str, port: int, workers: int) -> list[str]:
    module, _dot, name = str(settings.WSGI_APPLICATION).rpartition(".")
    options = {
        "--bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "--workers": str(workers),
        "--worker-class": "gthread",
        "--threads": "4",
        "--timeout": "60",
        "--graceful-timeout": "5",
        "--log-level": "warning",
    }
    return [sys.executable, "-m", "gunicorn", f"{module}:{name}", *(word for pair in options.items() for word in pair)]


def _worker(jobs: int) -> list[str]:
    return [
        *(sys.executable, "-m", "celery", "--quiet", "--app", _project()),
        *("worker", "--beat", "--concurrency", str(jobs)),
        *("--without-gossip", "--without-mingle", "--without-heartbeat"),
    ]
