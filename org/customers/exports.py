"""Customer bases as a sheet, in the columns that the import reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.exports.registry import Column, listing
from org.access.choices import Right
from org.customers.forms import BaseFilter
from org.customers.models import CustomerBase

if TYPE_CHECKING:
    from org.customers.models import CustomerBaseQuerySet
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> CustomerBaseQuerySet:
    found = BaseFilter(params, person=person).narrow(CustomerBase.objects.visible_to(person))
    return found.select_related("unit", "entered_by").order_by("-month", "pk")


listing(
    "customer-bases",
    _("Customer bases"),
    Right.CUSTOMER_BASE_VIEW,
    columns=[
        Column(_("Unit"), lambda row: row.unit.name, width=20),
        Column(_("Unit code"), lambda row: row.unit.code),
        Column(_("Month"), lambda row: row.month),
        Column(_("Customers"), lambda row: row.customers),
        Column(_("Counted on"), lambda row: row.counted_on),
        Column(_("Source"), lambda row: row.source, width=24),
        Column(_("Entered by"), lambda row: row.entered_by.name if row.entered_by else ""),
    ],
    rows=_rows,
)
