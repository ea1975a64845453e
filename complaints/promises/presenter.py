"""Promises in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from complaints.promises.choices import PromiseState
from complaints.promises.models import Promise
from core.ui.choices import Status
from core.ui.words import duration_words

if TYPE_CHECKING:
    from collections.abc import Iterable

SOON = dt.timedelta(hours=24)


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
    left = promise.due_at - now
    status = Status.LATE if left <= dt.timedelta() else Status.SOON if left < SOON else Status.ONTIME
    return PromiseLine(promise, status, duration_words(left), may_settle)


@dataclass(frozen=True)
class PromisePanel:
    """Beside the ticket: its promises, and whether this person may make one."""

    lines: list[PromiseLine]
    may_promise: bool
    number: str
