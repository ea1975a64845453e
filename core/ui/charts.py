"""One chart as a value: what `static/charts.js` draws and what the table beside it prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core.ui.rules import Number, decimal_of, grouped
from core.ui.words import no_data

KINDS = ("line", "column", "bar", "stacked")


@dataclass(frozen=True)
class Series:
    """Values in the order of the categories; None where nothing was measured. `quiet` draws a thin grey line.

    `urls` has one address a value, for the table, where the value alone stands for rows; or is empty.
    """

    name: str
    values: Sequence[Number | None]
    quiet: bool = False
    urls: Sequence[str] = ()


@dataclass(frozen=True)
class TargetLine:
    """A labelled line across the chart."""

    value: Number
    label: str


@dataclass(frozen=True)
class ChartCell:
    """One figure of the table, right-aligned, already in words."""

    text: str
    known: bool
    url: str = ""


@dataclass(frozen=True)
class ChartRow:
    """One category of the table; `url` opens the rows behind it."""

    category: str
    url: str
    cells: tuple[ChartCell, ...]


@dataclass(frozen=True)
class Chart:
    """A chart answers the question of its title (ux.md, charts).

    `kind` is line, column, bar (horizontal) or stacked (horizontal, with totals). `urls` has one
    address a category, or is empty. `places` are the decimals shown, `measure` the word after a value.
    """

    key: str
    kind: str
    title: str
    head: str
    categories: Sequence[str]
    series: Sequence[Series]
    urls: Sequence[str] = ()
    target: TargetLine | None = None
    measure: str = ""
    places: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"a chart is one of {KINDS}, not {self.kind!r}")
        for line in self.series:
            if len(line.values) != len(self.categories):
                raise ValueError(f"series {line.name!r} has {len(line.values)} values for {len(self.categories)}")
            if line.urls and len(line.urls) != len(line.values):
                raise ValueError(f"series {line.name!r} has one address a value or none")
        if self.urls and len(self.urls) != len(self.categories):
            raise ValueError("a chart has one address a category or none")

    @property
    def data(self) -> dict[str, Any]:
        """What `json_script` hands to the browser; numbers as JSON numbers, words translated."""
        return {
            "categories": [str(category) for category in self.categories],
            "series": [
                {"name": str(line.name), "values": [_plain(v) for v in line.values], "quiet": line.quiet}
                for line in self.series
            ],
            "urls": list(self.urls),
            "target": {"value": _plain(self.target.value), "label": str(self.target.label)} if self.target else None,
            "measure": str(self.measure),
            "places": self.places,
            "noData": no_data(),
        }

    @property
    def rows(self) -> list[ChartRow]:
        """The same figures as a table."""
        return [
            ChartRow(
                category=str(category),
                url=self.urls[place] if self.urls else "",
                cells=tuple(self._cell(line, place) for line in self.series),
            )
            for place, category in enumerate(self.categories)
        ]

    def _cell(self, line: Series, place: int) -> ChartCell:
        value = line.values[place]
        if value is None:
            return ChartCell(no_data(), known=False)
        return ChartCell(grouped(value, self.places), known=True, url=line.urls[place] if line.urls and value else "")


def _plain(value: Number | None) -> int | float | None:
    if value is None:
        return None
    number: Decimal = decimal_of(value)
    return int(number) if number == number.to_integral_value() else float(number)
