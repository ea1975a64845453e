"""Which customer base counts for a unit in a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from org.customers.models import CustomerBase, CustomerBaseQuerySet
from org.customers.rules import is_month

if TYPE_CHECKING:
    from collections.abc import Iterable

    from org.units.models import Unit


def customers_of(unit: Unit, month: str) -> CustomerBase | None:
    """The customers counted for `unit` in `month` ("2011-01"), with source and date (I-03).

    None when nobody entered one: a rate without its denominator is "no data", never zero (K20).
    """
    return CustomerBase.objects.select_related("unit").filter(unit=unit, month=month).first()


def customers_by_unit(units: Iterable[Unit], months: Iterable[str]) -> dict[tuple[int, str], CustomerBase]:
    """The bases of many units and months at once, by (unit id, month); missing ones are left out."""
    rows = CustomerBase.objects.filter(unit__in=list(units), month__in=list(months))
    return {(row.unit_id, row.month): row for row in rows}


@dataclass(frozen=True)
class BasePage:
    """Bases, newest month first; `next` is where the following page begins, None on the last."""

    rows: list[CustomerBase]
    next: str | None


def page_of(bases: CustomerBaseQuerySet, *, after: str = "", size: int = 50) -> BasePage:
    """The `size` bases after the one that `after` ("2011-01~17") names, or the newest."""
    month, _sign, number = after.partition("~")
    rows = bases.select_related("unit", "entered_by").order_by("-month", "pk")
    if is_month(month) and number.isascii() and number.isdigit() and len(number) < 16:
        rows = rows.filter(Q(month__lt=month) | Q(month=month, pk__gt=int(number)))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    return BasePage(found, f"{found[-1].month}~{found[-1].pk}" if more else None)
