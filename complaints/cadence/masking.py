"""Words of tickets that are read aloud or go round on paper, without customers' names and numbers (PIPL 51).

What is plainly something else stays as it was written, since a department signs it: dates, amounts and our own
numbers. Whatever else is a run of digits is masked, so in doubt a figure is lost and no number is told.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from complaints.tickets.rules import masked_name
from core.phones.rules import mask

# Each sign by one sign, so that a place found among these is the same place in the words themselves.
_ALIKE = {
    **dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"), " "),
    **dict.fromkeys(map(ord, "‐‑‒–—―−－"), "-"),
    **dict.fromkeys(map(ord, "、，"), ","),
    **dict.fromkeys(map(ord, "·．"), "."),
    **dict.fromkeys(map(ord, "［【"), "["),
    **dict.fromkeys(map(ord, "］】"), "]"),
}

_SIGN = r"[\-.,/_()\[\]:|~+]"
_BLANK = r"[^\S\n]"
_ALONE = rf"(?<!\d)(?<!\d{_SIGN})"
"""No digit before it, nor one that a sign joins to it."""

_ENDS = rf"(?!\d)(?!{_SIGN}\d)"
_YEAR, _MONTH, _DAY = r"(?:19|20)\d\d", r"(?:0?[1-9]|1[0-2])", r"(?:0?[1-9]|[12]\d|3[01])"
_TO = rf"{_BLANK}?[\-~,/至到]{_BLANK}?"
_OWN = rf"(?<![A-Za-z\d])[A-Za-z]{{1,2}}{_YEAR}(?:0[1-9]|1[0-2])-\d{{4,9}}(?:-\d{{1,6}})?(?!\d)"
"""Tickets, batches, field orders, corrective actions and letters: `C201102-00042`, `ZG201102-0007`."""

_DATE = rf"{_YEAR}(?P<{{0}}>[\-./]){_MONTH}(?P={{0}}){_DAY}"
_IN_YEAR = rf"{_MONTH}[\-./]{_DAY}"
_DATES = (
    rf"{_ALONE}{_DATE.format('of')}(?:{_TO}(?:{_DATE.format('till')}|{_IN_YEAR}|{_DAY}))?{_ENDS}",
    rf"{_ALONE}(?<!\d{_BLANK}){_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]){_ENDS}(?!{_BLANK}\d)",
    rf"{_ALONE}(?<!\d{_BLANK}){_YEAR}[\-./]{_MONTH}(?:{_TO}{_YEAR}[\-./]{_MONTH})?{_ENDS}",
    rf"{_ALONE}{_YEAR}[\-~]{_YEAR}(?={_BLANK}?年)",
    rf"{_ALONE}(?<!\d{_BLANK}){_IN_YEAR}(?:(?:{_TO}|{_BLANK}){_IN_YEAR})*{_ENDS}",
)
_SUM = r"(?:[1-9]\d{0,2}(?:,\d{3}){1,2}(?:\.\d{1,2})?|(?:0|[1-9]\d{0,5})\.\d{1,2})(?!\d)"
_SUMS = (
    rf"{_ALONE}(?<!\d{_BLANK}){_SUM}(?:{_BLANK}?[\-~/+至到]?{_BLANK}?{_SUM})*{_ENDS}(?!{_BLANK}\d)",
    rf"{_ALONE}[1-9]\d{{0,8}}(?:\.\d{{1,2}})?{_BLANK}?(?:元(?![旦宵月])|[万亿]元)",
)
_LEFT = re.compile("|".join((_OWN, *_DATES, *_SUMS)))

_JOINED = rf"{_BLANK}{{0,2}}\)?{_BLANK}?{_SIGN}?{_BLANK}{{0,2}}"
"""At most one sign between two groups of a telephone number, and one bracket that ends an area code."""

_GROUPS = (
    *((3, 8), (7, 4), (4, 7), (5, 6), (6, 5)),
    *((3, 4, 4), (3, 3, 5), (3, 5, 3), (4, 3, 4), (4, 4, 3)),
    *((2, 3, 3, 3), (3, 3, 3, 2), (3, 4, 2, 2), (3, 2, 2, 2, 2)),
)
"""As people cut a mobile number up: shorter groups behind commas are a list of days."""

_MOBILE = "|".join(rf"(?=1{_JOINED}?[3-9])" + _JOINED.join(rf"\d{{{count}}}" for count in groups) for groups in _GROUPS)
_LANDLINE = rf"\(?0\d{{2,3}}{_JOINED}(?:\d{{3,4}}{_JOINED}\d{{4}}|\d{{7,8}})"
_RUN = rf"\d(?:(?:(?:{_BLANK}|-){{0,3}}|{_BLANK}?\.{_BLANK}?)\d){{6,}}"
"""Seven digits and more, whatever people or programs put between them: whole, so that no end of it is left over."""

_NUMBERS = re.compile(
    rf"(?<!\d)(?:1[3-9]\d{{9}}(?!\d)|(?:{_MOBILE}|{_LANDLINE})(?!(?:(?:{_BLANK}|-){{0,3}}|\.)\d)|{_RUN})"
)


def without_customer(text: str, *names: str, most: int = 80) -> str:
    """The words on one line: the customers' names masked, numbers too."""
    said = masked_words(" ".join(text.split()), *names)
    return said if len(said) <= most else f"{said[: most - 1]}…"


def masked_words(text: str, *names: str) -> str:
    """The words with their paragraphs, and nothing shortened."""
    said = "\n".join(" ".join(line.split()) for line in text.splitlines())
    for name in _longest_first(names):
        written = re.compile(r"\s+".join(map(re.escape, name.split())))
        said = written.sub(masked_name(name).replace("\\", r"\\"), said)
    return "".join(_masked(said))


def _longest_first(names: Iterable[str]) -> list[str]:
    """A name that is the beginning of another one would leave the rest of that."""
    known = {" ".join(name.split()) for name in names}
    return sorted((name for name in known if len(name) > 1), key=lambda one: (-len(one), one))


def _masked(said: str) -> Iterator[str]:
    """The words between what is left as it stands, their numbers masked; then that itself."""
    read = "".join(map(_alike, said))
    begun = 0
    for found in _LEFT.finditer(read):
        yield _without_numbers(said[begun : found.start()], read[begun : found.start()])
        yield said[found.start() : found.end()]
        begun = found.end()
    yield _without_numbers(said[begun:], read[begun:])


def _alike(sign: str) -> str:
    """A digit as 0 to 9, other full-width signs as the usual ones."""
    if sign.isdecimal():
        return str(int(sign))
    known = _ALIKE.get(ord(sign))
    if known is not None:
        return known
    usual = unicodedata.normalize("NFKC", sign)
    return usual if len(usual) == 1 else sign


def _without_numbers(said: str, read: str) -> str:
    parts, begun = [], 0
    for found in _NUMBERS.finditer(read):
        digits = "".join(sign for sign in found[0] if sign.isdecimal())
        parts += [said[begun : found.start()], mask(digits)]
        begun = found.end()
    return "".join([*parts, said[begun:]])
