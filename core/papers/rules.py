"""A paper as values: what stands on it, in which order; and texts with places for names (C27, C28).

Text here is text: nothing in it is markup, and a placeholder is a listed name and nothing else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

_PLACE = re.compile(r"\{(\w{1,60})\}")
# They turn the direction of what follows, so that a line reads otherwise than it is written.
_TURNING = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; line breaks in it are kept. `indented` begins it two characters in, as letters do."""

    text: str
    indented: bool = False


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one below the other."""

    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """`shares` are the widths of the columns against each other, `numeric` the places of those set to the right,
    `totals` the places of rows that sum up the others.

    The head stands again on every page.
    """

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    shares: Sequence[int] = ()
    numeric: frozenset[int] = frozenset()
    totals: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SignatureLine:
    """Who signs: a line to write on, or the picture of a signature (PNG or JPEG bytes), name and date below."""

    label: str
    name: str = ""
    date_words: str = ""
    picture: bytes | None = None


@dataclass(frozen=True)
class Spacer:
    """Room of so many millimetres."""

    millimetres: int = 6


Block: TypeAlias = Paragraph | Heading | Facts | Table | SignatureLine | Spacer


@dataclass(frozen=True)
class Paper:
    """One document on A4: `number` and `date_words` stand beneath the title, the number on every page.

    `is_wide` lays the sheet on its long side, for tables of many columns.
    """

    title: str
    number: str
    date_words: str
    blocks: Sequence[Block]
    is_wide: bool = False


class UnknownPlaceholder(Refusal):
    """The text names a place that nothing fills."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            _("Nothing is known to stand for {%(name)s}. These may be used: %(known)s")
            % {"name": name, "known": " ".join(f"{{{word}}}" for word in known)}
        )


def placeholders(text: str) -> list[str]:
    """The names in braces, in order, each once."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with each `{name}` replaced by its value; raises UnknownPlaceholder for a name not among `values`.

    Anything else in braces, such as `{event.__init__}` or `{name!r:>9}`, is text and stays; what a value
    contains is not looked into.
    """
    for name in placeholders(text):
        if name not in values:
            raise UnknownPlaceholder(name, sorted(values))
    return _PLACE.sub(lambda found: values[found[1]], text)


def printable(text: str) -> str:
    """The text without control characters, half characters and marks that turn the direction; tabs are blanks."""
    spaced = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    return "".join(
        sign
        for sign in spaced
        if sign == "\n" or (unicodedata.category(sign) not in ("Cc", "Cs") and sign not in _TURNING)
    )
