"""Reopened tickets 重启工单 by reason, unit, team and handler (REOPEN; S0 1.13)."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _

from complaints.reports.choices import REOPENED
from complaints.reports.rules.reopened import Reopened
from complaints.reports.rules.table import Cell, Column, Measure, Report, Row, Table, ratio
from complaints.reports.selectors.asked import Asked, Place, by_child, count, places
from complaints.reports.selectors.handlers import handler_notes, handler_rows, team_rows, who_handles
from complaints.tickets.choices import EventKind, ReopenReason
from complaints.tickets.handled_filters import within
from complaints.tickets.models import ComplaintEvent

Key = tuple[str, int | None]


def reopened(asked: Asked) -> Report:
    """Seven queries, whatever the number of tickets, units and handlers."""
    by_path: dict[str, Reopened] = defaultdict(Reopened)
    by_handler: dict[int | None, Reopened] = defaultdict(Reopened)
    for (path, handler), one in _counted_tickets(asked).items():
        by_path[path] += one
        by_handler[handler] += one
    return Report(REOPENED, (_units(asked, by_path), _teams(asked, by_handler), _handlers(asked, by_handler)))


def _counted_tickets(asked: Asked) -> dict[Key, Reopened]:
    found: dict[Key, Reopened] = defaultdict(Reopened)
    first, last = asked.period.first.number, asked.period.last.number
    came = asked.tickets().received_in(first_month=first, last_month=last).order_by()
    for path, handler, received in came.values_list("unit_path", "handler").annotate(received=Count("*")):
        found[path, handler] += Reopened(received=received)
    events = ComplaintEvent.objects.filter(within("at", asked.period), kind=EventKind.REOPENED)
    sums = {"reopened": Count("complaint", distinct=True)}
    for reason in ReopenReason.values:
        sums[reason] = Count("complaint", distinct=True, filter=Q(data__reason=reason))
    again = asked.related(events, "complaint").order_by()
    for path, handler, *numbers in again.values_list(F("complaint__unit_path"), F("complaint__handler")).annotate(
        **sums
    ):
        found[path, handler] += Reopened(**dict(zip(sums, numbers, strict=True)))
    return dict(found)


def _columns() -> tuple[Column, ...]:
    return (
        Column("reopened", _("Reopened")),
        *(Column(reason.value, str(reason.label)) for reason in ReopenReason),
        Column("received", _("Received, tickets")),
        Column("rate", _("Reopened per received"), Measure.SHARE),
    )


def _how() -> tuple[str, ...]:
    return (
        _("Tickets reopened in the period, whenever they were received; void ones never."),
        _(
            "S0 1.13 asks for none, and names the reasons: not handled in time, promise not kept, passed on and on. "
            "A ticket reopened twice for two reasons stands under both and once in the sum."
        ),
        _(
            "Reopened per received = tickets reopened in the period ÷ tickets received in it. No source gives a rate; "
            "a small unit's can be above the whole."
        ),
        _("A ticket that an import only says was reopened has no date and does not stand here."),
    )


def _cells(asked: Asked, one: Reopened, place: Place, **narrowed: object) -> tuple[Cell, ...]:
    said = {"reopened_in": asked.period.words, **narrowed}
    return (
        count(one.reopened, place, **said),
        *(count(getattr(one, reason), place, reopen_reason=reason, **said) for reason in ReopenReason.values),
        count(one.received, place, **asked.received, **narrowed),
        ratio(one.reopened, one.received),
    )


def _units(asked: Asked, by_path: dict[str, Reopened]) -> Table:
    tallies = by_child(by_path, asked.unit)
    rows = tuple(
        Row(place.name, _cells(asked, tallies[path], place), place.code)
        for path, place in places(tallies, asked.unit).items()
    )
    total = Row(_("Total"), _cells(asked, sum(tallies.values(), Reopened()), asked.whole))
    return Table("units", _("Which tickets came back, and why?"), _("Unit"), _columns(), rows, total, _how())


def _teams(asked: Asked, by_handler: dict[int | None, Reopened]) -> Table:
    rows = team_rows(by_handler, asked, lambda one, **who: _cells(asked, one, asked.whole, **who))
    return Table("teams", _("By the team that handled it"), _("Team"), _columns(), rows, None, (who_handles(),))


def _handlers(asked: Asked, by_handler: dict[int | None, Reopened]) -> Table:
    came_back = {who: one for who, one in by_handler.items() if one.reopened}
    rows = handler_rows(
        came_back,
        asked,
        lambda one, **who: _cells(asked, one, asked.whole, **who),
        size=lambda one: one.reopened,
    )
    how = (who_handles(), _("Only those with a reopened ticket, the most first."))
    return Table(
        "handlers", _("By handler"), _("Handler"), _columns(), rows, None, how, handler_notes(came_back, asked)
    )
