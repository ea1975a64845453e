"""The chain in words: a plan's rungs, a ticket's place on it, what a trial came to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.escalation import rules
from complaints.escalation.choices import Counted, Line, Occasion, Trigger
from complaints.escalation.models import Escalation, EscalationNotice, EscalationPlan, Rung
from complaints.escalation.selectors import escalations_of, may_lower, waits_for_word
from complaints.escalation.services.paper import cause_words
from complaints.tickets.choices import State
from complaints.tickets.clocks import hours_words, moment
from complaints.tickets.models import Complaint
from complaints.tickets.registry import Act
from org.access.choices import Right
from org.people.choices import Role

if TYPE_CHECKING:
    from org.people.models import Person


@dataclass(frozen=True)
class ToldLine:
    name: str
    role: str
    seen: str


@dataclass(frozen=True)
class Climb:
    """One escalation on the ticket's page."""

    level: int
    cause: str
    at: str
    by: str
    reason: str
    told: list[ToldLine]
    gaps: str
    form_url: str
    lowered: str


@dataclass(frozen=True)
class Ladder:
    """The panel: where the ticket stands, who knows, what this person may do."""

    level: int
    note: str
    climbs: list[Climb]
    waits: bool
    may_escalate: bool
    may_lower: bool


def ladder(complaint: Complaint, person: Person, _now: dt.datetime) -> Ladder:
    """Five queries at most; two where nothing ever went up."""
    rows = escalations_of(complaint)
    standing = [row for row in rows if row.lowered_at is None]
    level = max((row.level for row in standing), default=rules.FIRST)
    is_open = complaint.state == State.OPEN
    mine = [
        notice
        for row in standing
        for notice in row.notices.all()
        if notice.person_id == person.pk and notice.acknowledged_at is None
    ]
    return Ladder(
        level=level,
        note=_("level %(level)s of %(last)s") % {"level": level, "last": rules.LAST},
        climbs=[_climb(complaint, row) for row in rows],
        waits=is_open and bool(mine),
        may_escalate=is_open and level < rules.LAST and person.may(Right.COMPLAINT_EDIT, at=complaint),
        may_lower=bool(standing)
        and person.may(Right.ESCALATION_LOWER, at=complaint)
        and may_lower(complaint, person, level=level),
    )


def _climb(complaint: Complaint, row: Escalation) -> Climb:
    told = list(row.notices.all())
    lowered = ""
    if row.lowered_at:
        lowered = _("taken down by %(by)s on %(at)s: %(why)s") % {
            "by": row.lowered_by,
            "at": moment(row.lowered_at),
            "why": row.lowered_why,
        }
    return Climb(
        level=row.level,
        cause=cause_words(row),
        at=moment(row.at),
        by=str(row.by or ""),
        reason=row.reason,
        told=[
            ToldLine(notice.person.name, str(Role(notice.role).label), moment(notice.acknowledged_at))
            for notice in told
        ],
        gaps=_gap_words(row, told),
        form_url=reverse("escalation_form", args=[complaint.number, row.pk]) if row.liaison_file_id else "",
        lowered=lowered,
    )


def _gap_words(row: Escalation, told: Sequence[EscalationNotice]) -> str:
    """The roles of the rung in which nobody was told; where one person serves in several, the first stands for them."""
    wanted = row.rung.roles if row.rung else []
    found = {notice.role for notice in told} & set(wanted)
    if found and len(told) >= len(wanted):
        return ""
    return role_words(role for role in wanted if role not in found)


def role_words(roles: Iterable[str]) -> str:
    return "、".join(str(Role(role).label) for role in roles)


def to_acknowledge(complaint: Complaint, person: Person) -> Iterator[Act]:
    """The first thing on the ticket for whoever was told: one tap."""
    if waits_for_word(complaint, person):
        address = reverse("escalation_acknowledge", args=[complaint.number])
        yield Act(_("Acknowledge the escalation"), "bell-ringing", address, posts=True)


