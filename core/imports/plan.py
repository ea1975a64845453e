"""What was decided about a sheet, as values: which heading is which column, and what its texts mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.imports.choices import ColumnType
from core.imports.registry import SheetColumn, SheetKind

LEAVE_EMPTY = ""
REJECT = "!"
CREATE = "create"
MEANS = "="
"""Stands before the words of the existing thing that an unknown name means."""


@dataclass(frozen=True)
class Missing:
    """What to do with unknown names of a reference column: `create` under a code (as a `sort`), or `!` to reject.

    `names` has what differs from that for single names: `create`, `!`, or `=` and the words of the existing
    thing that is meant. `remember` are those whose meaning is kept for the next sheet.
    """

    act: str = ""
    under: str = ""
    sort: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    remember: Sequence[str] = ()

    def answer(self, name: str) -> str:
        """What becomes of one name; empty while that is open."""
        return self.names.get(name) or self.act

    def meant(self, name: str) -> str:
        """The words of the existing thing that a name was said to mean; empty for one that was not."""
        said = self.names.get(name, "")
        return said.removeprefix(MEANS) if said.startswith(MEANS) else ""

    @property
    def creates_any(self) -> bool:
        return CREATE in (self.act, *self.names.values())


@dataclass(frozen=True)
class Plan:
    """`positions` has the place (0-based) of each column that the sheet holds."""

    kind: SheetKind
    headers: tuple[str, ...]
    row_count: int
    dated_cells: tuple[int, ...]
    positions: Mapping[str, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, Missing] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[SheetColumn]:
        """The kind's columns that the sheet holds."""
        return [column for column in self.kind.columns if column.name in self.positions]

    def of_type(self, *types: ColumnType) -> list[SheetColumn]:
        return [column for column in self.columns if column.type in types]

    def heading(self, name: str) -> str:
        """The sheet's own heading of a column; the column's title where the sheet has none."""
        if name in self.positions:
            return self.headers[self.positions[name]]
        return str(self.kind.column(name).title) if name else ""

    def has_real_dates(self, name: str) -> bool:
        place = self.positions[name]
        return place < len(self.dated_cells) and self.dated_cells[place] > 0

    def decision(self, name: str) -> Missing:
        """What was decided about the unknown names of a column."""
        return self.missing.get(name, Missing())


def plan_of(kind: SheetKind, options: Mapping[str, Any], sheet: Mapping[str, Any]) -> Plan:
    """The plan that a run's options make for a sheet that was read."""
    headers = tuple(sheet["headers"])
    places = {heading: place for place, heading in enumerate(headers) if heading}
    names = {column.name for column in kind.columns}
    return Plan(
        kind=kind,
        headers=headers,
        row_count=sheet["row_count"],
        dated_cells=tuple(sheet["real_date_counts"]),
        positions={
            name: places[heading]
            for name, heading in options.get("columns", {}).items()
            if heading in places and name in names
        },
        values=options.get("values", {}),
        dates=options.get("dates", {}),
        missing={name: Missing(**decision) for name, decision in options.get("missing", {}).items()},
        said={option.name: options.get("said", {}).get(option.name) or option.default for option in kind.options},
    )
