"""Promises in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.promises.choices import PromiseState
from complaints.promises.models import Promise
from complaints.tickets.clocks import time_left
from core.ui.choices import Status

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable


@dataclass(frozen=True)
class PromiseLine:
    """A promise, how it stands, and whether this person may settle it."""

    promise: Promise
    status: str
    words: str
    may_settle: bool


def promise_lines(promises: Iterable[Promise], *, may_settle: bool, now: dt.datetime) -> list[PromiseLine]:
    return [_line(promise, may_settle=may_settle, now=now) for promise in promises]


def _line(promise: Promise, *, may_settle: bool, now: dt.datetime) -> PromiseLine:
    if promise.state != PromiseState.OPEN:
        status = Status.LATE if promise.state == PromiseState.BROKEN else Status.DONE
        return PromiseLine(promise, status, str(PromiseState(promise.state).label), False)
    clock = time_left(promise.due_at, now=now)
    return PromiseLine(promise, clock.status, clock.words, may_settle)


@dataclass(frozen=True)
class PromisePanel:
    """Beside the ticket: its promises, and whether this person may make one."""

    lines: list[PromiseLine]
    may_promise: bool
    number: str