def lines(data: Mapping[str, Any]) -> list[str]:
    """An event of the chain, in short sentences."""
    level = _("to level %(level)s") % {"level": data["level"]}
    if data["act"] == "acknowledged":
        return [_("acknowledged, level %(level)s") % {"level": data["level"]}]
    if data["act"] == "lowered":
        return [_("taken down from level %(level)s") % {"level": data["from"]}, level]
    said = [level, str(Occasion(data["occasion"]).label if data["occasion"] else Trigger(data["trigger"]).label)]
    if data["told"]:
        said.append(_("told: %(names)s") % {"names": "、".join(data["told"])})
    if data["gaps"]:
        said.append(_("nobody serves as %(roles)s") % {"roles": role_words(data["gaps"])})
    return said


@dataclass(frozen=True)
class RungLine:
    rung: Rung
    when: str
    who: str


@dataclass(frozen=True)
class LevelOfPlan:
    """A level with its rungs; `by_time` is false where nobody has set a time yet."""

    level: int
    role: str
    rungs: list[RungLine] = field(default_factory=list)
    by_time: bool = False


def levels_of(plan: EscalationPlan) -> list[LevelOfPlan]:
    """The five levels of a plan in words."""
    rungs = list(plan.rungs.all())
    chain = rules.CHAIN[Line(plan.line)]
    return [
        LevelOfPlan(
            level,
            str(chain[level].label),
            [RungLine(rung, when_words(rung), role_words(rung.roles)) for rung in rungs if rung.level == level],
            any(rung.level == level and rung.trigger == Trigger.TIME for rung in rungs),
        )
        for level in range(rules.FIRST, rules.LAST + 1)
    ]


def when_words(rung: Rung) -> str:
    """`媒体投诉`, `人工升级`, `到期前 4 小时（B、C 级）`."""
    if rung.trigger == Trigger.EVENT:
        return str(Occasion(rung.occasion).label)
    if rung.trigger == Trigger.HAND:
        return str(Trigger.HAND.label)
    hours = hours_words(dt.timedelta(minutes=rung.offset_minutes or 0))
    words = {
        Counted.BEFORE_DUE: _("%(hours)s before it is due"),
        Counted.AFTER_DUE: _("%(hours)s after it was due"),
        Counted.AFTER_START: _("%(hours)s after it began"),
    }[Counted(rung.counted)] % {"hours": hours}
    if rung.grades:
        return _("%(when)s (grade %(grades)s)") % {"when": words, "grades": "、".join(rung.grades)}
    return words


@dataclass(frozen=True)
class TrialLine:
    """One row of the comparison: what, how often under the draft, how often under the plan in force."""

    name: str
    draft: int
    live: int

    @property
    def change(self) -> int:
        return self.draft - self.live


@dataclass(frozen=True)
class TrialPage:
    month: str
    tickets: int
    levels: list[TrialLine]
    people: list[TrialLine]
    gaps: list[TrialLine]


def trial_page(result: Mapping[str, Any]) -> TrialPage:
    """What a finished trial's job has in its result."""
    draft, live = result["draft"], result["live"]
    month = str(result["month"])

    def both(part: str) -> list[str]:
        return list(dict.fromkeys([*draft[part], *live[part]]))

    def rows(part: str, names: Mapping[str, str]) -> list[TrialLine]:
        return [TrialLine(names[key], draft[part].get(key, 0), live[part].get(key, 0)) for key in names]

    levels = {str(level): _("Level %(level)s") % {"level": level} for level in range(rules.FIRST, rules.LAST + 1)}
    return TrialPage(
        month=f"{month[:4]}-{month[4:]}",
        tickets=result["tickets"],
        levels=rows("levels", levels),
        people=rows("people", {name: name for name in both("people")}),
        gaps=rows("gaps", {role: str(Role(role).label) for role in both("gaps")}),
    )
