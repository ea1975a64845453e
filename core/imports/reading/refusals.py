"""Refusals and notices in words: file, sheet, row and column as the sender sees them, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext

from core.refusals import Refusal

from .faults import column_letter
from .messages import DELIMITERS, NOTICES, REFUSALS
from .values import Usage


class SheetRefused(Refusal):
    """A file that was not imported, and why.

    `message_id` is the reason's code. `row` and `column` are 1-based as in the sender's file,
    0 where they do not apply.
    """

    def __init__(
        self,
        message_id: str,
        params: Mapping[str, Any] | None = None,
        file: str = "",
        sheet: str = "",
        row: int = 0,
        column: int = 0,
        heading: str = "",
        usage: Usage | None = None,
    ) -> None:
        self.message_id = message_id
        self.params = dict(params or {})
        self.file, self.sheet, self.row, self.column = file, sheet, row, column
        self.heading = heading
        self.usage = usage or Usage()
        super().__init__(lazy(self._text, str)())

    @property
    def place(self) -> str:
        """Where it is: file, sheet, row, column, as far as known."""
        return place(file=self.file, sheet=self.sheet, row=self.row, column=self.column, heading=self.heading)

    def _text(self) -> str:
        what, advice = REFUSALS[self.message_id]
        words = self.params | {"heading": self.heading}
        return gettext("%(place)s: %(what)s %(advice)s") % {
            "place": self.place,
            "what": str(what) % words,
            "advice": str(advice) % words,
        }


class SheetUndecided(SheetRefused):
    """A file that can be read in more than one way; a person must say which (J06, J11).

    `question` is `encoding`, `sheet` or `delimiter`; `candidates` are the answers as ReadOptions
    takes them.
    """

    def __init__(self, question: str, candidates: tuple[str, ...], **where: Any) -> None:
        self.question = question
        self.candidates = candidates
        words = (str(DELIMITERS.get(candidate, candidate)) for candidate in candidates)
        super().__init__(f"which_{question}", {"candidates": gettext(", ").join(words)}, **where)


@dataclass(frozen=True)
class Notice:
    """Something the sender should know about a file that was read all the same."""

    code: str
    params: Mapping[str, Any]

    @property
    def text(self) -> str:
        return str(NOTICES[self.code]) % self.params

    def __str__(self) -> str:
        return self.text


def place(*, file: str = "", sheet: str = "", row: int = 0, column: int = 0, heading: str = "") -> str:
    """A place in words, e.g. "file tickets.xlsx, sheet March, row 3, column C (Phone)"."""
    parts = [gettext("file %(file)s") % {"file": file}] if file else []
    if sheet:
        parts.append(gettext("sheet %(sheet)s") % {"sheet": sheet})
    if row:
        parts.append(gettext("row %(row)s") % {"row": row})
    if column:
        letter = column_letter(column)
        if heading:
            words = {"column": letter, "heading": heading}
            parts.append(gettext("column %(column)s (%(heading)s)") % words)
        else:
            parts.append(gettext("column %(column)s") % {"column": letter})
    return gettext(", ").join(parts)


def refusal(fault: Mapping[str, Any], *, file: str, usage: Usage | None = None) -> SheetRefused:
    """The refusal for a fault as the child process reported it."""
    if "about" in fault:
        return SheetUndecided(fault["about"], tuple(fault["candidates"]), file=file, usage=usage)
    return SheetRefused(
        fault["code"],
        fault["params"],
        file=file,
        sheet=fault["sheet"],
        row=fault["row"],
        column=fault["column"],
        heading=fault["heading"],
        usage=usage,
    )
