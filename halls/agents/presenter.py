"""Agents' figures in words, each against what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.ui.choices import Status
from core.ui.rules import grouped, half_up, share_text
from halls.agents.rules import Standing

if TYPE_CHECKING:
    from halls.agents.rules import Asked, Worked
    from halls.agents.selectors import AgentLine, DayLine, TeamLine

SHARE_PLACES, PLACES = 1, 1

STATUSES = {
    Standing.BELOW: Status.SOON,
    Standing.WITHIN: Status.ONTIME,
    Standing.ABOVE: Status.SOON,
    Standing.IMPOSSIBLE: Status.LATE,
}


def standing_words(standing: Standing) -> str:
    return {
        Standing.BELOW: _("below the band"),
        Standing.WITHIN: _("within the band"),
        Standing.ABOVE: _("above the band"),
        Standing.IMPOSSIBLE: _("over 100 %"),
    }[standing]


@dataclass(frozen=True)
class Figures:
    """A row of the table: everything rounded once, and where it stands."""

    name: str
    address: str
    note: str
    days: str
    calls: str
    calls_a_day: str
    few_calls: bool
    talk: str
    status: str
    words: str
    minutes: str
    long_calls: bool
    handling: str
    transfers: str
    transfer_share: str
    solved_share: str
    over_days: int


def figures(worked: Worked, asked: Asked | None, *, name: str = "", address: str = "", note: str = "") -> Figures:
    standing = asked.standing(worked.talk_share) if asked else None
    return Figures(
        name=name,
        address=address,
        note=note,
        days=grouped(worked.days),
        calls=grouped(worked.calls),
        calls_a_day=_plain(worked.calls_a_day),
        few_calls=bool(asked and asked.has_few_calls(worked.calls_a_day)),
        talk=_share(worked.talk_share),
        status=STATUSES[standing] if standing else "",
        words=standing_words(standing) if standing else "",
        minutes=_minutes(worked.seconds_a_call),
        long_calls=bool(asked and asked.has_long_calls(worked.seconds_a_call)),
        handling=_minutes(worked.handling_seconds),
        transfers=grouped(worked.transfers),
        transfer_share=_share(worked.transfer_share),
        solved_share=_share(worked.solved_share),
        over_days=worked.over_days,
    )


def agent_figures(line: AgentLine, address: str) -> Figures:
    return figures(line.worked, line.asked, name=line.agent.name, address=address, note=line.agent.staff_number)


def team_figures(line: TeamLine) -> Figures:
    words = _("%(count)s agents") % {"count": line.agents}
    return figures(line.worked, line.asked, name=line.unit.name, note=words)


def day_figures(line: DayLine) -> Figures:
    return figures(line.worked, line.asked, name=line.row.day.isoformat(), note=line.row.unit.name)


def asked_words(asked: Asked) -> str:
    """What is asked, in a sentence: band, calls, minutes."""
    words = _("Talk utilisation %(low)s–%(high)s %%, %(calls)s calls a day, at most %(minutes)s minutes a call")
    return words % {
        "low": _number(asked.talk_from),
        "high": _number(asked.talk_until),
        "calls": asked.calls_a_day,
        "minutes": _number(asked.minutes_a_call),
    }


def _number(value: Decimal) -> str:
    return f"{value.normalize():f}"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else grouped(value, PLACES)


def _share(value: Decimal | None) -> str:
    return "" if value is None else share_text(value, SHARE_PLACES)


def _minutes(seconds: Decimal | None) -> str:
    """`4:58` minutes and seconds."""
    if seconds is None:
        return ""
    whole = int(half_up(seconds))
    return f"{whole // 60}:{whole % 60:02d}"
