"""The contact sheet of a batch: whom to call, and who was answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from complaints.batches.models import Batch, BatchMember
from complaints.batches.selectors import members_for
from complaints.tickets.clocks import moment
from complaints.tickets.rules import masked_name
from core.exports.registry import Column, listing
from core.phones.services import unseal
from org.access.choices import Right

if TYPE_CHECKING:
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> list[BatchMember]:
    """Those whom the person may answer: whoever only sees a ticket takes no list of customers along."""
    found = get_object_or_404(Batch.objects.visible_to(person), number=params.get("batch", ""))
    return members_for(found, person, right=Right.COMPLAINT_EDIT)


COLUMNS = [
    Column(_("Ticket number"), lambda row: row.complaint.number, width=16),
    Column(_("Unit"), lambda row: row.complaint.unit.name, width=18),
    Column(
        _("Customer"),
        lambda row: masked_name(row.complaint.customer_name),
        revealed=lambda row: row.complaint.customer_name,
    ),
    Column(
        _("Phone"),
        lambda row: row.complaint.phone_masked,
        width=16,
        revealed=lambda row: unseal(row.complaint.phone_sealed) if row.complaint.phone_sealed else "",
    ),
    Column(_("Subject"), lambda row: row.complaint.subject, width=36),
    Column(_("Received"), lambda row: moment(row.complaint.received_at), width=17),
    Column(_("Handler"), lambda row: str(row.complaint.handler or "")),
    Column(_("Answered"), lambda row: moment(row.answered_at), width=17),
]

listing("batch", _("Batch contacts"), Right.COMPLAINT_EDIT, columns=COLUMNS, rows=_rows)
