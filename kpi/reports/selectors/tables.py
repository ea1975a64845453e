"""The tables of the report, each from its counts and the units of then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets.choices import ErrorSide, State
from kpi.reports.choices import LISTED_KINDS
from kpi.reports.rules.causes import CauseTable, CountedCause, cause_table
from kpi.reports.rules.errors import ErringUnit, ErrorTable, Node, children, erring_units, error_groups
from kpi.reports.rules.regions import RegionRow, RegionTable, region_table
from kpi.targets.rules import control_of, topmost, total
from kpi.volumes.rules import Tally
from org.units.rules import STEP_WIDTH, is_at_or_below

if TYPE_CHECKING:
    from decimal import Decimal

    from kpi.reports.selectors.addresses import Addresses
    from kpi.reports.selectors.units import UnitsOfThen
    from org.units.models import Unit


@dataclass(frozen=True)
class Sides:
    """Something of this period, and the same of the period before; `before` None where nothing was recorded."""

    now: dict[str, Tally]
    before: dict[str, Tally] | None


def by_region(tallies: Mapping[str, Tally], top: str) -> dict[str, Tally]:
    """Tallies by the unit directly below `top`; those of `top` itself stay with it."""
    regions: dict[str, Tally] = defaultdict(Tally)
    for path, tally in tallies.items():
        regions[path[: len(top) + STEP_WIDTH]] += tally
    return dict(regions)


def regions(
    unit: Unit, volumes: Sides, control: Mapping[str, Decimal], units: UnitsOfThen, addresses: Addresses
) -> RegionTable:
    """Units directly below `unit` with complaints or a control volume, and what `unit` received itself."""
    now = by_region(volumes.now, unit.path)
    before = None if volumes.before is None else by_region(volumes.before, unit.path)
    below = children(unit.path, units.nodes.values())
    with_control = {node.path for node in below if control_of(node.path, control) is not None}
    shown = now.keys() | (before or {}).keys() | with_control
    rows = {
        path: _region(path, now, before, control, units, addresses, itself=bool(below) and path == unit.path)
        for path in shown
    }
    controlled = [path for path, row in rows.items() if row.control is not None]
    return region_table(
        rows.values(),
        total=_total(unit, volumes, control, addresses),
        controlled_address=addresses.of_regions(controlled),
        uncontrolled_address=addresses.of_other_regions(controlled),
    )


def _region(
    path: str,
    now: Mapping[str, Tally],
    before: Mapping[str, Tally] | None,
    control: Mapping[str, Decimal],
    units: UnitsOfThen,
    addresses: Addresses,
    *,
    itself: bool,
) -> RegionRow:
    """`itself` marks what a unit with others below it received without passing it on to one of them."""
    node, tally = units.nodes[path], now.get(path, Tally())
    before_that = addresses.of(addresses.period.previous)
    return RegionRow(
        name=_("%(unit)s itself") % {"unit": node.name} if itself else node.name,
        code=node.code,
        volume=tally.received,
        still_open=tally.still_open,
        control=None if itself else control_of(path, control),
        previous=None if before is None else before.get(path, Tally()).received,
        has_control=node.has_control and not itself,
        address=addresses.of_region(node, itself=itself),
        open_address=addresses.of_region(node, itself=itself, state=State.OPEN),
        previous_address=before_that.of_region(node, itself=itself),
    )


def _total(unit: Unit, volumes: Sides, control: Mapping[str, Decimal], addresses: Addresses) -> RegionRow:
    """I-01: totals come from the rows; the unit's own control volume counts where its regions have none."""
    whole = sum(volumes.now.values(), Tally())
    summed = total(control[path] for path in topmost(control, below=unit.path))
    return RegionRow(
        name=_("Total"),
        volume=whole.received,
        still_open=whole.still_open,
        control=control.get(unit.path) if summed is None else summed,
        previous=None if volumes.before is None else sum(volumes.before.values(), Tally()).received,
        address=addresses.tickets(),
        open_address=addresses.tickets(state=State.OPEN),
        previous_address=addresses.of(addresses.period.previous).tickets(),
    )


def errors(
    side: ErrorSide,
    counts: Mapping[str, int],
    before: Mapping[str, int] | None,
    unit: Unit,
    units: UnitsOfThen,
    addresses: Addresses,
) -> ErrorTable:
    """Errors of one side by bureau and sub-bureau of the erring unit."""

    def address(node: Node, only_itself: bool) -> str:
        return addresses.of_errors(node, itself=only_itself, side=side)

    return ErrorTable(
        side=side,
        groups=error_groups(counts, top=unit.path, nodes=units.nodes, kinds=LISTED_KINDS[side], address=address),
        total=sum(counts.values()),
        previous=None if before is None else sum(before.values()),
        address=addresses.tickets(error=side),
        previous_address=addresses.of(addresses.period.previous).tickets(error=side),
    )


def erring(own: ErrorTable, channel: ErrorTable, addresses: Addresses) -> tuple[ErringUnit, ...]:
    """Both sides together, by row."""

    def address(node: Node, only_itself: bool) -> str:
        return addresses.of_errors(node, itself=only_itself)

    return erring_units(own, channel, address=address)


def causes(counted: Mapping[int | None, int], addresses: Addresses) -> CauseTable:
    """Top causes; one with finer causes that also occur stands for the tickets filed under itself alone."""
    known = Category.objects.of(Tree.CAUSE).in_bulk([pk for pk in counted if pk is not None])
    paths = [category.path for category in known.values()]
    rows = [CountedCause("", "", counted.get(None, 0), addresses.tickets(cause="none"))]
    for pk, category in known.items():
        finer = any(path != category.path and is_at_or_below(path, category.path) for path in paths)
        name = _("%(cause)s, not specified further") % {"cause": category.name} if finer else category.name
        behind = addresses.tickets(cause=category.code, cause_exact="1" if finer else "")
        rows.append(CountedCause(name, category.code, counted[pk], behind))
    return cause_table(rows, others=addresses.of_other_causes)
