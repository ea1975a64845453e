"""What field orders add to a ticket. Imported when the app is ready."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.fieldorders.choices import OrderState, ReviewResult
from complaints.fieldorders.models import FieldOrder
from complaints.fieldorders.presenter import OrderPanel, order_lines
from complaints.tickets import registry
from complaints.tickets.choices import EventKind, State
from complaints.tickets.registry import Panel
from core.audit.registry import call, mean
from org.access.choices import Right

if TYPE_CHECKING:
    from complaints.tickets.models import Complaint
    from org.people.models import Person


def _said(data: dict[str, Any]) -> list[str]:
    lines = [data["order"], str(OrderState(data["order_state"]).label)]
    if data.get("worker"):
        lines.append(_("to %(name)s") % {"name": data["worker"]})
    if data.get("review"):
        lines.append(str(ReviewResult(data["review"]).label))
    if data.get("recording"):
        lines.append(_("recording %(number)s") % {"number": data["recording"]})
    return lines


def _beside(complaint: Complaint, person: Person, now: dt.datetime) -> OrderPanel | None:
    orders = FieldOrder.objects.filter(complaint=complaint).select_related("worker").order_by("-pk")
    lines = order_lines(orders, now=now)
    may_record = complaint.state == State.OPEN and person.may(Right.COMPLAINT_EDIT, at=complaint)
    return OrderPanel(lines, may_record, complaint.number) if lines or may_record else None


registry.tell_in_lines(EventKind.FIELD_ORDER, _said)
registry.show_beside(51, Panel(gettext_lazy("Field orders"), "complaints/fieldorders/_beside.html", _beside))

call("order", gettext_lazy("Field order"))
call("order_state", gettext_lazy("State"))
call("worker", gettext_lazy("Who goes"))
call("review", gettext_lazy("What the customer says on the phone"))
mean("order_state", lambda _values: dict(OrderState.choices), of="complaint.field_order")
mean("review", lambda _values: dict(ReviewResult.choices), of="complaint.field_order")
