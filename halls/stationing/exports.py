"""Stints, months and scores compared on their way to a sheet: the rows that the pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.exports.registry import Column, listing
from core.exports.services import CannotExport
from core.periods.rules import Month
from core.ui.words import no_data
from halls.stationing.choices import StintState
from halls.stationing.filters import ComparedFilter, StintFilter, TableFilter
from halls.stationing.models import StationingCampaign, Stint, StintQuerySet
from halls.stationing.presenter import ComparedLine, compared_lines, compared_total, printed
from halls.stationing.rules import Received
from halls.stationing.selectors import Line, before_after, by_hall, by_manager, by_month
from org.access.choices import Right

if TYPE_CHECKING:
    from core.exports.registry import Cell
    from org.people.models import Person

TABLES = {"month": by_month, "hall": by_hall, "manager": by_manager}
RATE = gettext_lazy("Resolved on the spot, %")


def _stints(person: Person, params: Mapping[str, str]) -> StintQuerySet:
    chosen = StintFilter(params, person=person)
    rows = chosen.rows()
    _refuse(chosen.wrong)
    return rows.select_related("unit", "manager", "campaign")


def _months(person: Person, params: Mapping[str, str]) -> Iterable[Line]:
    chosen = TableFilter(params, person=person)
    rows = chosen.narrowed()
    _refuse(chosen.wrong)
    first, last = chosen.months(Month.of(timezone.localdate()))
    table = TABLES[chosen.cleaned_data.get("by") or "month"](rows.in_months(first, last))
    return [*table.lines, Line("", _("In all"), table.stints, table.total)]


def _compared(person: Person, params: Mapping[str, str]) -> Iterable[ComparedLine]:
    chosen = ComparedFilter(params)
    chosen.is_valid()
    _refuse(chosen.wrong)
    wanted = chosen.cleaned_data.get("campaign")
    campaign = StationingCampaign.objects.visible_to(person).filter(pk=wanted or 0).select_related("unit").first()
    if campaign is None:
        raise CannotExport(gettext_lazy("There is no such campaign here."))
    table = before_after(campaign, *chosen.asked(campaign))
    return [*compared_lines(table), compared_total(table)]


def _refuse(wrong: list[str]) -> None:
    if wrong:
        raise CannotExport(" ".join(wrong))


def _rate(received: Received) -> Cell:
    return no_data() if received.rate is None else printed(received.rate * 100)


def _score(value: Cell) -> Cell:
    return no_data() if value is None else value


def _relative(line: ComparedLine) -> Cell:
    return no_data() if line.relative is None else printed(line.relative * 100)


COUNTS = (
    Column(gettext_lazy("First kind"), lambda row: row.received.first),
    Column(gettext_lazy("Second kind"), lambda row: row.received.second),
    Column(gettext_lazy("Third kind"), lambda row: row.received.third),
    Column(pgettext_lazy("customers", "Received"), lambda row: row.received.total),
    Column(gettext_lazy("Unresolved"), lambda row: row.received.unresolved),
)


def _signed_rate(row: Stint) -> Cell:
    return _rate(row.received) if row.state == StintState.SIGNED else no_data()


listing(
    "stints",
    gettext_lazy("Stationing"),
    Right.HALL_VIEW,
    columns=[
        Column(gettext_lazy("Day"), lambda row: row.day),
        Column(gettext_lazy("Hall"), lambda row: row.unit.name, width=18),
        Column(pgettext_lazy("stationing", "Manager"), lambda row: row.manager.name),
        Column(gettext_lazy("Staff number"), lambda row: row.manager.staff_number),
        Column(pgettext_lazy("time", "From"), lambda row: f"{row.starts_at:%H:%M}"),
        Column(pgettext_lazy("time", "Until"), lambda row: f"{row.ends_at:%H:%M}"),
        Column(gettext_lazy("State"), lambda row: row.get_state_display()),
        *COUNTS,
        Column(RATE, _signed_rate, width=16),
        Column(gettext_lazy("Campaign"), lambda row: row.campaign.name if row.campaign else "", width=20),
    ],
    rows=_stints,
)
listing(
    "stationing-months",
    gettext_lazy("Stationing in figures"),
    Right.HALL_VIEW,
    columns=[
        Column(gettext_lazy("Month, hall or manager"), lambda row: row.name, width=24),
        Column(gettext_lazy("Stints"), lambda row: row.stints),
        *COUNTS,
        Column(RATE, lambda row: _rate(row.received), width=16),
    ],
    rows=_months,
)
listing(
    "stationing-compared",
    gettext_lazy("Before and after stationing"),
    Right.HALL_VIEW,
    columns=[
        Column(gettext_lazy("Hall"), lambda row: row.name, width=18),
        Column(gettext_lazy("Manager on post"), lambda row: row.found[0][1]),
        Column(gettext_lazy("Handheld devices used"), lambda row: row.found[1][1]),
        Column(gettext_lazy("Customers waiting"), lambda row: row.found[2][1]),
        Column(gettext_lazy("Before"), lambda row: _score(printed(row.before, 2))),
        Column(gettext_lazy("After"), lambda row: _score(printed(row.after, 2))),
        Column(gettext_lazy("Change, points"), lambda row: _score(printed(row.points, 2))),
        Column(gettext_lazy("Change, relative %"), _relative, width=16),
    ],
    rows=_compared,
)
