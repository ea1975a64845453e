"""What is true of a ticket by itself: its month, its number, its words, how alike two are."""

from __future__ import annotations

import datetime as dt
import re
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

BRANCH_TIME = ZoneInfo("Asia/Shanghai")
REPEAT_DAYS = 30
"""I-15: the source leaves the window of a repeat open; 30 days until the branch says otherwise."""

BACKDATE_TOLERANCE = dt.timedelta(minutes=30)
"""A clerk who types while the customer talks enters a receipt this much earlier without asking (C18)."""

JUST_NOW = dt.timedelta(minutes=10)
"""Who registers the same words at the same unit again within these minutes most likely sent one form twice."""

ALIKE = 0.6
"""Two texts that share this part of their bigrams are near-same (peers 3.3, item 12)."""

ALIKE_OF_ONE_PHENOMENON = 0.4
"""Less will do where the unit and what the customer complains of are the same."""

TEXT_WORTH_COMPARING = 6
"""Texts of fewer bigrams are alike by accident."""

SUBJECT_MOST = 200
TEXT_MOST = 20_000
NUMBER = re.compile(r"C(\d{6})-(\d{5,})", re.ASCII)
_UNWANTED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff\u202a-\u202e\u2066-\u2069]")
_NOT_A_WORD = re.compile(r"\W+")


class TextTooLong(Refusal):
    def __init__(self, *, most: int, field: str) -> None:
        super().__init__(
            _("This text is longer than %(most)s characters. Shorten it or attach it as a file.") % {"most": most},
            field=field,
        )


class NotAMonth(Refusal):
    pass


def month_of(moment: dt.datetime) -> int:
    """The month in which the branch received it, in its own time: 201101 (S0-C1)."""
    local = moment.astimezone(BRANCH_TIME)
    return local.year * 100 + local.month


def month_number(words: str) -> int:
    """`2011-01` as 201101. Raises NotAMonth."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", words.strip(), re.ASCII)
    if not found or not 1 <= int(found[2]) <= 12 or int(found[1]) < 1:
        raise NotAMonth(_("A month is written like 2011-01."))
    return int(found[1]) * 100 + int(found[2])


def month_words(month: int) -> str:
    """201101 as `2011-01`."""
    return f"{month // 100:04d}-{month % 100:02d}"


def month_starts(month: int) -> dt.datetime:
    """The first moment of the month in the branch's time."""
    return dt.datetime(month // 100, month % 100, 1, tzinfo=BRANCH_TIME)


def month_after(month: int) -> int:
    return month + 1 if month % 100 < 12 else month + 89


def series_of(month: int) -> str:
    """Name of the running number of one month's tickets."""
    return f"complaint-{month}"


def number_of(month: int, position: int) -> str:
    """`C201101-00042`: the 42nd ticket of January 2011."""
    return f"C{month}-{position:05d}"


def looks_like_a_number(words: str) -> str | None:
    """The ticket number that was typed, or None; small letters, spaces and full-width signs forgiven."""
    typed = words.strip().upper().replace("Ｃ", "C").replace("－", "-").replace(" ", "")
    return typed if NUMBER.fullmatch(typed) else None


def cleaned(text: str) -> str:
    """Text without what a database, a sheet or an eye stumbles over (C29).

    Control signs, lone surrogates, marks that turn the writing direction and byte order marks go;
    line ends become one kind; spaces at both ends go.
    """
    if text.isprintable():
        return text.strip()
    return _UNWANTED.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def cleaned_within(text: str, *, most: int, field: str) -> str:
    """Cleaned text of at most `most` characters. Raises TextTooLong."""
    words = cleaned(text)
    if len(words) > most:
        raise TextTooLong(most=most, field=field)
    return words


def bigrams(text: str) -> frozenset[str]:
    """Every pair of neighbouring signs, punctuation left out."""
    run = _NOT_A_WORD.sub("", text.lower())
    return frozenset(run[at : at + 2] for at in range(len(run) - 1))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Shared bigrams as a part of all, from 0 (nothing in common) to 1 (the same)."""
    together = len(one | other)
    return len(one & other) / together if together else 0.0


def near_same(one: str, other: str, *, enough: float = ALIKE) -> bool:
    """Whether two texts say nearly the same; short ones never do."""
    first, second = bigrams(one), bigrams(other)
    return min(len(first), len(second)) >= TEXT_WORTH_COMPARING and likeness(first, second) >= enough


def repeat_starts(received_at: dt.datetime, *, days: int = REPEAT_DAYS) -> dt.datetime:
    """The earliest receipt that makes this one a repeat of the same number (I-15)."""
    return received_at - dt.timedelta(days=days)


def title_from(text: str) -> str:
    """A subject for a ticket that came without one: the first sentence, at most 60 signs."""
    first = re.split(r"[。！？!?\n；;]", cleaned(text), maxsplit=1)[0].strip()
    return first if len(first) <= 60 else f"{first[:59]}…"


def masked_name(name: str) -> str:
    """`王小明` as `王**`: the customer is known on sight only to who needs it (PIPL 51)."""
    return f"{name[0]}{'*' * min(len(name) - 1, 2)}" if len(name) > 1 else name
