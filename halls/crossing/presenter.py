"""A round in words: how far it is, and each pair with its state and what this person may do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.ui.choices import Status
from halls.checks.choices import SENT, RunState
from halls.checks.rules import is_named
from halls.checks.selectors import lines_for
from halls.crossing.choices import RoundState
from halls.crossing.selectors import Progress, progress_of
from org.access.choices import Right

if TYPE_CHECKING:
    from halls.crossing.models import CrossPair, CrossRound
    from org.people.models import Person


@dataclass(frozen=True)
class PairLine:
    """A pair, its state in words, and the check that counts. `is_named`: the hall is below the line (S0-M1).

    Score and line are shown to whom `may_read` the check: a round is seen by all who take part in it.
    """

    pair: CrossPair
    status: str
    words: str
    is_named: bool
    may_inspect: bool
    may_change: bool
    may_read: bool


@dataclass(frozen=True)
class RoundPage:
    lines: list[PairLine]
    progress: Progress
    may_lead: bool
    sees_all: bool
    is_draft: bool
    is_told: bool

    @property
    def total(self) -> int:
        return len(self.lines)


def round_page(one: CrossRound, person: Person, *, today: dt.date) -> RoundPage:
    progress = progress_of(one)
    leads = person.may(Right.CHECK_EDIT, at=one.unit)
    reads = person.paths_for(Right.CHECK_VIEW)
    named_below = lines_for([pair.hall for pair in progress.pairs], one.template.kind, on=one.opens_on)
    lines = []
    for pair in progress.pairs:
        status, words = _state(pair, one, today)
        may_read = pair.run is not None and (pair.person_id == person.pk or pair.hall.path.startswith(tuple(reads)))
        run = pair.run if may_read and pair.run is not None and pair.run.state in SENT else None
        line = named_below.get(pair.hall_id)
        lines.append(
            PairLine(
                pair,
                status,
                words,
                is_named=run is not None and line is not None and is_named(run.score, line.line),
                may_inspect=_may_inspect(pair, one, person, today),
                may_change=leads and pair.run is None and one.state != RoundState.CANCELLED,
                may_read=may_read,
            )
        )
    sees_all = person.may(Right.CHECK_VIEW, at=one.unit)
    return RoundPage(lines, progress, leads, sees_all, one.state == RoundState.DRAFT, one.state == RoundState.TOLD)


def _may_inspect(pair: CrossPair, one: CrossRound, person: Person, today: dt.date) -> bool:
    begun = pair.run is not None and pair.run.state not in (RunState.DRAFT, RunState.DISCARDED)
    return pair.person_id == person.pk and one.state == RoundState.TOLD and one.opens_on <= today and not begun


def _state(pair: CrossPair, one: CrossRound, today: dt.date) -> tuple[str, str]:
    run = pair.run
    if run is not None and run.state in SENT:
        return Status.DONE, _("sent on %(day)s") % {"day": run.business_day.isoformat()}
    if one.state == RoundState.DRAFT:
        return Status.PAUSED, _("not told yet")
    if one.state == RoundState.CANCELLED:
        return Status.PAUSED, _("cancelled")
    late = (today - one.due_on).days
    if late > 0:
        return Status.LATE, _("%(days)d days late") % {"days": late}
    if run is not None and run.state == RunState.DRAFT:
        return Status.SOON, _("begun")
    return Status.PAUSED, _("not begun, until %(day)s") % {"day": one.due_on.isoformat()}
