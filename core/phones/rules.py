"""Phone numbers as digits, and how they look when they may not be read."""

from __future__ import annotations

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

SHORTEST, LONGEST = 5, 20
MOBILE = re.compile(r"1[3-9]\d{9}")
_ORNAMENT = re.compile(r"[\s()\-.\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"))


class NotAPhone(Refusal):
    """The text is no phone number."""


def normalise(text: str) -> str:
    """The digits of a phone number: blanks, dashes, brackets and the prefix of China removed.

    Full-width digits count. Returns "" for an empty text; raises NotAPhone for anything else.
    """
    compact = _ORNAMENT.sub("", unicodedata.normalize("NFKC", text).translate(_DASHES))
    for prefix in ("+86", "0086"):
        compact = compact.removeprefix(prefix)
    if len(compact) == 13 and compact.startswith("86") and MOBILE.fullmatch(compact[2:]):
        compact = compact[2:]
    compact = compact.removeprefix("+")
    if compact and not (compact.isascii() and compact.isdigit() and SHORTEST <= len(compact) <= LONGEST):
        raise NotAPhone(_("A phone number has 5 to 20 digits."), field="phone")
    return compact


def mask(digits: str) -> str:
    """What lists show: `138****5678`; of other numbers only the last four digits, of short ones two."""
    if MOBILE.fullmatch(digits):
        return f"{digits[:3]}****{digits[-4:]}"
    shown = 4 if len(digits) >= 8 else 2 if len(digits) >= SHORTEST else 0
    return "*" * (len(digits) - shown) + digits[len(digits) - shown :]


def without_mobile(words: str) -> str:
    """The words someone looks for, of a whole mobile number its last four digits alone (P10).

    Searches find a number by its end, and what was searched for is kept: in the trail, in a job.
    """
    try:
        digits = normalise(words)
    except NotAPhone:
        return words
    return digits[-4:] if MOBILE.fullmatch(digits) else words
