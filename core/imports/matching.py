"""Which heading is which column, and which word is which choice: pure comparison, nothing guessed.

Two texts are the same when they are so after NFKC, without blanks and the marks that people put
into headings, without regard to case and to Simplified or Traditional writing (J10).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from django.conf import settings
from django.utils import translation

from core.imports.reading.headings import fold
from core.imports.registry import SheetColumn, SheetKind, Words
from core.imports.variants import simplified

_MARKS = re.compile(r"[\s*:_.。、/\\()\[\]【】#\"'‘’“”-]+")
_YES = frozenset(("yes", "y", "true", "1", "是", "有", "对", "√", "✓"))
_NO = frozenset(("no", "n", "false", "0", "否", "无", "不是", "没有", "×", "✗"))


@lru_cache(maxsize=4096)
def same(text: str) -> str:
    """A text for comparison; a text of nothing but marks stays as it is."""
    folded = simplified(fold(text))
    return _MARKS.sub("", folded) or folded


def in_every_language(words: Words) -> list[str]:
    """A translatable text in each language of the product, without repetition."""
    found: dict[str, None] = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[str(words)] = None
    return list(found)


def headings_of(column: SheetColumn) -> list[str]:
    """Every heading under which a column is known, its own aliases first."""
    return [*column.aliases, *in_every_language(column.title), column.name]


def expected_headings(kind: SheetKind) -> tuple[str, ...]:
    """What the reader looks for when it searches the header row."""
    return tuple(heading for column in kind.columns for heading in headings_of(column))


def match_headings(headers: Sequence[str], columns: Iterable[SheetColumn]) -> dict[str, str]:
    """Column name -> heading of the sheet, each heading given once; an earlier alias wins."""
    by_text: dict[str, str] = {}
    for heading in headers:
        if heading:
            by_text.setdefault(same(heading), heading)
    wishes = [
        (place, order, column.name, by_text[same(alias)])
        for order, column in enumerate(columns)
        for place, alias in enumerate(headings_of(column))
        if same(alias) in by_text
    ]
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _place, _order, name, heading in sorted(wishes):
        if name not in found and heading not in taken:
            found[name] = heading
            taken.add(heading)
    return found


def signature(headers: Sequence[str]) -> str:
    """The same for every sheet with these headings, whatever their order."""
    text = "\n".join(sorted(same(heading) for heading in headers if heading))
    return hashlib.sha256(text.encode()).hexdigest()


def choice_words(column: SheetColumn) -> dict[str, str]:
    """Comparable word -> choice value: values, labels in each language, and the kind's aliases."""
    words: dict[str, str] = {}
    for alias, value in column.value_aliases.items():
        words.setdefault(same(alias), value)
    for value, label in column.choice_labels:
        for word in (value, *in_every_language(label)):
            words.setdefault(same(word), value)
    return words


def match_values(texts: Iterable[str], words: Mapping[str, str]) -> dict[str, str]:
    """Text of the sheet -> choice value, for the texts that are known words."""
    return {text: words[same(text)] for text in texts if same(text) in words}


def boolean_of(text: str) -> bool | None:
    """Yes or no in English or Chinese; None for anything else."""
    word = same(text)
    if word in _YES:
        return True
    return False if word in _NO else None
