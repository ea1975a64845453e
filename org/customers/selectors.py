"""Which customer base counts for a unit in a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from org.customers.models import CustomerBase

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
