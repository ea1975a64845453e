"""Tickets that came back (S0 1.13: none should; for the reasons 超时未处理, 承诺未兑现, 推诿)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Reopened:
    """Tickets reopened in the period: all, and by reason. One reopened twice for two reasons stands under both."""

    received: int = 0
    reopened: int = 0
    timed_out: int = 0
    broken_promise: int = 0
    passed_on: int = 0
    other: int = 0

    def __add__(self, added: Reopened) -> Reopened:
        return Reopened(*(getattr(self, name) + getattr(added, name) for name in Reopened.__dataclass_fields__))
