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
# The commonest characters first, since all of them are letters: looking ahead at each costs half as much again.
_HAN = rf"(?:[\u4e00-\u9fff]++|(?=[^\W_])[{_UNSPACED}])++"
_RUNS = re.compile(rf"{_HAN}|[^\W_{_UNSPACED}]++")
_IS_HAN = re.compile(f"[{_UNSPACED}]").match
_LONGEST_WORD = 60
# What NFKC makes of the signs in nearly every Chinese text; a text without others is known to be normal at a glance.
_SIGNS = tuple(zip("，：；！？（）", ",:;!?()", strict=True))


@dataclass(frozen=True)
class Term:
    """One indexed word to look for; `open_ended` finds every word that begins with it."""

    text: str
    open_ended: bool


def clean(text: str) -> str:
    """NFKC and lower case, so that full-width and half-width forms meet; lone surrogates go."""
    if text.isascii():
        return text.lower()
    for wide, narrow in _SIGNS:
        text = text.replace(wide, narrow)
    return unicodedata.normalize("NFKC", text.encode("utf-8", "ignore").decode("utf-8")).lower()


def _runs(text: str) -> Iterator[tuple[bool, str]]:
    for run in _RUNS.findall(clean(text)):
        yield _IS_HAN(run) is not None, run


def grams(text: str) -> str:
    """The indexed form of a text, blank-separated.

    A Chinese run gives its pairs and its last character alone, so that a single character is the
    beginning of some word wherever it stands: 宽带费 -> 宽带 带费 费. Simplified and traditional
    characters stay as they are.
    """
    words: list[str] = []
    for run in _RUNS.findall(clean(text)):
        if _IS_HAN(run):
            words += map(add, run, run[1:])
            words.append(run[-1])
        else:
            words.append(run[:_LONGEST_WORD])
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
