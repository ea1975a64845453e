"""`manage.py up`: what falls is started again, and one signal ends everything."""

from __future__ import annotations

import contextlib
import signal
from pathlib import Path

import pytest

from servicedesk.chaos.servers import until

pytestmark = pytest.mark.faults
STOP_SECONDS = 12


def alive(pids):
    """Those that still run; one that has ended may stand in the table until its parent looks."""
    running = []
    for pid in pids:
        with contextlib.suppress(OSError):
            if ") Z " not in Path(f"/proc/{pid}/stat").read_text():
                running.append(pid)
    return running


def test_it_restarts_what_falls_and_stops_everything_at_once(site):
    one = site()
    one.start("up", "manage", "up", "--port", str(one.port), "--workers", "1")
    until(lambda: one.get("/health/").status == 200, seconds=40, what="the web server")
    assert one.post("first").status == 201
    until(lambda: one.effects() == ["first"], seconds=60, what="the worker")

    before = one.descendants("up")
    for part in one.children("up"):
        one.kill_child("up", part)
    until(lambda: not alive(before), seconds=20, what="the end of what the killed ones had started")
    until(lambda: one.get("/health/").status == 200, seconds=40, what="the web server once more")
    assert one.post("second").status == 201
    until(lambda: "second" in one.effects(), seconds=60, what="the worker once more")

    running = one.descendants("up")
    assert len(running) >= 3
    took = one.ask_to_end("up", signal.SIGTERM, seconds=STOP_SECONDS)
    print(f"everything ended in {took:.1f} s")
    until(lambda: not alive(running), seconds=2, what="the end of everything it had started")


def test_a_port_that_is_taken_is_said_in_a_sentence(site):
    one = site()
    one.start_web()
    one.start("up", "manage", "up", "--port", str(one.port))
    assert one.wait("up", seconds=30) == 1
    assert f"Cannot listen at 127.0.0.1:{one.port}" in (one.folder / "up.log").read_text()
