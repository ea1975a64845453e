"""Solved where it was received (rule book 8.5 C_SITE: solved on site ÷ received)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OnSite:
    """Tickets received at a counter; `on_site` are those solved there, `open` and `no_closing` not or not known."""

    received: int = 0
    on_site: int = 0
    open: int = 0
    no_closing: int = 0

    def __add__(self, other: OnSite) -> OnSite:
        return OnSite(
            self.received + other.received,
            self.on_site + other.on_site,
            self.open + other.open,
            self.no_closing + other.no_closing,
        )
