"""Reading the trail: its fields as they are hashed, its head, what is wrong in it, one thing's timeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Model

from core.audit.models import AuditEntry, AuditQuerySet
from core.audit.registry import sentence_of
from core.audit.rules import GENESIS, Anchor, Break, Fields, Link, breaks, digest, moment
from core.audit.words import in_words, note_in_words

TIMELINE = 50


def hashed_fields(entry: AuditEntry | Fields) -> dict[str, Any]:
    """Everything an entry says, in the form its hash covers."""
    return {
        "position": entry.position,
        "at": moment(entry.at),
        "by": entry.by_id,
        "by_label": entry.by_label,
        "verb": entry.verb,
        "about_type": entry.about_type,
        "about_id": entry.about_id,
        "about_label": entry.about_label,
        "address": entry.address,
        "request_id": entry.request_id,
        "data": entry.data,
        "prev_hash": entry.prev_hash,
    }


def head() -> tuple[int, str]:
    """Position and hash of the last entry; (0, the genesis hash) before the first."""
    last = AuditEntry.objects.order_by("-position").values_list("position", "hash").first()
    return last or (0, GENESIS)


def links() -> Iterator[Link]:
    """The whole chain in order, each entry hashed again."""
    for entry in AuditEntry.objects.in_order().iterator(chunk_size=2000):
        yield Link(entry.position, entry.prev_hash, entry.hash, digest(hashed_fields(entry)))


@dataclass(frozen=True)
class Verdict:
    """What a check of the chain found: how many entries, against how many anchors, the first break if any."""

    entries: int
    anchors: int
    first_break: Break | None


def verify(anchors: Sequence[Anchor]) -> Verdict:
    """Check every entry against its own hash and the one before it, then the chain against its anchors.

    The chain alone shows changed, missing, inserted and swapped entries; a cut tail or a chain
    written anew shows only against heads that were kept outside the database (K23).
    """
    entries, chain = 0, {}
    wanted = {anchor.position for anchor in anchors}

    def counted() -> Iterator[Link]:
        nonlocal entries
        for link in links():
            entries += 1
            if link.position in wanted:
                chain[link.position] = link.hash
            yield link

    first = None
    for broken in breaks(counted()):
        first = first or broken
    lost = [
        Break("rewritten" if anchor.position in chain else "truncated", anchor.position)
        for anchor in anchors
        if anchor.position and chain.get(anchor.position) != anchor.hash
    ]
    found = [broken for broken in (first, *lost) if broken]
    return Verdict(entries, len(anchors), min(found, key=lambda broken: broken.position, default=None))


@dataclass(frozen=True)
class Line:
    """One entry in words; `details` are all its data, for auditors."""

    position: int
    at: dt.datetime
    who: str
    words: str
    note: str
    about: str
    address: str
    details: list[tuple[str, str]]


@dataclass(frozen=True)
class Page:
    """A page of entries, newest first, with the positions that the neighbouring pages begin at."""

    lines: list[Line]
    size: int
    sizes: tuple[int, ...]
    previous: int | None
    next: int | None


def page_of(
    entries: AuditQuerySet, *, size: int, sizes: tuple[int, ...], after: int | None = None, before: int | None = None
) -> Page:
    """The `size` entries older than position `after`, or newer than `before`, or the newest."""
    if before is not None:
        rows = list(entries.filter(position__gt=before).order_by("position")[: size + 1])
        more, rows = len(rows) > size, rows[:size][::-1]
        newer, older = (rows[0].position if more and rows else None), (rows[-1].position if rows else None)
    else:
        wanted = entries.filter(position__lt=after) if after is not None else entries
        rows = list(wanted.order_by("-position")[: size + 1])
        more, rows = len(rows) > size, rows[:size]
        newer, older = (rows[0].position if after and rows else None), (rows[-1].position if more else None)
    return Page(lines_of(rows), size, sizes, newer, older)


def timeline(thing: Model, *, most: int = TIMELINE) -> list[Line]:
    """The newest entries about a thing, newest first. The caller has loaded the thing in scope."""
    newest = AuditEntry.objects.about(thing).order_by("-position")[:most]
    return [line_of(entry) for entry in newest]


def lines_of(entries: Sequence[AuditEntry]) -> list[Line]:
    """Entries in the reader's language with all their data in words, for auditors."""
    return [replace(line_of(entry), details=told) for entry, told in zip(entries, in_words(entries), strict=True)]


def line_of(entry: AuditEntry) -> Line:
    """An entry in the reader's language; of its data only a reason, a note or a name are for every eye."""
    return Line(
        position=entry.position,
        at=entry.at,
        who=entry.by_label,
        words=sentence_of(entry.verb),
        note=note_in_words(entry),
        about=entry.about_label,
        address=entry.address,
        details=[],
    )
