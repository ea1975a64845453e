"""Who hears of a field order."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.fieldorders.choices import ReviewResult
from core.notifications.registry import declare
from core.notifications.services import notify
from org.people.choices import Role
from org.people.selectors import in_role

if TYPE_CHECKING:
    from complaints.fieldorders.models import FieldOrder
    from org.people.models import Person

SENT, FALSE_CLOSURE, FALSE_REPORT = "field_order.sent", "field_order.false_closure", "field_order.false_report"

declare(SENT, sentence=_("%(by)s sends you out: %(number)s, %(place)s"))
declare(FALSE_CLOSURE, sentence=_("False closure found by a call: %(number)s, done by %(worker)s"))
declare(FALSE_REPORT, sentence=_("The customer says nobody came: %(number)s, reported by %(worker)s"))


def tell_worker(order: FieldOrder, *, by: Person, now: dt.datetime) -> None:
    if order.worker is not None and order.worker != by:
        _tell(SENT, order, [order.worker], by=by, now=now)


def tell_false(order: FieldOrder, *, by: Person, now: dt.datetime) -> None:
    """The service managers over the unit that went, at once."""
    kind = FALSE_CLOSURE if order.review == ReviewResult.FALSE_CLOSURE else FALSE_REPORT
    _tell(kind, order, in_role(Role.SERVICE_MANAGER, order.unit_path), by=by, now=now)


def _tell(kind: str, order: FieldOrder, told: object, *, by: Person, now: dt.datetime) -> None:
    params = {"number": order.number, "place": order.place, "by": str(by), "worker": str(order.worker or "")}
    notify(
        kind,
        recipients=told,  # type: ignore[arg-type]
        params=params,
        address=reverse("field_order", args=[order.number]),
        key=f"{kind}:{order.pk}:{order.version}",
        now=now,
        urgent=True,
    )
