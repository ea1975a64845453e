"""Why a file was refused or must be asked about, in codes; `refusals` gives them words."""

from __future__ import annotations

from typing import Any

_SHOWN_CHARS = 200


class Fault(Exception):
    """A file that may not be imported as it is. Places are as the sender sees them, 1-based."""

    def __init__(
        self,
        code: str,
        *,
        sheet: str = "",
        row: int = 0,
        column: int = 0,
        heading: str = "",
        **params: Any,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.row = row
        self.column = column
        self.heading = heading
        self.params = {key: _cut(value) for key, value in params.items()}

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "sheet": self.sheet,
            "row": self.row,
            "column": self.column,
            "heading": self.heading,
            "params": self.params,
        }


class Question(Fault):
    """More than one encoding, sheet or delimiter fits, or none; only a person can tell (J06, J11)."""

    def __init__(self, about: str, candidates: tuple[str, ...]) -> None:
        super().__init__(f"which_{about}")
        self.about = about
        self.candidates = candidates

    def to_json(self) -> dict[str, Any]:
        return super().to_json() | {"about": self.about, "candidates": list(self.candidates)}


def _cut(value: Any) -> Any:
    """Names inside a hostile file may be of any length."""
    return value[:_SHOWN_CHARS] if isinstance(value, str) else value


def column_letter(column: int) -> str:
    """1 -> A, 27 -> AA, 16384 -> XFD."""
    letters = ""
    while column > 0:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
