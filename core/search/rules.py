"""Text as words that a database can index: two-character pieces of Chinese, whole words of the rest."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from operator import add

MOST_TERMS = 48
LONGEST_QUERY = 400
# Scripts written without blanks: kana, Han with its extensions, Hangul.
_UNSPACED = "\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U000323af"
_RUNS = re.compile(rf"(?P<han>(?:(?=[^\W_])[{_UNSPACED}])+)|(?P<word>[^\W_{_UNSPACED}]+)")
_LONGEST_WORD = 60


@dataclass(frozen=True)
class Term:
    """One indexed word to look for; `open_ended` finds every word that begins with it."""

    text: str
    open_ended: bool


def clean(text: str) -> str:
    """NFKC and lower case, so that full-width and half-width forms meet; lone surrogates go."""
    return unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode("utf-8")).lower()


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    for found in _RUNS.finditer(clean(text)):
        yield found.lastgroup == "han", found.group()


def grams(text: str) -> str:
    """The indexed form of a text, blank-separated.

    A Chinese run gives its pairs and its last character alone, so that a single character is the
    beginning of some word wherever it stands: 宽带费 -> 宽带 带费 费. Simplified and traditional
    characters stay as they are.
    """
    words: list[str] = []
    for han, word in _RUNS.findall(clean(text)):
        if han:
            words += map(add, han, han[1:])
            words.append(han[-1])
        else:
            words.append(word[:_LONGEST_WORD])
    return " ".join(dict.fromkeys(words))


def terms(query: str) -> list[Term]:
    """What must all be found for a query; blanks between its words mean AND.

    Only the first 400 characters and 48 terms count. A single Chinese character and a word in
    letters or digits find everything that begins with them.
    """
    found: dict[Term, None] = {}
    for is_han, run in _runs(query[:LONGEST_QUERY]):
        if not is_han:
            found[Term(run[:_LONGEST_WORD], open_ended=True)] = None
        elif len(run) == 1:
            found[Term(run, open_ended=True)] = None
        else:
            found.update(dict.fromkeys(Term(run[at : at + 2], open_ended=False) for at in range(len(run) - 1)))
    return list(found)[:MOST_TERMS]
