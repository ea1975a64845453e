"""Volume against control by region (S0 1.4; I-02, I-04), and what is still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kpi.indicators.rules import Change, change, excess_count, excess_rate, open_share, ratio_to_control, share
from kpi.targets.rules import total as total_volume


@dataclass(frozen=True)
class RegionRow:
    """One region, or a total of regions. `previous` is None where nothing was recorded yet."""

    name: str
    volume: int
    still_open: int
    control: Decimal | None
    previous: int | None
    code: str = ""
    has_control: bool = True
    address: str = ""
    open_address: str = ""
    previous_address: str = ""

    @property
    def ratio_to_control(self) -> Decimal | None:
        return ratio_to_control(self.volume, self.control)

    @property
    def excess_rate(self) -> Decimal | None:
        return excess_rate(self.volume, self.control)

    @property
    def excess_count(self) -> Decimal | None:
        return excess_count(self.volume, self.control)

    @property
    def open_share(self) -> Decimal | None:
        return open_share(self.still_open, self.volume)

    @property
    def change(self) -> Change | None:
        return change(self.previous, self.volume)

    @property
    def is_over(self) -> bool:
        return self.ratio_to_control is not None and self.ratio_to_control > 1

    @property
    def expects_control(self) -> bool:
        """Should have a control volume, and has none."""
        return self.has_control and self.control is None


@dataclass(frozen=True)
class RegionTable:
    """Worst ratio first, uncontrolled regions last; the total as printed and without uncontrolled ones (I-04)."""

    rows: tuple[RegionRow, ...]
    total: RegionRow
    controlled: RegionRow
    uncontrolled_address: str = ""

    @property
    def has_control(self) -> bool:
        return self.total.control is not None

    @property
    def with_control(self) -> int:
        return sum(row.control is not None for row in self.rows)

    @property
    def over(self) -> int:
        return sum(row.is_over for row in self.rows)

    @property
    def uncontrolled_volume(self) -> int:
        return self.total.volume - self.controlled.volume

    @property
    def unset(self) -> tuple[str, ...]:
        """Names of regions that should have a control volume, in a month in which others have one."""
        return tuple(row.name for row in self.rows if row.expects_control) if self.with_control else ()

    @property
    def rising(self) -> int:
        return self._moving(1)

    @property
    def falling(self) -> int:
        return self._moving(-1)

    @property
    def level(self) -> int:
        return self._moving(0)

    def _moving(self, direction: int) -> int:
        return sum(row.change is not None and row.change.direction == direction for row in self.rows)

    @property
    def by_open(self) -> tuple[RegionRow, ...]:
        """The same regions, those with most still open first."""
        return tuple(sorted(self.rows, key=lambda row: (-row.still_open, -row.volume, row.name)))

    def share_of(self, row: RegionRow) -> Decimal | None:
        """The region's part of all complaints of the unit."""
        return share(row.volume, self.total.volume)


def region_table(
    rows: Iterable[RegionRow], *, total: RegionRow, controlled_address: str = "", uncontrolled_address: str = ""
) -> RegionTable:
    """Put regions in order and total those with a control volume in the period; `total` brings its own addresses."""
    ordered = sorted(rows, key=_worst_first)
    controlled = [row for row in ordered if row.control is not None]
    return RegionTable(
        rows=tuple(ordered),
        total=total,
        controlled=_sum(controlled, name=total.name, address=controlled_address),
        uncontrolled_address=uncontrolled_address,
    )


def _sum(rows: Sequence[RegionRow], *, name: str, address: str) -> RegionRow:
    known = [row.previous for row in rows if row.previous is not None]
    return RegionRow(
        name=name,
        volume=sum(row.volume for row in rows),
        still_open=sum(row.still_open for row in rows),
        control=total_volume(row.control for row in rows),
        previous=sum(known) if known else None,
        address=address,
    )


def _worst_first(row: RegionRow) -> tuple[Decimal, int, str]:
    ratio = row.ratio_to_control
    return (Decimal(1) if ratio is None else -ratio, -row.volume, row.name)
