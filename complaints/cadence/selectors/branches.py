"""The branch that a unit belongs to: no further than that do a department's causes and problems reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from complaints.cadence.selectors.gathering import below
from org.units.choices import UnitKind
from org.units.models import Unit, below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person
    from org.units.models import UnitQuerySet


def branch_over(unit: Unit) -> Unit:
    """The nearest branch at or above the unit; where there is none, the top of its tree."""
    above = list(Unit.objects.filter(path__in=chain(unit.path)).order_by("-path"))
    return next((one for one in above if one.kind == UnitKind.BRANCH), above[-1])


def branches_where(person: Person, right: str) -> UnitQuerySet:
    """Branches, and tops of the tree, that lie wholly where the person holds `right`."""
    mine = Unit.objects.where(person, right)
    return (mine.filter(kind=UnitKind.BRANCH) | mine.filter(parent=None)).in_tree_order()


def of_its_own(branch: Unit) -> ComplaintQuerySet:
    """The branch's tickets that count, without those of a branch below it."""
    inner = Unit.objects.at_or_below(branch).filter(kind=UnitKind.BRANCH).exclude(pk=branch.pk)
    return below(branch).exclude(below_any("unit_path", inner.values_list("path", flat=True)))
