"""How long somebody counts as being there, and the signs that stand for a name."""

from __future__ import annotations

import datetime as dt

BEAT = dt.timedelta(seconds=30)
"""How often a page in sight says that it is there."""
GONE_AFTER = dt.timedelta(seconds=75)
"""Two beats and a slow network."""


def initials(name: str) -> str:
    """The two signs that tell people of one office apart: the given name of a Chinese name, else first letters."""
    words = name.split()
    if not words:
        return "?"
    if len(words) > 1 and name.isascii():
        return f"{words[0][0]}{words[-1][0]}".upper()
    if name.isascii():
        return words[0][:2].capitalize()
    return "".join(words)[-2:]
