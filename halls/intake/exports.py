"""Visits and days counted by hand on their way to a sheet: the rows that the pages show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.exports.registry import Column, listing
from halls.intake.choices import Channel
from halls.intake.filters import TotalFilter, VisitFilter
from halls.intake.rules import MINUTE
from halls.queue.choices import Origin, Outcome
from org.access.choices import Right

if TYPE_CHECKING:
    from halls.intake.models import DayTotalQuerySet
    from halls.queue.models import Visit, VisitQuerySet
    from org.people.models import Person


def _visits(person: Person, params: Mapping[str, str]) -> VisitQuerySet:
    form = VisitFilter(params, person=person)
    return form.rows().select_related("premises__unit", "service", "counter", "staff").order_by("arrived_at", "pk")


def _totals(person: Person, params: Mapping[str, str]) -> DayTotalQuerySet:
    form = TotalFilter(params, person=person)
    return form.rows().select_related("premises__unit", "service", "made_by").order_by("business_day", "pk")


def _minutes(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / MINUTE, 2)


def _zoned(name: str) -> Any:
    """A moment as the hall's own clock showed it; without a zone, or the sheet would show it by the house's."""

    def value(row: Visit) -> dt.datetime | None:
        moment = row.in_hall(getattr(row, name))
        return moment.replace(tzinfo=None) if moment else None

    return value


VISITS = [
    Column(_("Hall"), lambda row: row.premises.unit.name, width=24),
    Column(_("Day"), lambda row: row.business_day),
    Column(pgettext_lazy("of a queue", "Ticket"), lambda row: row.label),
    Column(_("Service"), lambda row: row.service.name, width=18),
    Column(_("Origin"), lambda row: str(Origin(row.origin).label), width=18),
    Column(_("Outcome"), lambda row: str(Outcome(row.outcome).label) if row.outcome else "", width=18),
    Column(_("Arrival"), _zoned("arrived_at"), width=18),
    Column(_("First called"), _zoned("called_at"), width=18),
    Column(_("Service started"), _zoned("served_at"), width=18),
    Column(_("End of the visit"), _zoned("ended_at"), width=18),
    Column(_("Waited, minutes"), lambda row: _minutes(row.wait_seconds)),
    Column(_("Served, minutes"), lambda row: _minutes(row.serve_seconds)),
    Column(_("Counter"), lambda row: row.counter.name if row.counter else ""),
    Column(_("Staff number"), lambda row: row.staff.staff_number if row.staff else ""),
    Column(_("Counts for its day"), lambda row: row.is_counted),
]

TOTALS = [
    Column(_("Hall"), lambda row: row.premises.unit.name, width=24),
    Column(_("Day"), lambda row: row.business_day),
    Column(_("Counted at"), lambda row: str(Channel(row.channel).label), width=18),
    Column(_("Service"), lambda row: row.service.name if row.service else "", width=18),
    Column(_("Customers"), lambda row: row.tickets),
    Column(_("Over the wait limit"), lambda row: row.over_limit),
    Column(_("Served"), lambda row: row.served),
    Column(_("Left"), lambda row: row.left),
    Column(_("Why by hand"), lambda row: row.reason, width=30),
    Column(_("Version"), lambda row: row.version),
    Column(_("Taken back"), lambda row: row.is_withdrawn),
    Column(_("Counts for its day"), lambda row: row.is_counted),
    Column(_("By"), lambda row: row.made_by.staff_number),
]

listing("visits", _("Visits"), Right.HALL_VIEW, columns=VISITS, rows=_visits)
listing("day-totals", _("Days counted by hand"), Right.HALL_VIEW, columns=TOTALS, rows=_totals)
