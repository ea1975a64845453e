"""Seats in words: the half-hours of a proposal, the answer in a sentence, and what happened beside what was planned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from core.ui.charts import Chart, Series
from core.ui.rules import grouped, share_text, signed
from halls.desks.rules import slot_words
from halls.staffing.rules import Basis, Goal, Half, Happened, SeatSpan, seat_gap

if TYPE_CHECKING:
    from halls.premises.models import Premises
    from halls.staffing.models import PlannedHalf, StaffingPlan
    from halls.staffing.selectors import HallSeen

SHARE_PLACES, PLACES = 1, 1


def weekday_name(weekday: int) -> str:
    return str(WEEKDAYS[weekday])


def _share(value: float | Decimal | None) -> str:
    return "" if value is None else share_text(Decimal(str(value)), SHARE_PLACES)


def _number(value: float | Decimal) -> str:
    return grouped(Decimal(str(value)), PLACES)


def per_cent(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f} %"


def band_text(span: SeatSpan | None) -> str:
    """`4–5` seats; `4` where only one number holds the band, and so where none does."""
    if span is None:
        return ""
    return f"{span.fewest}–{span.most}" if span.most > span.fewest else str(span.fewest)


@dataclass(frozen=True)
class HallLine:
    """A hall to plan for; `plan` is the key of its newest plan."""

    hall: Premises
    counters: int
    a_day: str
    busiest: str
    plan: int | None
    plan_title: str
    most_seats: int | None
    is_beyond: bool
    """More seats are planned at once than the hall has counters."""


def hall_line(seen: HallSeen) -> HallLine:
    busiest = ""
    if seen.busiest is not None and seen.on_busiest is not None:
        said = {"weekday": weekday_name(seen.busiest), "customers": grouped(seen.on_busiest)}
        busiest = _("%(weekday)s, %(customers)s a day") % said
    return HallLine(
        seen.hall,
        seen.counters,
        "" if seen.a_day is None else grouped(seen.a_day),
        busiest,
        seen.plan.pk if seen.plan else None,
        plan_title(seen.plan) if seen.plan else "",
        seen.most_seats,
        seen.most_seats is not None and seen.most_seats > seen.counters,
    )


@dataclass(frozen=True)
class HalfLine:
    """A half-hour of a proposal."""

    slot: int
    name: str
    arrivals: str
    by_goal: str
    by_band: str
    cannot_hold: bool
    seats: int
    rostered: int
    within: str
    utilisation: str
    is_beyond: bool


def half_line(half: Half, *, counters: int) -> HalfLine:
    """`counters` are those the hall has: more seats than these cannot be opened."""
    return HalfLine(
        slot=half.slot,
        name=slot_words(half.slot),
        arrivals=_number(half.arrivals),
        by_goal="" if half.by_goal is None else str(half.by_goal),
        by_band=band_text(half.by_band),
        cannot_hold=half.by_band is not None and not half.by_band.can_hold,
        seats=half.seats,
        rostered=half.rostered,
        within=_share(half.within),
        utilisation=_share(half.utilisation) if half.seats else "",
        is_beyond=half.seats > counters,
    )


def asked_half(halves: Sequence[Half], at: dt.time | None) -> Half | None:
    """The half-hour that a time lies in, or without one the busiest."""
    if at is not None:
        slot = at.hour * 2 + at.minute // 30
        return next((half for half in halves if half.slot == slot), None)
    return max(halves, key=lambda half: half.arrivals, default=None)


def answer(half: Half, basis: Basis, goal: Goal, weekday: int) -> str:
    """How many seats at 10:30, and why: the question in the sentence that answers it."""
    said = {
        "at": slot_words(half.slot),
        "weekday": weekday_name(weekday),
        "arrivals": _number(half.arrivals),
        "minutes": _number(Decimal(basis.handling_seconds or 0) / 60),
    }
    lines = [
        _("On a %(weekday)s from %(at)s about %(arrivals)s customers come in half an hour, %(minutes)s minutes each.")
        % said
    ]
    if half.by_goal is not None:
        words = _("%(seats)s seats serve %(share)s of them within %(limit)s minutes, as Erlang C counts.")
        lines.append(words % {"seats": half.by_goal, "share": _share(half.within), "limit": goal.wait_minutes})
    elif goal.has_goal:
        lines.append(_("No number of seats that a hall could have reaches the goal."))
    if half.by_band is not None:
        lines.append(_band_sentence(half.by_band, goal))
    if goal.shrinkage and half.seats:
        words = _("With %(shrinkage)s shrinkage %(rostered)s people are rostered for %(seats)s seats.")
        lines.append(words % {"shrinkage": per_cent(goal.shrinkage), "rostered": half.rostered, "seats": half.seats})
    return " ".join(lines)


def _band_sentence(span: SeatSpan, goal: Goal) -> str:
    said = {"low": per_cent(goal.use_from), "high": per_cent(goal.use_until), "seats": band_text(span)}
    if span.can_hold:
        return _("%(seats)s seats keep utilisation between %(low)s and %(high)s.") % said
    words = _("No whole number of seats keeps utilisation between %(low)s and %(high)s; with %(seats)s it stays below.")
    return words % said


def beyond_words(halves: Sequence[Half], *, counters: int) -> str:
    """Where the hall has fewer counters than seats are asked for: what no roster can mend."""
    slots = [slot_words(half.slot) for half in halves if half.seats > counters]
    if not slots:
        return ""
    words = _("The hall has %(counters)s counters; more would be needed from %(times)s.")
    return words % {"counters": counters, "times": ", ".join(slots)}


def unset_words(goal: Goal) -> list[str]:
    """What nobody has set, and what is therefore not computed."""
    lines = []
    if goal.wait_minutes is None:
        lines.append(_("The hall has no wait limit, so Erlang C has nothing to reach."))
    if goal.share is None:
        lines.append(_("No share to be served within the limit is asked for."))
    if not goal.has_band:
        lines.append(_("No band of utilisation is asked for."))
    return lines


def _proposes(halves: Sequence[Half]) -> bool:
    return any(half.by_goal is not None or half.by_band is not None for half in halves)


def proposal_chart(halves: Sequence[Half]) -> Chart:
    """Seats by both ways of counting; who comes when, while neither is asked for."""
    series = []
    if any(half.by_goal is not None for half in halves):
        series.append(Series(_("Seats for the goal"), [half.by_goal for half in halves]))
    if any(half.by_band is not None for half in halves):
        series.append(
            Series(_("Seats for the band"), [half.by_band.fewest if half.by_band else None for half in halves])
        )
    if not series:
        series.append(Series(_("Arrivals"), [Decimal(str(round(half.arrivals, 1))) for half in halves]))
    return Chart(
        key="seats",
        kind="line",
        title=_("How many seats does each half-hour need?") if _proposes(halves) else _("When do customers come?"),
        head=_("Half-hour"),
        categories=[slot_words(half.slot) for half in halves],
        series=series,
        places=1,
    )


@dataclass(frozen=True)
class ComparedLine:
    """A half-hour of a plan and what happened in it."""

    name: str
    planned_arrivals: str
    arrivals: str
    seats: str
    opened: str
    gap: str
    is_short: bool
    share_over: str
    is_over: bool


@dataclass(frozen=True)
class Compared:
    """A plan beside one day; `sentence` says how far it was off."""

    lines: list[ComparedLine]
    sentence: str
    chart: Chart


def compared(
    planned: Sequence[PlannedHalf], happened: Mapping[int, Happened], *, share_limit: Decimal | None
) -> Compared:
    """Half-hours that were planned or in which anything happened; `share_limit` is in per cent."""
    by_slot = {half.slot: half for half in planned}
    slots = sorted({*by_slot, *(slot for slot, one in happened.items() if one.arrivals or one.open_seconds)})
    lines = [_compared(slot, by_slot.get(slot), happened.get(slot, Happened()), share_limit) for slot in slots]
    chart = Chart(
        key="compared",
        kind="line",
        title=_("Were as many counters open as planned?"),
        head=_("Half-hour"),
        categories=[slot_words(slot) for slot in slots],
        series=[
            Series(
                _("Counters open"),
                [Decimal(str(round(happened.get(slot, Happened()).open_counters, 2))) for slot in slots],
            ),
            Series(_("Seats planned"), [by_slot[slot].seats if slot in by_slot else 0 for slot in slots], quiet=True),
        ],
        places=1,
    )
    return Compared(lines, _off_by(slots, by_slot, happened, lines), chart)


def _compared(slot: int, planned: PlannedHalf | None, one: Happened, share_limit: Decimal | None) -> ComparedLine:
    gap = seat_gap(planned.seats if planned else 0, one.open_counters)
    share = one.share_over
    return ComparedLine(
        name=slot_words(slot),
        planned_arrivals=_number(planned.arrivals) if planned else "",
        arrivals=grouped(one.arrivals),
        seats=str(planned.seats) if planned else "",
        opened=_number(one.open_counters),
        gap=signed(gap),
        is_short=gap < 0,
        share_over=_share(share),
        is_over=share is not None and share_limit is not None and share * 100 > share_limit,
    )


def _off_by(
    slots: Sequence[int],
    planned: Mapping[int, PlannedHalf],
    happened: Mapping[int, Happened],
    lines: Sequence[ComparedLine],
) -> str:
    came = sum(one.arrivals for one in happened.values())
    expected = sum((half.arrivals for half in planned.values()), Decimal(0))
    misses = [
        abs((planned[slot].arrivals if slot in planned else Decimal(0)) - happened.get(slot, Happened()).arrivals)
        for slot in slots
    ]
    words = _(
        "%(came)s came where %(expected)s were expected; a half-hour was off by %(error)s customers on average. "
        "In %(short)s of %(halves)s half-hours fewer counters were open than planned; "
        "in %(both)s of these too many waited past the limit."
    )
    return words % {
        "came": grouped(came),
        "expected": _number(expected),
        "error": _number(sum(misses, Decimal(0)) / len(misses)) if misses else "0",
        "short": sum(line.is_short for line in lines),
        "halves": len(lines),
        "both": sum(line.is_short and line.is_over for line in lines),
    }


def plan_title(plan: StaffingPlan) -> str:
    """`Monday, from 2011-02-07`, or the one day."""
    said = {"weekday": weekday_name(plan.weekday), "day": plan.valid_from.isoformat()}
    return _("%(weekday)s %(day)s only") % said if plan.is_one_day else _("%(weekday)s, from %(day)s") % said


def minutes(seconds: int | None) -> str:
    """`8.2` minutes of seconds; nothing where none are known."""
    return "" if seconds is None else _number(Decimal(seconds) / 60)
