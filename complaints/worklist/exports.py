"""The worklist on its way to a sheet: the rows the page shows, with the columns named here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import BooleanField, Case, Value, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from complaints.tickets.filters import matching
from complaints.tickets.paging import ORDERS, Sort, ordered
from complaints.tickets.rules import masked_name
from core.exports.registry import Column, listing
from core.phones.services import unseal
from org.access.choices import Right
from org.units.models import below_any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from complaints.tickets.models import ComplaintQuerySet
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> ComplaintQuerySet:
    rows = matching(person, params, now=timezone.now())
    order = ORDERS[Sort(params.get("sort") or Sort.NEWEST)]
    related = ("unit", "product", "phenomenon", "cause", "handler", "error_unit")
    class_seen = When(below_any("unit_path", person.paths_for(Right.DIFFICULT_VIEW)), then=Value(True))
    sees_class = Case(class_seen, default=Value(False), output_field=BooleanField())
    return ordered(rows, order).select_related(*related).annotate(sees_class=sees_class).defer("grams")


def _name(thing: object | None) -> str:
    return "" if thing is None else str(thing)


COLUMNS = [
    Column(_("Ticket number"), lambda row: row.number, width=16),
    Column(_("Received"), lambda row: row.received_at, width=20),
    Column(_("Registered at"), lambda row: row.registered_at, width=20),
    Column(_("State"), lambda row: row.get_state_display()),
    Column(_("Due"), lambda row: row.due_at, width=20),
    Column(_("Closed at"), lambda row: row.closed_at, width=20),
    Column(_("Channel"), lambda row: row.get_channel_display()),
    Column(_("Unit"), lambda row: row.unit.name, width=18),
    Column(_("Place"), lambda row: row.place, width=20),
    Column(_("Subject"), lambda row: row.subject, width=36),
    Column(_("What the customer says"), lambda row: row.text, width=60),
    Column(_("Customer"), lambda row: masked_name(row.customer_name), revealed=lambda row: row.customer_name),
    Column(_("Phone"), lambda row: row.phone_masked, width=16, revealed=lambda row: unseal(row.phone_sealed)),
    Column(_("Customer level"), lambda row: row.get_customer_level_display()),
    Column(_("Customer class"), lambda row: row.get_customer_class_display() if row.sees_class else ""),
    Column(_("Grade"), lambda row: row.grade),
    Column(_("Product"), lambda row: _name(row.product)),
    Column(_("Phenomenon"), lambda row: _name(row.phenomenon)),
    Column(_("Cause"), lambda row: _name(row.cause), width=20),
    Column(_("Service process"), lambda row: row.get_process_display()),
    Column(_("Error"), lambda row: row.get_error_side_display()),
    Column(_("Unit of the error"), lambda row: _name(row.error_unit)),
    Column(_("Validity"), lambda row: row.get_validity_display()),
    Column(_("Handler"), lambda row: _name(row.handler)),
    Column(_("Outcome"), lambda row: row.get_outcome_display()),
    Column(_("What was done"), lambda row: row.outcome_note, width=40),
    Column(_("Reopened, times"), lambda row: row.reopened_count),
    Column(_("Number at the source"), lambda row: row.source_key or "", width=18),
    Column(_("Source system"), lambda row: row.source if row.source_key else ""),
]

listing("complaints", _("Complaints"), Right.COMPLAINT_VIEW, columns=COLUMNS, rows=_rows)
