"""Text that a spreadsheet shows and never runs (D8)."""

from __future__ import annotations

import re

MOST_CELL = 32_767
CUT_MARK = "…"
# Tab and line ends may stay inside a cell; every other control character goes, and so do the
# code points that XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_STARTERS = "=+-@\uff1d\uff0b\uff0d\uff20"


def clean_text(text: str) -> str:
    """The text without control characters and half characters, cut with a mark at a cell's 32,767."""
    text = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", _CONTROL.sub("", text)).replace("\r\n", "\n").replace("\r", "\n")
    return text if len(text) <= MOST_CELL else text[: MOST_CELL - len(CUT_MARK)] + CUT_MARK


def inert_text(text: str) -> str:
    """For CSV, which cannot say that a cell is text: what a program may take for a formula gets a leading `'`.

    Blanks before the sign do not hide it; a leading tab or line end counts as a sign itself.
    """
    cleaned = clean_text(text)
    trimmed = cleaned.lstrip()
    if (trimmed[:1] and trimmed[0] in _STARTERS) or cleaned[:1] in {"\t", "\n"}:
        return f"'{cleaned}"
    return cleaned
