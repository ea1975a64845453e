"""The acts on customer bases. A figure already published keeps the base it was computed with (K20)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audit.services import record
from core.refusals import Refusal
from org.customers.models import CustomerBase
from org.customers.rules import MOST_CUSTOMERS, is_month, is_surprising

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person
    from org.units.models import Unit


class CannotSetCustomers(Refusal):
    """The number cannot be a customer base of that month."""


@transaction.atomic
def enter_customer_base(
    *,
    unit: Unit,
    month: str,
    customers: int,
    source: str,
    by: Person | None,
    now: dt.datetime,
    counted_on: dt.date | None = None,
    looked_twice: bool = False,
) -> CustomerBase:
    """The customers of `unit` in `month` ("2011-01"), counted on a day, by a source. Raises CannotSetCustomers.

    A number that differs by more than half from the latest month before needs `looked_twice`.
    """
    if CustomerBase.objects.filter(unit=unit, month=month).exists():
        raise CannotSetCustomers(
            _("%(unit)s has a customer base for %(month)s; change that one.") % {"unit": unit.name, "month": month},
            field="month",
        )
    _check(unit, month, customers, source, now=now, looked_twice=looked_twice)
    base = CustomerBase.objects.create(
        unit=unit,
        month=month,
        customers=customers,
        counted_on=counted_on,
        source=source.strip(),
        entered_by=by,
        entered_at=now,
    )
    record("customers.entered", by=by, now=now, about=base, data={**_facts(base), "unit": unit.code})
    return base


@transaction.atomic
def change_customer_base(
    *,
    base: CustomerBase,
    customers: int,
    source: str,
    by: Person | None,
    now: dt.datetime,
    counted_on: dt.date | None = None,
    looked_twice: bool = False,
) -> CustomerBase:
    """Correct a base; who entered what before stays in its history. Raises CannotSetCustomers."""
    _check(base.unit, base.month, customers, source, now=now, looked_twice=looked_twice)
    before = _facts(base)
    seen = base.entered_at
    fields = {"customers": customers, "source": source.strip(), "counted_on": counted_on}
    if all(getattr(base, name) == value for name, value in fields.items()):
        return base
    moved = CustomerBase.objects.filter(pk=base.pk, entered_at=seen).update(**fields, entered_by=by, entered_at=now)
    if not moved:
        raise CannotSetCustomers(_("Somebody changed this number a moment ago; look again."))
    base.refresh_from_db()
    record("customers.changed", by=by, now=now, about=base, data={"before": before, "after": _facts(base)})
    return base


def _check(unit: Unit, month: str, customers: int, source: str, *, now: dt.datetime, looked_twice: bool) -> None:
    if not is_month(month):
        raise CannotSetCustomers(_("Write the month as 2011-01."), field="month")
    if month > f"{timezone.localdate(now):%Y-%m}":
        raise CannotSetCustomers(_("%(month)s has not begun yet.") % {"month": month}, field="month")
    if not 0 < customers <= MOST_CUSTOMERS:
        raise CannotSetCustomers(
            _("A customer base is a whole number from 1 to %(most)s.") % {"most": f"{MOST_CUSTOMERS:,}"},
            field="customers",
        )
    if not source.strip():
        raise CannotSetCustomers(_("Say where the number comes from."), field="source")
    latest = CustomerBase.objects.filter(unit=unit, month__lt=month).order_by("-month").first()
    if latest and not looked_twice and is_surprising(customers, before=latest.customers):
        raise CannotSetCustomers(
            _("In %(month)s it was %(before)s: more than half apart. Tick the box if the number is right.")
            % {"month": latest.month, "before": f"{latest.customers:,}"},
            field="looked_twice",
        )


def _facts(base: CustomerBase) -> dict[str, object]:
    return {
        "month": base.month,
        "customers": base.customers,
        "counted_on": base.counted_on.isoformat() if base.counted_on else None,
        "source": base.source,
    }
