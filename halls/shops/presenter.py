"""Rounds, visits and results in words: who may do what with each, and by which name a shopper is called."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.ui.choices import Status
from halls.checks.models import Answer, CheckRun
from halls.checks.rules import is_named
from halls.checks.selectors import line_for
from halls.shops import rules
from halls.shops.choices import Crowd, DayPart, Reply, RoundState, Stage
from halls.shops.selectors import coverage_of, findings_of, rule_at, visits_of
from org.access.choices import Right

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from halls.shops.models import ShopAppeal, ShopResult, ShopRound, ShopVisit
    from org.people.models import Person

STATUS = {
    Stage.ASKED: Status.PAUSED,
    Stage.AGREED: Status.PAUSED,
    Stage.DECLINED: Status.LATE,
    Stage.WITHDRAWN: Status.DONE,
    Stage.FILLING: Status.SOON,
    Stage.REVISION: Status.SOON,
    Stage.SENT: Status.SOON,
    Stage.REVIEWING: Status.SOON,
    Stage.ACCEPTED: Status.ONTIME,
    Stage.EXCLUDED: Status.DONE,
    Stage.REJECTED: Status.LATE,
}


@dataclass(frozen=True)
class VisitLine:
    """A visit of a round. `revisit_on`: the day on which a re-visit is proposed, of an outlier that counts."""

    visit: ShopVisit
    stage: Stage
    is_outlier: bool
    revisit_on: dt.date | None

    @property
    def status(self) -> str:
        return STATUS[self.stage]


@dataclass(frozen=True)
class Covered:
    label: str | Promise
    busy: int
    quiet: int


@dataclass(frozen=True)
class RoundPage:
    lines: list[VisitLine]
    covered: list[Covered]
    has_rule: bool

    def _count(self, *stages: Stage) -> int:
        return sum(1 for line in self.lines if line.stage in stages)

    @property
    def to_review(self) -> int:
        return self._count(*rules.TO_REVIEW)

    @property
    def accepted(self) -> int:
        return self._count(Stage.ACCEPTED)

    @property
    def appeals(self) -> int:
        """Appeals that wait for a decision."""
        return sum(1 for line in self.lines if _open_appeal(line.visit))


def round_page(one: ShopRound) -> RoundPage:
    visits = visits_of(one)
    rule = rule_at(one.unit, on=one.opens_on)
    seen_again = {visit.revisit_of_id for visit in visits}
    lines = []
    for visit in visits:
        run, stage = visit.run, visit.stage
        outlier = bool(run and rule and run.received_at and rules.is_outlier(run.score, rule.outlier_line))
        proposed = None
        if run and rule and outlier and stage == Stage.ACCEPTED and visit.pk not in seen_again:
            proposed = rules.revisit_on(run.business_day, rule.revisit_days)
        lines.append(VisitLine(visit, stage, outlier, proposed))
    counted = coverage_of([visit for visit in visits if visit.reply in (Reply.ASKED, Reply.AGREED)])
    covered = [Covered(part.label, counted[part, Crowd.BUSY], counted[part, Crowd.QUIET]) for part in DayPart]
    return RoundPage(lines, covered, rule is not None)


@dataclass(frozen=True)
class VisitPage:
    """A visit as who runs the round sees it."""

    visit: ShopVisit
    stage: Stage
    is_outlier: bool
    may_decide: bool
    may_look: bool
    may_withdraw: bool
    findings: list[Answer]
    results: list[ShopResult]
    appeal: ShopAppeal | None
    may_settle: bool

    @property
    def status(self) -> str:
        return STATUS[self.stage]


def visit_page(visit: ShopVisit, person: Person) -> VisitPage:
    rule = rule_at(visit.round_of.unit, on=visit.round_of.opens_on)
    stage, run = visit.stage, visit.run
    found = _appeal(visit)
    return VisitPage(
        visit,
        stage,
        is_outlier=bool(run and rule and run.received_at and rules.is_outlier(run.score, rule.outlier_line)),
        may_decide=stage in rules.TO_REVIEW and visit.shopper_id != person.pk,
        may_look=stage == Stage.SENT and visit.shopper_id != person.pk,
        may_withdraw=run is None and visit.reply != Reply.WITHDRAWN,
        findings=findings_of(visit) if run and run.received_at else [],
        results=results_of(visit),
        appeal=found,
        may_settle=found is not None and found.decided_at is None and found.made_by_id != person.pk,
    )


@dataclass(frozen=True)
class ResultPage:
    """A visit as its hall sees it: nothing of who came and of what else is planned (H10)."""

    visit: ShopVisit
    shopper: str
    findings: list[Answer]
    results: list[ShopResult]
    appeal: ShopAppeal | None
    is_named: bool
    may_appeal: bool


def result_page(visit: ShopVisit, person: Person, *, today: dt.date) -> ResultPage:
    run: CheckRun = visit.run  # type: ignore[assignment]  # the database knows that what is published has one
    line = line_for(visit.hall, run.kind, on=run.business_day)
    findings = findings_of(visit)
    in_time = visit.appeal_until is not None and today <= visit.appeal_until
    found = _appeal(visit)
    return ResultPage(
        visit,
        shopper_of(visit, person),
        findings,
        results_of(visit),
        found,
        is_named=line is not None and is_named(run.score, line.line),
        may_appeal=found is None and in_time and bool(findings) and person.may(Right.ACTION_EDIT, at=visit.hall),
    )


def shopper_of(visit: ShopVisit, person: Person) -> str:
    """H10: by name only before those who run the round."""
    runs_it = person.may(Right.CHECK_REVIEW, at=visit.round_of.unit)
    return str(visit.shopper) if runs_it or visit.shopper_id == person.pk else visit.nickname


def results_of(visit: ShopVisit) -> list[ShopResult]:
    return list(visit.results.select_related("made_by").order_by("number"))  # type: ignore[attr-defined]


@dataclass(frozen=True)
class MineLine:
    """An assignment as its shopper sees it."""

    visit: ShopVisit
    stage: Stage
    may_reply: bool
    may_begin: bool
    may_go_on: bool

    @property
    def status(self) -> str:
        return STATUS[self.stage]

    @property
    def is_over(self) -> bool:
        return self.stage in (*rules.OVER, *rules.TO_REVIEW)


def mine_line(visit: ShopVisit, *, today: dt.date) -> MineLine:
    one, stage = visit.round_of, visit.stage
    is_open = one.state == RoundState.OPEN
    return MineLine(
        visit,
        stage,
        may_reply=stage == Stage.ASKED and is_open,
        may_begin=stage == Stage.AGREED and is_open and one.opens_on <= today <= one.due_on,
        may_go_on=stage in (Stage.FILLING, Stage.REVISION),
    )


def _appeal(visit: ShopVisit) -> ShopAppeal | None:
    return getattr(visit, "appeal", None)


def _open_appeal(visit: ShopVisit) -> bool:
    found = _appeal(visit)
    return found is not None and found.decided_at is None
