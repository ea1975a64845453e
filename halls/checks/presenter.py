"""Checks in words: the page on which one is filled in, the page of one, and lines of the list."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from core.ui.choices import Status
from halls.checks import rules
from halls.checks.choices import CheckKind, Outcome, RunOrigin, RunState, Scoring, Verdict, When
from halls.checks.models import Answer, AnswerPhoto, CheckRun, Item, Section
from halls.checks.rules import Mark, Result
from halls.checks.selectors import Sheet, line_for, lines_over, may_clear, repeats_of, sheet_of
from halls.checks.services.findings import LABEL
from improvement.actions.models import Action
from org.access.choices import Right

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from org.people.models import Person

STATUS = {
    RunState.DRAFT: Status.SOON,
    RunState.SUBMITTED: Status.PAUSED,
    RunState.REVIEWED: Status.PAUSED,
    RunState.ACCEPTED: Status.ONTIME,
    RunState.EXCLUDED: Status.DONE,
    RunState.REJECTED: Status.LATE,
    RunState.RETURNED: Status.DONE,
    RunState.REOPENED: Status.DONE,
    RunState.DISCARDED: Status.DONE,
}


@dataclass(frozen=True)
class Choice:
    value: str
    label: str | Promise
    is_on: bool


@dataclass(frozen=True)
class Typed:
    """What was posted of an item and refused: it stays in the fields until it is right."""

    verdict: str
    lost: str
    note: str


@dataclass(frozen=True)
class ItemLine:
    """One item as it is filled in or read."""

    answer: Answer
    photos: list[AnswerPhoto]
    missing: list[str | Promise]
    repeats: int = 0
    actions: list[Action] = field(default_factory=list)
    error: str = ""
    typed: Typed | None = None

    @property
    def name(self) -> str:
        return f"a{self.answer.pk}"

    @property
    def choices(self) -> list[Choice]:
        verdict = self.typed.verdict if self.typed else self.answer.verdict
        return [Choice(one.value, one.label, verdict == one) for one in Verdict]

    @property
    def lost(self) -> str:
        if self.typed:
            return self.typed.lost
        return "" if self.answer.given is None else rules.plain(self.answer.given)

    @property
    def note(self) -> str:
        return self.typed.note if self.typed else self.answer.note

    @property
    def asks_photo(self) -> bool:
        return self.answer.photo != When.OFF

    @property
    def always_photo(self) -> bool:
        return self.answer.photo == When.ALWAYS

    @property
    def may_add_photo(self) -> bool:
        return self.asks_photo and len(self.photos) < rules.PHOTOS_MOST

    @property
    def asks_note(self) -> bool:
        return self.answer.note_when != When.OFF

    @property
    def opens_action(self) -> bool:
        return self.answer.action in (When.ON_FAIL, When.ALWAYS)

    @property
    def is_done(self) -> bool:
        return bool(self.answer.verdict) and not self.missing and not self.error

    @property
    def is_settled(self) -> bool:
        """Answered and nothing more to say: folded to one line with a tick."""
        return self.is_done and not self.answer.is_finding and not self.always_photo

    @property
    def status(self) -> str:
        return {Verdict.OK: Status.ONTIME, Verdict.FAIL: Status.LATE, Verdict.FIXED: Status.SOON}.get(
            Verdict(self.answer.verdict) if self.answer.verdict else Verdict.NA, Status.DONE
        )

    @property
    def words(self) -> str:
        """The verdict with what it cost."""
        answer = self.answer
        said = str(answer.get_verdict_display()) if answer.verdict else _("No verdict")
        if answer.is_finding and answer.lost is not None:
            said += " · " + (
                _("−%(points)s points") % {"points": rules.plain(answer.lost)} if answer.lost else _("no points off")
            )
        return said


@dataclass(frozen=True)
class SectionPart:
    at: int
    name: str
    lines: list[ItemLine]
    result: Result | None
    pass_line: Decimal | None = None

    @property
    def outcome(self) -> Outcome | None:
        """Where the section has a mark of its own: whether it was reached."""
        said = rules.passed_or_failed(self.result.score, self.pass_line) if self.result else ""
        return Outcome(said) if said else None

    @property
    def done(self) -> int:
        return sum(1 for line in self.lines if line.answer.verdict)


@dataclass(frozen=True)
class FillPage:
    """What is filled in on a phone."""

    run: CheckRun
    sheet: Sheet
    sections: list[SectionPart]
    error: str = ""

    @property
    def percent_done(self) -> int:
        return 100 * self.sheet.done // self.sheet.total if self.sheet.total else 0

    @property
    def next_name(self) -> str:
        return f"a{self.sheet.next_open.pk}" if self.sheet.next_open else ""

    @property
    def score(self) -> Decimal | None:
        """Only where the version does not hide it until it is sent."""
        if self.run.version_of.hides_score:
            return None
        return rules.result([one.mark for one in self.sheet.answers], self.run.version_of.policy).score


def fill_page(
    run: CheckRun, *, errors: Mapping[int, str] | None = None, typed: Mapping[int, Typed] | None = None, error: str = ""
) -> FillPage:
    """With what is wrong and what was typed instead, both by answer."""
    sheet = sheet_of(run)
    lines = [
        ItemLine(
            one,
            sheet.photos.get(one.pk, []),
            sheet.missing.get(one.pk, []),
            error=(errors or {}).get(one.pk, ""),
            typed=(typed or {}).get(one.pk),
        )
        for one in sheet.answers
    ]
    return FillPage(run, sheet, _sections(lines, run, scored=False), error)


def _sections(lines: Iterable[ItemLine], run: CheckRun, *, scored: bool) -> list[SectionPart]:
    parts = []
    # By the section and its name: an archive keeps several parts under one section.
    grouped = groupby(lines, key=lambda line: (line.answer.item.section, line.answer.section))
    for at, ((section, name), those) in enumerate(grouped, start=1):
        kept = list(those)
        marks: list[Mark] = [line.answer.mark for line in kept]
        result = rules.result(marks, run.version_of.policy) if scored else None
        parts.append(SectionPart(at, name, kept, result, section.pass_line))
    return parts


@dataclass(frozen=True)
class RunPage:
    """One check as it is read."""

    run: CheckRun
    sections: list[SectionPart]
    findings: list[ItemLine]
    is_named: bool
    line: Decimal | None
    checker: str
    may_review: bool
    may_accept: bool
    may_return: bool
    may_reopen: bool
    may_fill: bool
    may_clear: bool
    may_open_action: bool
    replaced_by: CheckRun | None

    @property
    def status(self) -> str:
        return STATUS[RunState(self.run.state)]

    @property
    def may_act(self) -> bool:
        return self.may_review or self.may_accept or self.may_return or self.may_reopen

    @property
    def formula(self) -> str:
        """How the score came about, in a sentence."""
        run = self.run
        if run.received_at is None:
            return ""
        if run.origin == RunOrigin.SHEET and not run.possible:
            return _("The score stands as the archive gives it, without points.") if run.score is not None else ""
        if not run.possible:
            return _("Nothing applied, so there is no score.")
        said = {
            "earned": rules.plain(run.earned),
            "possible": rules.plain(run.possible),
            "lost": rules.plain(run.possible - run.earned),
        }
        if run.version_of.scoring == Scoring.DEDUCTION and run.possible == rules.FULL:
            return _("100 − %(lost)s points lost") % said
        return _("%(earned)s of %(possible)s points that applied × 100") % said


def run_page(run: CheckRun, person: Person, *, now: dt.datetime) -> RunPage:
    sheet = sheet_of(run)
    actions = _actions(sheet.answers, person)
    # Whoever was sent to a hall sees what they saw, not what others found there before.
    looks = person.may(Right.CHECK_VIEW, at=run.unit) or person.may(Right.CHECK_REVIEW, at=run.unit)
    repeats = repeats_of(sheet.answers, run) if run.counts and looks else {}
    lines = [
        ItemLine(
            one,
            sheet.photos.get(one.pk, []),
            [],
            repeats=repeats.get(one.code, 0) if one.is_finding else 0,
            actions=actions.get(one.pk, []),
        )
        for one in sheet.answers
    ]
    line = line_for(run.unit, run.kind, on=run.business_day)
    # A mystery visit is decided on in its round.
    reviews = (
        run.kind != CheckKind.MYSTERY and person.may(Right.CHECK_REVIEW, at=run.unit) and run.checker_id != person.pk
    )
    return RunPage(
        run=run,
        sections=_sections(lines, run, scored=run.received_at is not None),
        findings=[one for one in lines if one.answer.is_finding],
        is_named=run.counts and line is not None and rules.is_named(run.score, line.line),
        line=line.line if line else None,
        checker=checker_of(run, person),
        may_review=reviews and rules.may_move(run.state, RunState.REVIEWED),
        may_accept=reviews and run.state in (RunState.SUBMITTED, RunState.REVIEWED),
        may_return=reviews and rules.may_move(run.state, RunState.RETURNED),
        may_reopen=reviews and rules.may_move(run.state, RunState.REOPENED),
        may_fill=run.is_draft and run.checker_id == person.pk,
        may_clear=may_clear(run, person),
        may_open_action=run.counts and person.may(Right.ACTION_EDIT, at=run.unit),
        replaced_by=CheckRun.objects.filter(replaces=run).first(),
    )


def checker_of(run: CheckRun, person: Person) -> str:
    """Who carried it out; who a mystery shopper is, only reviewers and they themselves read (H10)."""
    if run.kind != CheckKind.MYSTERY or run.checker_id == person.pk or person.may(Right.CHECK_REVIEW, at=run.unit):
        return str(run.checker)
    return _("A mystery shopper")


def _actions(answers: Iterable[Answer], person: Person) -> dict[int, list[Action]]:
    found: dict[int, list[Action]] = {}
    keys = [answer.pk for answer in answers if answer.is_finding]
    rows = Action.objects.visible_to(person).filter(origin_label=LABEL, origin_id__in=keys)
    for action in rows.select_related("owner").order_by("pk"):
        found.setdefault(action.origin_id, []).append(action)
    return found


@dataclass(frozen=True)
class RunLine:
    """One line of the list."""

    run: CheckRun
    checker: str
    is_named: bool

    @property
    def status(self) -> str:
        return STATUS[RunState(self.run.state)]

    @property
    def has_failed(self) -> bool:
        return self.run.outcome == Outcome.FAILED


def run_lines(runs: Iterable[CheckRun], person: Person) -> list[RunLine]:
    """With the lines of all their halls in one question."""
    kept = list(runs)
    lines = lines_over({run.unit for run in kept})
    reviewed = {run.unit_id: person.may(Right.CHECK_REVIEW, at=run.unit) for run in kept}
    made = []
    for run in kept:
        shown = run.kind != CheckKind.MYSTERY or run.checker_id == person.pk or reviewed[run.unit_id]
        line = lines.at(run.unit, run.kind, on=run.business_day)
        is_named = run.counts and line is not None and rules.is_named(run.score, line.line)
        made.append(RunLine(run, str(run.checker) if shown else _("A mystery shopper"), is_named))
    return made


@dataclass(frozen=True)
class PreviewItem:
    """An item of a version as the phone will show it."""

    at: int
    item: Item

    @property
    def asks(self) -> list[str]:
        """What it asks for beside the verdict, in words."""
        named = ((_("photo"), self.item.photo), (_("note"), self.item.note), (_("corrective action"), self.item.action))
        return [f"{name}: {When(when).label}" for name, when in named if when in (When.ON_FAIL, When.ALWAYS)]


@dataclass(frozen=True)
class PreviewPart:
    section: Section
    items: list[PreviewItem]
    points: Decimal


def preview_page(sections: Iterable[Section]) -> list[PreviewPart]:
    """The sections of a version, its items numbered through."""
    parts, at = [], 0
    for section in sections:
        items = list(section.items.all())  # type: ignore[attr-defined]
        shown = [PreviewItem(at + n, item) for n, item in enumerate(items, start=1)]
        at += len(items)
        parts.append(PreviewPart(section, shown, sum((item.weight or rules.ZERO for item in items), rules.ZERO)))
    return parts
