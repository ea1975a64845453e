"""What an entry's hash covers and how a chain is checked: pure, the same on every database (D6)."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

GENESIS = "0" * 64
_canonical = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


def plain(value: Any) -> Any:
    """The value as JSON that a database hands back unchanged.

    Numbers that JSON columns may rewrite (floats, decimals), dates and everything else become
    text; NUL and lone surrogates, which PostgreSQL refuses, become the replacement character.
    """
    # Nearly all there is.
    kind = type(value)
    if kind is str:
        return plain_text(value)
    if kind is int or kind is bool or value is None:
        return value
    if isinstance(value, Mapping):
        return {plain_text(str(key)): plain(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(inner) for inner in (sorted(value, key=str) if isinstance(value, (set, frozenset)) else value)]
    return _plain_leaf(value)


def _plain_leaf(value: Any) -> Any:
    if isinstance(value, int) and not hasattr(value, "label"):
        return int(value)
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return moment(value)
    return f"{value:f}" if isinstance(value, Decimal) else plain_text(str(value))


def plain_text(text: str) -> str:
    """The text without what a database or UTF-8 refuses; nothing that can be printed is among that."""
    if text.isprintable():
        return text
    return text.replace("\x00", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")


def moment(at: dt.datetime) -> str:
    """UTC with microseconds: what both databases keep, no more and no less."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


def digest(fields: Mapping[str, Any]) -> str:
    """SHA-256 over the canonical JSON of an entry's plain fields, the hash before it included.

    What a forger put there may not be plain: it has a hash too, another one.
    """
    return hashlib.sha256(_canonical(fields).encode("utf-8", "replace")).hexdigest()


class Fields(NamedTuple):
    """An entry's columns, as they are written and before they are."""

    at: dt.datetime
    by_id: int | None
    by_label: str
    verb: str
    address: str
    request_id: str
    position: int
    about_type: str
    about_id: int | None
    about_label: str
    prev_hash: str
    hash: str
    data: Any


@dataclass(frozen=True)
class Link:
    """One entry as the chain sees it: its own words and what they hash to now."""

    position: int
    prev_hash: str
    hash: str
    recomputed: str


@dataclass(frozen=True)
class Anchor:
    """The chain's head as it was written down outside the database."""

    day: str
    position: int
    hash: str


@dataclass(frozen=True)
class Break:
    """The first thing wrong: what, at which position."""

    kind: str
    position: int


def breaks(links: Iterable[Link]) -> Iterator[Break]:
    """Everything wrong in a chain given in order of position: changed, missing, inserted or swapped rows."""
    expected, previous = 1, GENESIS
    for link in links:
        if link.position != expected:
            yield Break("missing" if link.position > expected else "inserted", min(expected, link.position))
        elif link.recomputed != link.hash:
            yield Break("changed", link.position)
        elif link.prev_hash != previous:
            yield Break("unlinked", link.position)
        expected, previous = link.position + 1, link.hash
