"""What a sheet says, which units have one, and how an address finds the tickets behind a figure."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Protocol

from django.db.models import Q

from complaints.cadence.choices import SheetKind
from complaints.cadence.rules import Draft, Span
from complaints.cadence.selectors.branches import branch_over, branches_where
from complaints.cadence.selectors.meetings import daily, meeting_day, monthly, weekly
from complaints.cadence.selectors.problems import causes_of, departments, heads, owned, owners_on, problems
from complaints.cadence.selectors.quality import quality, standard_on, standard_row
from org.units.choices import UnitKind
from org.units.models import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "branch_over",
    "branches_where",
    "causes_of",
    "compose",
    "departments",
    "heads",
    "meeting_day",
    "owned",
    "owners_on",
    "standard_on",
    "standard_row",
    "units_with",
]


class Composer(Protocol):
    def __call__(self, draft: Draft, unit: Unit, span: Span, *, now: dt.datetime) -> None: ...


COMPOSERS: Mapping[SheetKind, Composer] = {
    SheetKind.DAILY: daily,
    SheetKind.WEEKLY: weekly,
    SheetKind.MONTHLY: monthly,
    SheetKind.QUALITY: quality,
    SheetKind.PROBLEMS: problems,
}


def compose(unit: Unit, span: Span, *, now: dt.datetime) -> Draft:
    """The sheet of `unit` for `span` as the rows stand now."""
    draft = Draft()
    COMPOSERS[span.kind](draft, unit, span, now=now)
    return draft


def units_with(kind: SheetKind, *, on: dt.date) -> list[Unit]:
    """The units that get this sheet by themselves: tops of the tree, branches, bureaus and departments; of the
    problem output whoever answers for problems."""
    if kind == SheetKind.PROBLEMS:
        return departments(on=on)
    wanted = Q(parent=None) | Q(kind__in=[UnitKind.BRANCH, UnitKind.BUREAU, UnitKind.DEPARTMENT])
    return list(Unit.objects.active(on=on).filter(wanted).in_tree_order())
