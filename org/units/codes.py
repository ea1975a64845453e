"""Codes for units that nobody gave one: short, readable, the same for the same name in the same tree."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from collections.abc import Container

from core.imports.variants import simplified

LONGEST = 40
_LONGEST_PARENT = 24
# GB 2312 lists its first 3,755 characters by pinyin; these are the first of each initial letter.
_INITIALS = dict(zip("啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝", "ABCDEFGHJKLMNOPQRSTWXYZ", strict=True))
_STARTS = [char.encode("gb2312") for char in _INITIALS]
_END = "座".encode("gb2312")


def free_code(name: str, *, under: str, taken: Container[str]) -> str:
    """A code below that of the unit above (`under`), not among `taken` (casefolded).

    Latin words as they are (Alabama: FY-ALABAMA), Chinese characters by the first letter of their
    pinyin (桂花: FY-GH), with a number behind where that is taken, and alone where nothing is left.
    """
    above = under[:_LONGEST_PARENT].rstrip("-._")
    letters = letters_of(name)
    stem = f"{above}-{letters}"[:LONGEST].rstrip("-") if letters else above
    if letters and stem.casefold() not in taken:
        return stem
    number = 2 if letters else 1
    while (code := f"{stem[: LONGEST - 5]}-{number:02d}").casefold() in taken:
        number += 1
    return code


def letters_of(name: str) -> str:
    """The letters and digits that stand for a name; empty if it has none that can be read."""
    found = []
    for char in unicodedata.normalize("NFKD", simplified(name)):
        if char.isascii() and char.isalnum():
            found.append(char.upper())
        elif not unicodedata.combining(char):
            found.append(_initial(char) if char.isalpha() else "-")
    return "-".join(filter(None, "".join(found).split("-")))


def _initial(char: str) -> str:
    """The first letter of a common character's pinyin; nothing for a rare one."""
    try:
        place = char.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    if not _STARTS[0] <= place <= _END:
        return ""
    return list(_INITIALS.values())[bisect_right(_STARTS, place) - 1]
