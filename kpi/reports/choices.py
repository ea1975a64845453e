"""Which kinds of unit an error table lists even at zero (S0 1.4: by bureau and sub-bureau)."""

from __future__ import annotations

from complaints.tickets.choices import ErrorSide
from org.units.choices import UnitKind

_TREE = {UnitKind.COMPANY, UnitKind.BRANCH, UnitKind.BUREAU, UnitKind.SUB_BUREAU}

LISTED_KINDS: dict[ErrorSide, frozenset[UnitKind]] = {
    ErrorSide.OWN: frozenset(_TREE | {UnitKind.DEPARTMENT}),
    ErrorSide.CHANNEL: frozenset(_TREE | {UnitKind.CHANNEL_AGENT}),
}
"""Statistical regions have no people who could err; any other kind is listed once it has an error."""

TOP_CAUSES = 10

GROUPS_AT_A_GLANCE = 12
"""A longer error table folds its groups without errors."""
