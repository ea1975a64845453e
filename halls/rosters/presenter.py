"""A week, a day, a swap, as their pages show them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import date as as_date
from django.utils.translation import gettext as _

from halls.desks.rules import slot_words
from halls.premises.rules import business_day
from halls.rosters import rules
from halls.rosters.choices import HEAVY, Conflict, SwapState
from org.access.choices import Right

if TYPE_CHECKING:
    from halls.rosters.models import DutyRule, Shift, Swap
    from halls.rosters.rules import Gap, HalfHour, Stretch
    from halls.rosters.selectors import Day, Week
    from org.people.models import Person


@dataclass(frozen=True)
class ShiftLine:
    """`place` is its counter or post; `warnings` are (word, whether it weighs)."""

    shift: Shift
    times: str
    place: str
    warnings: list[tuple[str, bool]]


@dataclass(frozen=True)
class DayHead:
    day: dt.date
    name: str
    is_today: bool
    lines: list[ShiftLine]
    need_words: list[str]
    least_words: list[str]
    has_need: bool
    has_rule: bool


@dataclass(frozen=True)
class PersonLine:
    """`cells` are one list of shifts for each day; `hours` of the whole week."""

    person: Person
    cells: list[tuple[dt.date, list[ShiftLine]]]
    hours: str


@dataclass(frozen=True)
class HalfLine:
    words: str
    there: int
    need: str
    least: str
    lacks: str
    is_below_least: bool


def shift_line(shift: Shift, conflicts: Iterable[Conflict] = ()) -> ShiftLine:
    place = " · ".join(filter(None, [counter_words(shift), shift.post]))
    return ShiftLine(shift, times_of(shift), place, [(str(one.label), one in HEAVY) for one in conflicts])


def counter_words(shift: Shift) -> str:
    return _("Counter %(name)s") % {"name": shift.counter.name} if shift.counter else ""


def times_of(shift: Shift) -> str:
    return f"{shift.starts_at:%H:%M}–{shift.ends_at:%H:%M}"


def day_name(day: dt.date) -> str:
    """`周一 01-17`"""
    return f"{as_date(day, 'D')} {day:%m-%d}"


def week_title(monday: dt.date) -> str:
    return f"{monday:%Y-%m-%d} – {monday + dt.timedelta(days=6):%m-%d}"


def day_heads(week: Week, *, today: dt.date) -> list[DayHead]:
    return [
        DayHead(
            day.day,
            day_name(day.day),
            day.day == today,
            [shift_line(shift, week.conflicts.get(shift.pk, [])) for shift in day.shifts],
            [need_words(stretch) for stretch in day.need_stretches],
            [least_words(gap) for gap in day.least_gaps],
            day.has_need,
            day.rule is not None and day.rule.minimum.is_set,
        )
        for day in week.days
    ]


def need_words(stretch: Stretch) -> str:
    said = {"time": stretch.words, "count": stretch.lacks}
    return _("%(time)s: up to %(count)s fewer than needed") % said


def least_words(gap: Gap) -> str:
    said = {"time": gap.words, "there": gap.there, "wanted": gap.wanted}
    return _("%(time)s: %(there)s on duty, at least %(wanted)s") % said


def person_lines(week: Week) -> list[PersonLine]:
    """Everybody posted here or on this roster, one row each."""
    theirs: dict[tuple[int, dt.date], list[ShiftLine]] = {}
    minutes: dict[int, int] = {}
    for shift in week.shifts:
        line = shift_line(shift, week.conflicts.get(shift.pk, []))
        theirs.setdefault((shift.person_id, shift.day), []).append(line)
        minutes[shift.person_id] = minutes.get(shift.person_id, 0) + shift.span.minutes
    return [
        PersonLine(
            person,
            [(day.day, theirs.get((person.pk, day.day), [])) for day in week.days],
            hours_words(minutes.get(person.pk, 0)),
        )
        for person in week.people
    ]


def hours_words(minutes: int) -> str:
    return f"{minutes / 60:.1f}".removesuffix(".0")


def half_lines(day: Day) -> list[HalfLine]:
    return [_half_line(half) for half in day.halves]


def _half_line(half: HalfHour) -> HalfLine:
    lacks = []
    if half.lacks_least:
        lacks.append(_("%(count)s below the duty minimum") % {"count": half.lacks_least})
    if half.lacks_need:
        lacks.append(_("%(count)s fewer than needed") % {"count": half.lacks_need})
    return HalfLine(
        slot_words(half.slot),
        half.there,
        "" if half.need is None else str(half.need),
        "" if half.least is None else str(half.least),
        "，".join(lacks),
        bool(half.lacks_least),
    )


def rule_words(rule: DutyRule | None) -> list[str]:
    """The duty rule in force, each part a sentence; what is not set is left out."""
    if rule is None:
        return []
    said = []
    if rule.least is not None:
        said.append(_("at least %(count)s on duty while the hall is open") % {"count": rule.least})
    if rule.noon_least is not None and rule.noon_from and rule.noon_until:
        words = {"count": rule.noon_least, "since": f"{rule.noon_from:%H:%M}", "until": f"{rule.noon_until:%H:%M}"}
        said.append(_("at least %(count)s at noon, %(since)s–%(until)s") % words)
    if rule.certificate:
        said.append(_("certificate “%(kind)s”") % {"kind": rule.certificate})
    return said


SWAP_STATUS = {
    SwapState.ASKED: "soon",
    SwapState.AGREED: "soon",
    SwapState.APPROVED: "ontime",
    SwapState.DECLINED: "done",
    SwapState.REFUSED: "done",
    SwapState.WITHDRAWN: "done",
}


def swap_line(swap: Swap) -> dict[str, Any]:
    return {
        "swap": swap,
        "status": SWAP_STATUS[SwapState(swap.state)],
        "words": swap.get_state_display(),
        "shift": f"{day_name(swap.shift.day)} {times_of(swap.shift)}",
        "for_shift": f"{day_name(swap.for_shift.day)} {times_of(swap.for_shift)}" if swap.for_shift else "",
    }


def act_for(person: Person, swap: Swap) -> str:
    """What the person may do with a swap now: `answer`, `decide`, `withdraw`, or nothing. Nobody may do two."""
    if not swap.is_open:
        return ""
    if swap.asked_by_id == person.pk:
        return "withdraw"
    if swap.colleague_id == person.pk:
        return "answer" if swap.state == SwapState.ASKED else ""
    return "decide" if person.may(Right.ROSTER_EDIT, at=swap.shift.premises.unit) else ""


def own_days(
    monday: dt.date, shifts: Sequence[Shift], open_swaps: Mapping[int, Swap], *, now: dt.datetime
) -> list[dict[str, Any]]:
    """A week of one's own, day by day; each shift says whether a swap may still be asked."""
    days = []
    for day in rules.days_of(monday):
        lines = []
        for shift in (one for one in shifts if one.day == day):
            today = business_day(now, shift.premises.time_zone)
            swap = open_swaps.get(shift.pk)
            lines.append(
                {
                    "line": shift_line(shift),
                    "hall": shift.premises.unit.name,
                    "swap": swap,
                    "may_ask": swap is None and rules.may_still_swap(day, today),
                    "is_over": day < today,
                }
            )
        days.append({"day": day, "name": day_name(day), "lines": lines})
    return days
