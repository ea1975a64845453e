"""The result of an act on many tickets as a sheet: every ticket that was asked for, once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from complaints.bulk.models import BulkAct
from core.exports.registry import Column, listing
from org.access.choices import Right

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from complaints.bulk.models import BulkRow
    from org.people.models import Person


def _rows(person: Person, params: Mapping[str, str]) -> QuerySet[BulkRow]:
    number = params.get("bulk", "")
    if not number.isdecimal() or len(number) > 18:
        raise Http404
    return get_object_or_404(BulkAct.objects.visible_to(person), pk=int(number)).rows.order_by("pk")


COLUMNS = [
    Column(_("Ticket number"), lambda row: row.number, width=16),
    Column(_("Result"), lambda row: row.get_result_display()),
    Column(_("Why"), lambda row: row.sentence, width=60),
    Column(_("When"), lambda row: row.at, width=20),
]

listing("bulk", _("Result of an act on many tickets"), Right.COMPLAINT_VIEW, columns=COLUMNS, rows=_rows)
