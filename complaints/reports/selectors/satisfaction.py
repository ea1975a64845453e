"""Satisfaction from follow-up calls, by unit, team and handler (C_SAT; S2 3.1; S0 1.10)."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import Aggregate, Count, F, Q, Sum
from django.utils.translation import gettext as _

from complaints.callbacks.models import CallBack
from complaints.reports.choices import SATISFACTION
from complaints.reports.rules.satisfaction import Called
from complaints.reports.rules.table import Cell, Column, Measure, Report, Row, Table, number, ratio
from complaints.reports.selectors.asked import Asked, Place, by_child, count, places
from complaints.reports.selectors.handlers import handler_notes, handler_rows, team_rows, who_handles
from complaints.tickets.handled_filters import ASKED, DISSATISFIED, SATISFIED, within

_DONE = Q(state="done")
_SUMS: dict[str, Q] = {
    "asked": ASKED,
    "answered_or_given_up": Q(state__in=["done", "given_up"]),
    "reached": _DONE,
    "rated": _DONE & (SATISFIED | DISSATISFIED),
    "dissatisfied": _DONE & DISSATISFIED,
    "scored": _DONE & Q(score__isnull=False),
    "to_4": _DONE & Q(score__lte=4),
    "to_6": _DONE & Q(score__lte=6),
    "to_8": _DONE & Q(score__lte=8),
}
TICKET = "casework__complaint"


def satisfaction(asked: Asked) -> Report:
    """Seven queries, whatever the number of calls, units and handlers."""
    counted = _counted_calls(asked)
    by_path: dict[str, Called] = defaultdict(Called)
    by_handler: dict[int | None, Called] = defaultdict(Called)
    for (path, handler), one in counted.items():
        by_path[path] += one
        by_handler[handler] += one
    return Report(SATISFACTION, (_units(asked, by_path), _teams(asked, by_handler), _handlers(asked, by_handler)))


def _counted_calls(asked: Asked) -> dict[tuple[str, int | None], Called]:
    calls = asked.related(CallBack.objects.filter(within("made_at", asked.period)), TICKET)
    sums: dict[str, Aggregate] = {
        name: Count(TICKET, distinct=True, filter=condition) for name, condition in _SUMS.items()
    }
    sums |= {"scores": Count("score", filter=_DONE), "points": Sum("score", filter=_DONE, default=0)}
    rows = calls.order_by().values_list(F(f"{TICKET}__unit_path"), F(f"{TICKET}__handler")).annotate(**sums)
    return {(path, handler): Called(*numbers) for path, handler, *numbers in rows if numbers[0]}


def _columns() -> tuple[Column, ...]:
    return (
        Column("asked", _("Calls asked for")),
        Column("waiting", _("To be called")),
        Column("not_reached", _("Not reached")),
        Column("reached", _("Reached")),
        Column("satisfied", _("Satisfied")),
        Column("dissatisfied", _("Dissatisfied")),
        Column("unrated", _("Gave no rating")),
        Column("rate", _("Satisfaction rate"), Measure.SHARE),
        Column("scored", _("Gave a score")),
        Column("1-4", _("1–4, not named")),
        Column("5-6", _("5–6, dissatisfied")),
        Column("7-8", _("7–8, fair")),
        Column("9-10", _("9–10, delighted")),
        Column("mean", _("Mean score"), Measure.POINTS),
    )


def _how() -> tuple[str, ...]:
    return (
        _(
            "Tickets whose follow-up call was asked for in the period (S2 3.1: within 2 days); "
            "cancelled calls never count."
        ),
        _("A ticket called more than once counts with its worst answer and its lowest score."),
        _(
            "Satisfaction rate = satisfied ÷ reached (rule book 8.5, C_SAT: satisfied ÷ followed up). Who was not "
            "reached was not followed up; who was reached and gave no rating counts as reached, not as satisfied."
        ),
        _("Segments: 5–6 dissatisfied, 7–8 fair, 9–10 delighted (S0 1.10); the source gives 1–4 no name."),
        _("Mean score: of all scores given on the scale of 1 to 10, every call for itself."),
    )


def _cells(asked: Asked, one: Called, place: Place, **narrowed: object) -> tuple[Cell, ...]:
    def of(value: int, call: str) -> Cell:
        return count(value, place, call=call, called=asked.period.words, **narrowed)

    return (
        of(one.asked, "asked"),
        of(one.waiting, "waiting"),
        of(one.not_reached, "not_reached"),
        of(one.reached, "reached"),
        of(one.satisfied, "satisfied"),
        of(one.dissatisfied, "dissatisfied"),
        of(one.unrated, "unrated"),
        ratio(one.satisfied, one.reached),
        of(one.scored, "scored"),
        of(one.to_4, "1-4"),
        of(one.to_6 - one.to_4, "5-6"),
        of(one.to_8 - one.to_6, "7-8"),
        of(one.scored - one.to_8, "9-10"),
        number(one.mean, one.scores),
    )


def _units(asked: Asked, by_path: dict[str, Called]) -> Table:
    tallies = by_child(by_path, asked.unit)
    rows = tuple(
        Row(place.name, _cells(asked, tallies[path], place), place.code)
        for path, place in places(tallies, asked.unit).items()
    )
    total = Row(_("Total"), _cells(asked, sum(tallies.values(), Called()), asked.whole))
    return Table("units", _("Are customers satisfied with the handling?"), _("Unit"), _columns(), rows, total, _how())


def _teams(asked: Asked, by_handler: dict[int | None, Called]) -> Table:
    rows = team_rows(by_handler, asked, lambda one, **who: _cells(asked, one, asked.whole, **who))
    return Table("teams", _("By the team that handled it"), _("Team"), _columns(), rows, None, (who_handles(),))


def _handlers(asked: Asked, by_handler: dict[int | None, Called]) -> Table:
    rows = handler_rows(
        by_handler,
        asked,
        lambda one, **who: _cells(asked, one, asked.whole, **who),
        size=lambda one: one.dissatisfied * 1_000_000 + one.asked,
    )
    how = (who_handles(), _("Those with most dissatisfied customers first."))
    return Table(
        "handlers", _("By handler"), _("Handler"), _columns(), rows, None, how, handler_notes(by_handler, asked)
    )
