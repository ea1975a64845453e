"""A program that is kept running: its output line by line, and a longer pause after each quick fall."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

# Who stayed up this long has recovered; the next fall starts counting anew.
WELL_SECONDS = 30.0
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0

Say = Callable[[str, str], None]


@dataclass
class Child:
    """`command` in a process group of its own, so that it and its children can be stopped together."""

    name: str
    command: list[str]
    process: subprocess.Popen[str] | None = None
    falls: int = 0
    started_at: float = 0.0
    rests_until: float = field(default=0.0)

    def look_after(self, *, now: float, say: Say) -> None:
        """Start it if it is down and has rested; note if it has fallen. `now` is in monotonic seconds."""
        if self.process is None:
            if now >= self.rests_until:
                self._start(now, say)
            return
        code = self.process.poll()
        if code is None:
            return
        kill_group(self.process)
        self.process = None
        self.falls = 1 if now - self.started_at > WELL_SECONDS else self.falls + 1
        pause = min(FIRST_PAUSE * 2 ** (self.falls - 1), LONGEST_PAUSE)
        self.rests_until = now + pause
        say(self.name, f"ended with {code}; starts again in {pause:g} s")

    def _start(self, now: float, say: Say) -> None:
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            env=os.environ | {"PYTHONUNBUFFERED": "1"},
        )
        self.started_at = now
        threading.Thread(target=_relay, args=(self.name, self.process, say), daemon=True).start()


def _relay(name: str, process: subprocess.Popen[str], say: Say) -> None:
    if process.stdout is None:
        return
    with process.stdout as lines, contextlib.suppress(ValueError):
        for line in lines:
            say(name, line.rstrip())


def kill_group(process: subprocess.Popen[str]) -> None:
    """End whatever is left of the process's group, and take in its exit code."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
