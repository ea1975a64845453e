"""The 3·15 readiness list as a sheet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.detection.readiness import days_from, ready_rows
from complaints.tickets.clocks import moment
from core.exports.registry import Column, listing
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> ComplaintQuerySet:
    return ready_rows(person, days=days_from(params.get("days", "")), now=timezone.now())


COLUMNS = [
    Column(_("First contact"), lambda row: str(row.first_contact or "")),
    Column(_("Ticket number"), lambda row: row.number, width=16),
    Column(_("Subject"), lambda row: row.subject, width=36),
    Column(_("Channel"), lambda row: row.get_channel_display()),
    Column(_("Unit"), lambda row: row.unit.name, width=18),
    Column(_("Received"), lambda row: moment(row.received_at), width=17),
    Column(_("Due"), lambda row: moment(row.due_at), width=17),
    Column(_("Handler"), lambda row: str(row.handler or "")),
]

listing("readiness", _("3·15 readiness"), Right.COMPLAINT_VIEW, columns=COLUMNS, rows=_rows)
