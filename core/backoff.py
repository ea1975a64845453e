"""How long to wait after a failure before trying again."""

from __future__ import annotations

import datetime as dt
import random


def backoff(attempt: int, *, first: dt.timedelta, longest: dt.timedelta, spread: float | None = None) -> dt.timedelta:
    """The wait after failed attempt number `attempt` (from 1): doubling from `first`, capped, times 0.5 to 1.5.

    `spread` (0 to 1) takes the place of chance. The jitter keeps a thousand things that failed
    together from coming back together (reliability.md J28).
    """
    whole = min(first * 2 ** min(max(attempt, 1) - 1, 30), longest)
    return whole * (0.5 + (random.random() if spread is None else spread))  # noqa: S311
