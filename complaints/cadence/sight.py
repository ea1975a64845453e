"""What of a sheet a reader may see: its numbers are everybody's, its tickets only those of the reader's units."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext as _

from complaints.batches.models import Batch
from complaints.cadence.models import SheetTicket
from complaints.cadence.words import LISTS
from complaints.tickets.models import Complaint
from improvement.models import Action
from org.access.choices import Right

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.cadence.models import Sheet
    from org.people.models import Person

_LISTED: Mapping[str, Any] = {"complaint": Complaint.objects, "batch": Batch.objects, "action": Action.objects}


@dataclass(frozen=True)
class Sight:
    """`cells` are the figures with a ticket that the reader may open, None all of them; `hidden` of the `counted`
    tickets are out of sight, and the lists are without their lines."""

    lists: Mapping[str, list[dict[str, Any]]]
    cells: frozenset[str] | None = None
    counted: int = 0
    hidden: int = 0

    def opens(self, cell: str) -> bool:
        return self.cells is None or cell in self.cells

    def __str__(self) -> str:
        """What a reader is told who does not see everything; empty otherwise."""
        if not self.hidden:
            return ""
        said = {"seen": self.counted - self.hidden, "counted": self.counted}
        return _("%(seen)s of the %(counted)s tickets counted here are of your units; the others are not shown.") % said


def sight_of(sheet: Sheet, person: Person) -> Sight:
    """What `person` may see of the sheet: one question where that is everything, two where it is not."""
    lists = _lists(sheet, person)
    if person.reaches_all(Right.COMPLAINT_VIEW):
        return Sight(lists)
    visible = Complaint.objects.visible_to(person).filter(pk=OuterRef("complaint"))
    mine = SheetTicket.objects.filter(sheet=sheet).annotate(seen=Exists(visible.order_by())).order_by()
    by_cell = list(mine.values_list("cell", "seen").annotate(tickets=Count("pk")))
    cells = frozenset(cell for cell, seen, _tickets in by_cell if seen)
    if all(seen for _cell, seen, _tickets in by_cell):
        return Sight(lists, cells)
    counts = {"counted": Count("complaint", distinct=True)}
    found = mine.aggregate(hidden=Count("complaint", distinct=True, filter=Q(seen=False)), **counts)
    return Sight(lists, cells, **found)


def _lists(sheet: Sheet, person: Person) -> dict[str, list[dict[str, Any]]]:
    """The sheet's lists without the words of what the person may not see."""
    kept = sheet.content["lists"]
    asked: dict[str, set[str]] = {}
    for code, lines in kept.items():
        asked.setdefault(LISTS[code][1], set()).update(line["number"] for line in lines)
    open_to = {
        door: set(_LISTED[door].visible_to(person).filter(number__in=numbers).values_list("number", flat=True))
        for door, numbers in asked.items()
        if numbers
    }
    return {
        code: [line for line in lines if line["number"] in open_to.get(LISTS[code][1], ())]
        for code, lines in kept.items()
    }
