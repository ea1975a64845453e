"""Own and channel errors by bureau and sub-bureau (S0 1.4): zero rows listed, groups summed from rows (I-01)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from complaints.tickets.choices import ErrorSide
from kpi.reports.choices import GROUPS_AT_A_GLANCE
from org.units.choices import UnitKind
from org.units.rules import STEP_WIDTH, is_at_or_below


@dataclass(frozen=True)
class Node:
    """A unit as the tables need it: where it stood then, and its name of today.

    `listed` says whether it was active in the period, `moved` that it hangs elsewhere today.
    """

    path: str
    code: str
    name: str
    kind: str
    position: int = 0
    has_control: bool = True
    listed: bool = True
    moved: bool = False

    @property
    def order(self) -> tuple[int, str]:
        return (self.position, self.path)


Address: TypeAlias = Callable[[Node, bool], str]
"""Makes the address of the tickets behind a count from the unit and whether only that very unit is meant."""


@dataclass(frozen=True)
class ErrorRow:
    """`itself` marks errors filed at a unit with others below it, and at none of those."""

    node: Node
    count: int
    address: str = ""
    itself: bool = False

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def code(self) -> str:
        return self.node.code


@dataclass(frozen=True)
class ErrorGroup:
    """A bureau with its sub-bureaus; a department is a group of one row, itself."""

    node: Node
    address: str
    rows: tuple[ErrorRow, ...]

    @property
    def name(self) -> str:
        return self.node.name

    @property
    def code(self) -> str:
        return self.node.code

    @property
    def count(self) -> int:
        return sum(row.count for row in self.rows)


@dataclass(frozen=True)
class ErrorTable:
    side: ErrorSide
    groups: tuple[ErrorGroup, ...]
    total: int
    previous: int | None
    address: str = ""
    previous_address: str = ""

    @property
    def rows(self) -> tuple[ErrorRow, ...]:
        return tuple(row for group in self.groups for row in group.rows)

    @property
    def shown(self) -> tuple[ErrorGroup, ...]:
        """The groups that stand open: all of a short table, those with errors of a long one."""
        if len(self.groups) <= GROUPS_AT_A_GLANCE:
            return self.groups
        return tuple(group for group in self.groups if group.count)

    @property
    def folded(self) -> tuple[ErrorGroup, ...]:
        """The others: zero rows that would bury the rest."""
        return tuple(group for group in self.groups if group not in self.shown)

    @property
    def is_flat(self) -> bool:
        """Whether no group has rows below it, so that one column says all."""
        return all(len(group.rows) == 1 and group.rows[0].node == group.node for group in self.groups)


def error_groups(
    counts: Mapping[str, int],
    *,
    top: str,
    nodes: Mapping[str, Node],
    kinds: Collection[UnitKind],
    address: Address,
) -> tuple[ErrorGroup, ...]:
    """Counts by path of the erring unit as groups under the unit at `top`.

    Units of `kinds` are listed even at zero, others once they have a count. Errors found at
    units outside `top` keep rows of their own, so that the groups always sum to all counts.
    """
    inside = {path: count for path, count in counts.items() if is_at_or_below(path, top)}
    members = _members(inside, top=top, nodes=nodes, kinds=kinds)
    groups = [
        _alone(node, sum(below.values()), address, itself=True)
        if node.path == top and len(members) > 1
        else _group(node, below, nodes=nodes, kinds=kinds, address=address)
        for node, below in members
    ]
    outside = sorted((nodes[path].order, path) for path in counts if path not in inside)
    return (*groups, *(_alone(nodes[path], counts[path], address) for _order, path in outside))


def _members(
    counts: Mapping[str, int], *, top: str, nodes: Mapping[str, Node], kinds: Collection[UnitKind]
) -> list[tuple[Node, dict[str, int]]]:
    """The units just below `top` in order, each with the counts at or below it; `top` itself last, if it has any."""
    members: dict[str, dict[str, int]] = defaultdict(dict)
    for path, count in counts.items():
        members[path[: len(top) + STEP_WIDTH]][path] = count
    shown = set(members) | {node.path for node in children(top, nodes.values()) if _is_listed(node, kinds)}
    if not shown:
        shown = {top}
    ordered = sorted((nodes[path] for path in shown), key=lambda node: (node.path == top, node.order))
    return [(node, members.get(node.path, {})) for node in ordered]


def _group(
    node: Node,
    counts: Mapping[str, int],
    *,
    nodes: Mapping[str, Node],
    kinds: Collection[UnitKind],
    address: Address,
) -> ErrorGroup:
    members = _members(counts, top=node.path, nodes=nodes, kinds=kinds)
    alone = [member.path for member, _counts in members] == [node.path]
    rows = []
    for member, below in members:
        itself = member.path == node.path and not alone
        rows.append(ErrorRow(member, sum(below.values()), address(member, itself), itself))
    return ErrorGroup(node, address(node, False), tuple(rows))


def _alone(node: Node, count: int, address: Address, *, itself: bool = False) -> ErrorGroup:
    behind = address(node, True)
    return ErrorGroup(node, behind, (ErrorRow(node, count, behind, itself),))


def children(top: str, nodes: Iterable[Node]) -> list[Node]:
    depth = len(top) + STEP_WIDTH
    return [node for node in nodes if len(node.path) == depth and is_at_or_below(node.path, top)]


def _is_listed(node: Node, kinds: Collection[UnitKind]) -> bool:
    return node.listed and node.kind in kinds


@dataclass(frozen=True)
class ErringUnit:
    """Own and channel errors of one row together, for "where do errors gather?"."""

    name: str
    code: str
    own: int
    channel: int
    address: str = ""
    own_address: str = ""
    channel_address: str = ""

    @property
    def total(self) -> int:
        return self.own + self.channel


def erring_units(own: ErrorTable, channel: ErrorTable, *, address: Address) -> tuple[ErringUnit, ...]:
    """Rows of both tables joined by unit, most errors first; those without any left out."""
    sides: dict[tuple[Node, bool], dict[ErrorSide, ErrorRow]] = defaultdict(dict)
    for table in (own, channel):
        for row in table.rows:
            if row.count:
                sides[row.node, row.itself][table.side] = row
    units = [_erring(node, rows, address(node, itself)) for (node, itself), rows in sides.items()]
    return tuple(sorted(units, key=lambda unit: (-unit.total, -unit.own, unit.name)))


def _erring(node: Node, rows: Mapping[ErrorSide, ErrorRow], both: str) -> ErringUnit:
    """A unit that erred on one side only opens that side: the other table may divide its units otherwise."""
    none = ErrorRow(node, 0)
    own, channel = rows.get(ErrorSide.OWN, none), rows.get(ErrorSide.CHANNEL, none)
    return ErringUnit(
        name=node.name,
        code=node.code,
        own=own.count,
        channel=channel.count,
        address=both if len(rows) > 1 else own.address or channel.address,
        own_address=own.address,
        channel_address=channel.address,
    )
