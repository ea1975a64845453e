"""Promises to customers: how long they are, and when one is broken."""

from __future__ import annotations

import datetime as dt

from complaints.promises.choices import PromiseState

WORDS_MOST = 300
HOW_MOST = 300


def is_broken(state: str, due_at: dt.datetime, *, now: dt.datetime) -> bool:
    """Not kept, or still open though its time has passed."""
    return state == PromiseState.BROKEN or (state == PromiseState.OPEN and due_at < now)
