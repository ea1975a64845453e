"""On-site resolution 现场解决, by unit and by hall (C_SITE; S0 1.13; S3 4.3)."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from complaints.reports.choices import ON_SITE
from complaints.reports.rules.on_site import OnSite
from complaints.reports.rules.table import Cell, Column, Measure, Missing, Report, Row, Table, ratio
from complaints.reports.selectors.asked import Asked, Place, by_child, count, places
from complaints.tickets.choices import Channel, State
from complaints.tickets.handled_filters import AT_THE_COUNTER, NO_CLOSING, solved_on_site, timely


def on_site(asked: Asked) -> Report:
    """Three queries. Without the setting no ticket is counted as solved on site: 未设定."""
    hours: int | None = settings.COMPLAINT_ON_SITE_HOURS
    by_path = _counted_tickets(asked, hours)
    by_unit, halls = by_child(by_path, asked.unit), _of_then(by_path, asked)
    return Report(
        ON_SITE,
        (
            _table("units", _("How much is solved on site?"), by_unit, asked, hours),
            _table("halls", _("Hall by hall"), halls, asked, hours, exact=True),
        ),
    )


def _counted_tickets(asked: Asked, hours: int | None) -> dict[str, OnSite]:
    first, last = asked.period.first.number, asked.period.last.number
    rows = asked.tickets().received_in(first_month=first, last_month=last).filter(AT_THE_COUNTER).order_by()
    sums: dict[str, Any] = {
        "received": Count("*"),
        "open": Count("state", filter=Q(state=State.OPEN)),
        "no_closing": Count("state", filter=timely(NO_CLOSING)),
    }
    if hours is not None:
        sums["on_site"] = Count("state", filter=solved_on_site(hours))
    found = rows.values_list("unit_path").annotate(**sums)
    return {path: OnSite(**dict(zip(sums, numbers, strict=True))) for path, *numbers in found}


def _of_then(by_path: dict[str, OnSite], asked: Asked) -> dict[str, OnSite]:
    """By the very unit; one that hangs elsewhere today has with it what was below it then, as its list has."""
    moved = [path for path, place in places(by_path, asked.unit, exact=True).items() if place.moved]
    tops = [path for path in moved if not any(path != other and path.startswith(other) for other in moved)]
    found: dict[str, OnSite] = {}
    for path, one in by_path.items():
        top = next((top for top in tops if path.startswith(top)), path)
        found[top] = found.get(top, OnSite()) + one
    return found


def _columns() -> tuple[Column, ...]:
    return (
        Column("received", _("Received at a counter")),
        Column("on_site", _("Solved on site")),
        Column("rate", _("On-site resolution rate"), Measure.SHARE),
        Column("open", _("Still open")),
        Column("no_closing", _("Closed, nobody knows when")),
    )


def _how(hours: int | None) -> tuple[str, ...]:
    within = (
        _("Solved on site: closed as solved within %(hours)s hours of receipt, and never reopened.") % {"hours": hours}
        if hours is not None
        else _("No source says how soon a solution counts as one on site; until it is set nothing is worked out.")
    )
    return (
        _("Tickets that a customer brought to a counter, received in the period; void ones never."),
        within,
        _(
            "On-site resolution rate = solved on site ÷ received at a counter (rule book 8.5, C_SITE: solved on site ÷ "
            "received; S0 1.13 asks for it and names no target)."
        ),
    )


def _cells(asked: Asked, one: OnSite, place: Place, *, is_set: bool) -> tuple[Cell, ...]:
    missing = None if is_set else Missing.NOT_SET
    said = asked.received | {"channel": Channel.COUNTER.value}
    return (
        count(one.received, place, **said),
        count(one.on_site, place, on_site="1", **said) if is_set else Cell(None, missing=Missing.NOT_SET),
        ratio(one.on_site, one.received, missing=missing),
        count(one.open, place, state=State.OPEN.value, **said),
        count(one.no_closing, place, timely=NO_CLOSING, **said),
    )


def _table(
    key: str, title: str, tallies: dict[str, OnSite], asked: Asked, hours: int | None, *, exact: bool = False
) -> Table:
    is_set = hours is not None
    rows = tuple(
        Row(place.name, _cells(asked, tallies[path], place, is_set=is_set), place.code)
        for path, place in places(tallies, asked.unit, exact=exact).items()
    )
    total = Row(_("Total"), _cells(asked, sum(tallies.values(), OnSite()), asked.whole, is_set=is_set))
    return Table(key, title, _("Hall") if exact else _("Unit"), _columns(), rows, total, () if exact else _how(hours))
