from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from core.jobs.processes import FIRST_PAUSE, WELL_SECONDS, Child, kill_group


@pytest.fixture
def said():
    return []


@pytest.fixture
def child(said):
    made = []

    def make(code):
        made.append(Child("one", [sys.executable, "-c", code]))
        return made[-1]

    yield make
    for one in made:
        if one.process is not None:
            kill_group(one.process)


def alive(pid):
    state = Path(f"/proc/{pid}/stat")
    return state.exists() and ") Z " not in state.read_text()


def until(true, seconds=10):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it took too long"
        time.sleep(0.01)


def test_what_it_prints_comes_with_its_name(child, said):
    one = child("print('你好')")
    one.look_after(now=0, say=lambda *words: said.append(words))
    until(lambda: said)
    assert said == [("one", "你好")]


def test_one_that_falls_is_started_again_after_a_pause(child, said):
    one = child("raise SystemExit(3)")
    one.look_after(now=0, say=lambda *words: said.append(words))
    one.process.wait()
    one.look_after(now=1, say=lambda *words: said.append(words))
    assert said == [("one", "ended with 3; starts again in 0.5 s")]
    one.look_after(now=1 + FIRST_PAUSE / 2, say=lambda *words: None)
    assert one.process is None
    one.look_after(now=1 + FIRST_PAUSE, say=lambda *words: None)
    assert one.process is not None


def test_the_pause_grows_with_each_quick_fall_and_has_an_end(child, said):
    one = child("raise SystemExit(3)")
    pauses, now = [], 0.0
    for _fall in range(9):
        one.look_after(now=now, say=lambda *words: None)
        one.process.wait()
        one.look_after(now=now, say=lambda *words: None)
        pauses.append(one.rests_until - now)
        now = one.rests_until
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]


def test_one_that_ran_well_starts_counting_anew(child):
    one = child("pass")
    one.falls = 5
    one.look_after(now=0, say=lambda *words: None)
    one.process.wait()
    one.look_after(now=WELL_SECONDS + 1, say=lambda *words: None)
    assert one.falls == 1


def test_its_own_children_end_with_it(child, said):
    one = child("import subprocess, time; print(subprocess.Popen(['sleep', '60']).pid, flush=True); time.sleep(60)")
    one.look_after(now=0, say=lambda *words: said.append(words))
    until(lambda: said)
    grandchild = int(said[0][1])
    kill_group(one.process)
    until(lambda: not alive(grandchild))
