"""Emergencies in words: a line of the list, the page of one, the banner on the board."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.ui.choices import Status
from core.ui.words import span_words
from halls.premises.rules import local
from halls.rush.choices import EntryKind, Silence, StepState, Trigger
from halls.rush.selectors import halls_now, open_emergency
from org.access.choices import Right

if TYPE_CHECKING:
    from collections.abc import Iterable

    from halls.premises.models import Premises
    from halls.rush.models import Emergency, EmergencyEntry, EmergencyStep
    from halls.rush.rules import Measured
    from halls.rush.selectors import HallNow
    from org.people.models import Person

TONES = {
    EntryKind.OPENED: "alert-triangle",
    EntryKind.STEP_DONE: "circle-check",
    EntryKind.STEP_SKIPPED: "circle-minus",
    EntryKind.STEP_BACK: "circle",
    EntryKind.NOTE: "message",
    EntryKind.ESCALATED: "bell",
    EntryKind.REVIEWED: "message",
}


@dataclass(frozen=True)
class EmergencyLine:
    """One in a list: why it opened, how long it lasted or lasts, and how it stands."""

    emergency: Emergency
    why: str
    opened: str
    lasted: str
    status: str
    words: str
    asks_review: bool


def why_words(emergency: Emergency) -> str:
    """Why it opened, with the figures of that moment."""
    if emergency.trigger == Trigger.HAND:
        return emergency.words
    if emergency.trigger == Trigger.SHARE:
        figures = {"over": emergency.over, "waiting": emergency.waiting, "limit": emergency.limit_minutes}
        return _("%(over)s of %(waiting)s waited more than %(limit)s minutes") % figures
    if emergency.trigger == Trigger.QUEUE:
        return _("%(waiting)s were waiting") % {"waiting": emergency.waiting}
    return _("Somebody had waited %(minutes)s minutes") % {"minutes": emergency.longest_minutes}


def emergency_line(emergency: Emergency, *, now: dt.datetime) -> EmergencyLine:
    lasted = span_words((emergency.closed_at or now) - emergency.opened_at)
    zone = emergency.premises.time_zone
    opened = f"{local(emergency.opened_at, zone):%Y-%m-%d %H:%M}"
    if emergency.closed_at is None:
        return EmergencyLine(emergency, why_words(emergency), opened, lasted, Status.LATE, _("Under way"), False)
    words = str(emergency.get_ended_display())
    unread = emergency.reviewed_at is None
    return EmergencyLine(emergency, why_words(emergency), opened, lasted, Status.DONE, words, unread)


def emergency_lines(rows: Iterable[Emergency], *, now: dt.datetime) -> list[EmergencyLine]:
    return [emergency_line(one, now=now) for one in rows]


@dataclass(frozen=True)
class StepLine:
    step: EmergencyStep
    icon: str
    at: str

    @property
    def is_open(self) -> bool:
        return self.step.state == StepState.TODO


@dataclass(frozen=True)
class LogLine:
    at: str
    icon: str
    who: str
    words: str
    text: str
    figures: str


@dataclass(frozen=True)
class EmergencyPage:
    """One emergency: its steps, what is done of them, its log, and the hall as it is now while it lasts."""

    line: EmergencyLine
    steps: list[StepLine]
    done: int
    log: list[LogLine]
    now: Measured | None
    closed: str
    reviewed: str

    @property
    def settled(self) -> int:
        return sum(not one.is_open for one in self.steps)


def emergency_page(emergency: Emergency, *, now: dt.datetime) -> EmergencyPage:
    zone = emergency.premises.time_zone
    steps = [_step(one, zone) for one in emergency.steps.select_related("by")]
    entries = emergency.entries.select_related("by", "step").order_by("-at", "-pk")
    is_open = emergency.closed_at is None
    return EmergencyPage(
        line=emergency_line(emergency, now=now),
        steps=steps,
        done=sum(one.step.state == StepState.DONE for one in steps),
        log=[_entry(one, zone) for one in entries],
        now=halls_now([emergency.premises], now=now)[0].measured if is_open else None,
        closed=_clock(emergency.closed_at, zone),
        reviewed=_clock(emergency.reviewed_at, zone),
    )


def _clock(moment: dt.datetime | None, zone: str) -> str:
    return f"{local(moment, zone):%Y-%m-%d %H:%M}" if moment else ""


def _step(step: EmergencyStep, zone: str) -> StepLine:
    icon = {StepState.DONE: "circle-check", StepState.SKIPPED: "circle-minus"}.get(StepState(step.state), "circle")
    return StepLine(step, icon, f"{local(step.at, zone):%H:%M}" if step.at else "")


def _entry(entry: EmergencyEntry, zone: str) -> LogLine:
    words = str(entry.get_kind_display())
    if entry.step is not None:
        words = f"{words} · {entry.step}"
    figures = ""
    if entry.waiting is not None:
        counted = {"waiting": entry.waiting, "longest": entry.longest_minutes}
        figures = _("%(waiting)s waiting, up to %(longest)s minutes") % counted
    icon = TONES.get(EntryKind(entry.kind), "clock")
    who = str(entry.by) if entry.by else _("By rule")
    return LogLine(f"{local(entry.at, zone):%m-%d %H:%M}", icon, who, words, entry.text, figures)


@dataclass(frozen=True)
class HallLine:
    """A hall beside the list: whether one is open, what keeps the rule silent, and what the reader may do there."""

    hall: Premises
    measured: Measured
    silence: str
    emergency: Emergency | None
    may_lead: bool
    may_set: bool


def hall_lines(
    halls: list[Premises], *, reader: Person, open_ones: dict[int, Emergency], now: dt.datetime
) -> list[HallLine]:
    """Every hall, those with an emergency first, then by how long somebody waits."""
    found = [_hall(one, open_ones, reader) for one in halls_now(halls, now=now)]
    return sorted(found, key=lambda one: (one.emergency is None, -one.measured.longest_seconds))


def _hall(here: HallNow, open_ones: dict[int, Emergency], reader: Person) -> HallLine:
    silence = str(Silence(here.silence).label) if here.silence else ""
    may_lead, may_set = (reader.may(right, at=here.premises.unit) for right in (Right.QUEUE_LEAD, Right.HALL_EDIT))
    return HallLine(here.premises, here.measured, silence, open_ones.get(here.premises.pk), may_lead, may_set)


def silences(lines: Iterable[HallLine]) -> list[tuple[str, str]]:
    """What keeps the rule silent, each said once, with the halls in which it does."""
    found: dict[str, list[str]] = {}
    for line in lines:
        if line.silence and line.emergency is None:
            found.setdefault(line.silence, []).append(str(line.hall))
    return [(words, "、".join(names)) for words, names in found.items()]


@dataclass(frozen=True)
class Banner:
    """What the board says of an open emergency: since when, why, how many steps are settled."""

    emergency: Emergency
    why: str
    since: str
    settled: int
    steps: int


def banner_of(premises: Premises) -> Banner | None:
    """Two questions while one is open, one otherwise."""
    emergency = open_emergency(premises)
    if emergency is None:
        return None
    states = list(emergency.steps.values_list("state", flat=True))
    settled = sum(state != StepState.TODO for state in states)
    since = f"{local(emergency.opened_at, premises.time_zone):%H:%M}"
    return Banner(emergency, why_words(emergency), since, settled, len(states))
