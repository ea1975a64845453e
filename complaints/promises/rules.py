"""Promises to customers: what may be promised, and when one is broken."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext_lazy as _

from complaints.promises.choices import PromiseState

WORDS_MOST = 300
HOW_MOST = 300

PRINCIPLE = _(
    "Keep every promise, and promise nothing beyond your authority or what can really be done. What you cannot "
    "decide yourself, ask first; what is not finished in time, tell the customer how far it is."
)
"""S2 part 3: 及时 (report progress on what is unfinished), 诚信 (keep promises, none beyond ability or results)."""


def is_broken(state: str, due_at: dt.datetime, *, now: dt.datetime) -> bool:
    """Not kept, or still open though its time has passed."""
    return state == PromiseState.BROKEN or (state == PromiseState.OPEN and due_at < now)
