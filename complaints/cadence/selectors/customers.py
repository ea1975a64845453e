"""Whose names may stand in the words of a batch, of a corrective action or of an answer, so that they are masked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from complaints.batches.models import BatchMember
from complaints.cadence.models import Sheet, SheetTicket
from complaints.tickets.choices import EventKind
from complaints.tickets.models import Complaint, ComplaintEvent

if TYPE_CHECKING:
    from complaints.batches.models import Batch
    from improvement.models import Action

TICKET, SHEET = "complaints.complaint", Sheet._meta.label_lower
Names = dict[int, set[str]]


def of_batches(batches: Collection[Batch]) -> Names:
    """By batch the customers of its tickets, also of those taken out since: its title may be from one of them."""
    numbers = {batch.number: batch.pk for batch in batches}
    if not numbers:
        return {}
    members = BatchMember.objects.filter(batch__in=numbers.values()).order_by()
    left = ComplaintEvent.objects.filter(kind=EventKind.BATCH, data__batch__in=list(numbers)).order_by()
    found = _gathered(members.values_list("batch", "complaint__customer_name").distinct())
    for number, name in left.values_list("data__batch", "complaint__customer_name").distinct():
        found[numbers[number]].add(name)
    return found


def of_actions(actions: Collection[Action]) -> Names:
    """By action the customers of what it came from: a ticket, or the tickets of a week's problems."""
    origins: dict[str, set[int]] = defaultdict(set)
    for action in actions:
        origins[action.origin_label].add(action.origin_id)
    tickets = Complaint.objects.filter(pk__in=origins[TICKET]).order_by()
    sheets = SheetTicket.objects.filter(sheet__in=origins[SHEET]).order_by()
    known = {
        TICKET: _gathered(tickets.values_list("pk", "customer_name")),
        SHEET: _gathered(sheets.values_list("sheet", "complaint__customer_name").distinct()),
    }
    return {action.pk: known.get(action.origin_label, {}).get(action.origin_id, set()) for action in actions}


def of_sheet(sheet: Sheet) -> set[str]:
    """The customers of the tickets that a sheet counts: what is written below it may name one of them."""
    counted = SheetTicket.objects.filter(sheet=sheet).order_by().values("complaint")
    return set(Complaint.objects.filter(pk__in=counted).order_by().values_list("customer_name", flat=True))


def _gathered(pairs: Iterable[tuple[int, str]]) -> Names:
    found: Names = defaultdict(set)
    for pk, name in pairs:
        found[pk].add(name)
    return found
