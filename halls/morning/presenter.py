"""A hall's day in figures and sentences for the next morning's meeting; each figure leads to its rows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.ui.rules import share_text
from core.ui.words import no_data, unset
from halls.book.choices import BookState
from halls.book.presenter import BookLine, line_of
from halls.morning import rules
from halls.morning.selectors import HallDay, steps_of, steps_settled
from halls.queue.choices import Outcome
from halls.rush.choices import StepState
from halls.rush.presenter import why_words
from halls.waiting.addresses import visits_address
from halls.waiting.choices import Base
from halls.waiting.rules import half_hour_words

if TYPE_CHECKING:
    from halls.rush.models import Emergency
    from halls.waiting.rules import Tally


@dataclass(frozen=True)
class Figure:
    """A name, its value or the word that stands for it, where its rows are, and what is said beside it."""

    name: str
    value: str
    url: str = ""
    note: str = ""
    is_late: bool = False
    is_absent: bool = False


@dataclass(frozen=True)
class EmergencyText:
    words: str
    url: str
    steps: list[tuple[str, str]]
    settled: str
    review: str


@dataclass(frozen=True)
class MorningPage:
    sentences: list[str]
    book: BookLine
    findings: list[tuple[str, str, str]]
    other_checks: list[tuple[str, str, str]]
    figures: list[Figure]
    busiest: list[tuple[str, str, str]]
    emergencies: list[EmergencyText]
    stints: list[tuple[str, str]]
    complaints: list[tuple[str, str, str]]
    matters: Figure
    actions: list[tuple[str, str, str, bool]]
    actions_open: Figure


@dataclass(frozen=True)
class MorningLine:
    """A hall among others."""

    code: str
    name: str
    book: BookLine
    tickets: str
    share: str
    is_over_line: bool
    p90: str
    use: str
    emergencies: int
    matters: int
    complaints: str
    actions_due: int


def page_of(day: HallDay, busy: Sequence[tuple[int, Tally]]) -> MorningPage:
    return MorningPage(
        sentences=sentences_of(day),
        book=line_of(day.book),
        findings=[(one.words, str(one.get_verdict_display()), one.note) for one in day.findings],
        other_checks=[
            (run.template.name, _score(run.score), reverse("check_run", args=[run.number])) for run in day.other_checks
        ],
        figures=figures_of(day),
        busiest=[
            (
                half_hour_words(place),
                _tickets(one.tickets),
                visits_address(day.hall, day.book.day, day.book.day, over=False, half_hour=place),
            )
            for place, one in busy
        ],
        emergencies=[_emergency(one, day.book.zone) for one in day.emergencies],
        stints=[(_stint(one), reverse("stint", args=[one.pk])) for one in day.stints],
        complaints=[(one.number, one.subject, reverse("complaint", args=[one.number])) for one in day.complaint_rows],
        matters=Figure(_("Unresolved matters"), str(day.matters), f"{reverse('matters')}?{_unit(day)}"),
        actions=[
            (one.measure, str(one.owner), reverse("action", args=[one.number]), one.due_on <= day.book.day)
            for one in day.actions_due
        ],
        actions_open=_counted(_("Open corrective actions"), day.actions_open, f"{reverse('actions')}?{_unit(day)}"),
    )


def _unit(day: HallDay) -> str:
    return urlencode({"unit": day.hall.unit.code})


def _tickets(number: int) -> str:
    return ngettext("%(count)s ticket", "%(count)s tickets", number) % {"count": number}


def _score(score: Decimal | None) -> str:
    return _("no score") if score is None else f"{score.normalize():f}"


def _stint(stint: object) -> str:
    said = {"who": str(stint.manager), "since": f"{stint.starts_at:%H:%M}", "until": f"{stint.ends_at:%H:%M}"}  # type: ignore[attr-defined]
    return _("%(who)s, %(since)s–%(until)s") % said


def figures_of(day: HallDay) -> list[Figure]:
    return [
        Figure(pgettext("of a hall", "Tickets"), str(day.tally.tickets), _visits(day)),
        _share(day),
        _p90(day),
        _ended(day, Outcome.NO_SHOW),
        _ended(day, Outcome.LEFT),
        _ended(day, Outcome.CLOSED_BY_SYSTEM),
        _use(day),
        _counted(_("Complaints received"), day.complaints, "#complaints" if day.complaint_rows else ""),
    ]


def _visits(day: HallDay, *, over: bool = False, outcome: str | None = None) -> str:
    return visits_address(day.hall, day.book.day, day.book.day, over=over, outcome=outcome)


def _share(day: HallDay) -> Figure:
    name, share = _("Overtime share"), day.tally.share(Base.ALL)
    if day.limits.minutes is None:
        return Figure(name, unset(), note=_("No wait limit is set for this hall."), is_absent=True)
    if share is None:
        return Figure(name, no_data(), is_absent=True)
    said = {
        "over": day.tally.over_of(Base.ALL),
        "all": day.tally.out_of(Base.ALL),
        "minutes": day.limits.minutes,
        "line": f"{day.limits.share.normalize():f}",
    }
    note = _("%(over)s of %(all)s waited more than %(minutes)s minutes; the line is %(line)s%%") % said
    return Figure(name, share_text(share, 1), _visits(day, over=True), note, is_late=day.is_over_line)


def _p90(day: HallDay) -> Figure:
    name = _("Nine of ten waited at most")
    if day.p90_seconds is None:
        return Figure(name, no_data(), is_absent=True)
    minutes = _("%(minutes)s min") % {"minutes": f"{Decimal(day.p90_seconds) / 60:.1f}"}
    return Figure(name, minutes, _visits(day), _("p90 by nearest rank: a wait that occurred"))


def _ended(day: HallDay, outcome: Outcome) -> Figure:
    number = day.outcomes[outcome.value]
    late = outcome == Outcome.CLOSED_BY_SYSTEM and number > 0
    return Figure(str(outcome.label), str(number), _visits(day, outcome=outcome.value), is_late=late)


def _use(day: HallDay) -> Figure:
    address = f"{reverse('hall_desks', args=[day.hall.unit.code])}?day={day.book.day.isoformat()}"
    if day.use.use.share is None:
        return Figure(_("Counter utilisation"), no_data(), address, is_absent=True)
    band = str(day.use.band.label) if day.use.band else unset()
    note = _("band: %(band)s") % {"band": band}
    return Figure(_("Counter utilisation"), share_text(day.use.use.share, 1), address, note)


def _counted(name: str, number: int | None, url: str) -> Figure:
    if number is None:
        return Figure(name, _("not for you to see"), is_absent=True)
    return Figure(name, str(number), url)


def _emergency(emergency: Emergency, zone: str) -> EmergencyText:
    clock = ZoneInfo(zone)
    said = {"since": f"{emergency.opened_at.astimezone(clock):%H:%M}", "why": why_words(emergency)}
    if emergency.closed_at:
        said["until"] = f"{emergency.closed_at.astimezone(clock):%H:%M}"
        words = _("%(since)s–%(until)s: %(why)s") % said
    else:
        words = _("since %(since)s, still open: %(why)s") % said
    done, steps = steps_settled(emergency)
    return EmergencyText(
        words,
        reverse("emergency", args=[emergency.pk]),
        [(str(one), str(StepState(one.state).label)) for one in steps_of(emergency)],
        _("%(done)s of %(steps)s steps settled") % {"done": done, "steps": steps},
        emergency.review or _("not looked back on"),
    )


def sentences_of(day: HallDay) -> list[str]:
    """What is read out, by rule: the book, the wait, what ended badly, what is due."""
    said = [_book_sentence(day), _wait_sentence(day)]
    if day.emergencies:
        count = len(day.emergencies)
        said.append(
            ngettext("%(count)s emergency was open.", "%(count)s emergencies were open.", count) % {"count": count}
        )
    if closed := day.outcomes[Outcome.CLOSED_BY_SYSTEM.value]:
        words = ngettext(
            "%(count)s number was closed by the system at night: nobody had ended it.",
            "%(count)s numbers were closed by the system at night: nobody had ended them.",
            closed,
        )
        said.append(words % {"count": closed})
    if day.complaints:
        words = ngettext("%(count)s complaint was received.", "%(count)s complaints were received.", day.complaints)
        said.append(words % {"count": day.complaints})
    if day.actions_due:
        due = len(day.actions_due)
        words = ngettext("%(count)s corrective action is due.", "%(count)s corrective actions are due.", due)
        said.append(words % {"count": due})
    return said


def _book_sentence(day: HallDay) -> str:
    line = line_of(day.book)
    said = {"at": line.times, "by": line.by, "result": line.result, "meeting": line.meeting}
    sentences = {
        BookState.IN_TIME: _("The daily book was done in time: %(at)s, %(by)s, %(result)s."),
        BookState.LATE: _("The daily book was done late: %(at)s, the meeting was at %(meeting)s."),
        BookState.AFTERWARDS: _("The daily book came on a later day (%(at)s) and does not count as done."),
        BookState.MISSING: _("The daily book is missing."),
        BookState.WAITING: _("The daily book is still to be done."),
        BookState.NOT_DUE: _("No daily book was due."),
        BookState.UNSET: _("When the daily book is due is not set."),
    }
    return sentences[day.book.state] % said


def _wait_sentence(day: HallDay) -> str:
    share = day.tally.share(Base.ALL)
    if not day.tally.tickets:
        return _("No customers were counted.")
    if day.limits.minutes is None:
        return _("%(tickets)s customers; no wait limit is set.") % {"tickets": day.tally.tickets}
    if share is None:
        return _("%(tickets)s customers; their waits are not known.") % {"tickets": day.tally.tickets}
    said = {"share": share_text(share, 1), "line": f"{day.limits.share.normalize():f}"}
    if day.is_over_line:
        return _("Overtime share %(share)s, above the line of %(line)s%%.") % said
    return _("Overtime share %(share)s, within the line of %(line)s%%.") % said


def worst_first(days: Sequence[HallDay]) -> list[HallDay]:
    return sorted(days, key=_key)


def lines_of(days: Sequence[HallDay]) -> list[MorningLine]:
    """Halls beside each other, the worst first."""
    return [_line(day) for day in worst_first(days)]


def _key(day: HallDay) -> tuple[int, bool, Decimal, int, str]:
    return rules.worst_first(
        book=day.book.state,
        share=day.tally.share(Base.ALL),
        line=day.limits.share,
        emergencies=len(day.emergencies),
        path=day.hall.unit.path,
    )


def _line(day: HallDay) -> MorningLine:
    share, p90 = _share(day), _p90(day)
    use = _use(day)
    complaints = no_data() if day.complaints is None else str(day.complaints)
    return MorningLine(
        day.hall.unit.code,
        day.hall.unit.name,
        line_of(day.book),
        str(day.tally.tickets) if day.tally.tickets else no_data(),
        share.value,
        share.is_late,
        p90.value,
        use.value,
        len(day.emergencies),
        day.matters,
        complaints,
        len(day.actions_due),
    )


def district_sentence(days: Sequence[HallDay]) -> str:
    """What is said of all halls: books not in time, halls above the line."""
    owed = sum(day.book.state in rules.OWED for day in days)
    above = [day.hall.unit.name for day in days if day.is_over_line]
    said = [ngettext("%(count)s daily book not in time", "%(count)s daily books not in time", owed) % {"count": owed}]
    if above:
        said.append(_("overtime above the line: %(halls)s") % {"halls": "、".join(above)})
    else:
        said.append(_("no hall above the overtime line"))
    return " · ".join(said)


def yesterday(now: dt.datetime) -> dt.date:
    return now.date() - dt.timedelta(days=1)
