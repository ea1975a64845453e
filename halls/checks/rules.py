"""How a check is scored, and what makes a template fit to be published. Values only: no row, no clock.

Points are Decimals with at most two places; a score is on a scale of 100 and is rounded once, half-up (H08).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from halls.checks.choices import (
    FINDINGS,
    CriticalPolicy,
    FixedPolicy,
    NaPolicy,
    Outcome,
    RunState,
    Scoring,
    Verdict,
    When,
)

FULL = Decimal(100)
ZERO = Decimal(0)
CENT = Decimal("0.01")
MOST_SECTIONS = 20
MOST_ITEMS = 100
WORDS_MOST = 200
NOTE_MOST = 500
PHOTOS_MOST = 6
"""For one item."""

NAMED_BELOW = Decimal(95)
"""S0-M1: a hall under 95 is named. The line a rule row begins with; the row is what counts (FindingLine)."""

LATE_DAYS = 7
"""A draft kept on a phone for longer than this is not taken any more: nobody remembers what was seen."""


def half_up(value: Decimal) -> Decimal:
    """To two places, for display and for storing a score."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Policy:
    """What a published version says about scoring."""

    scoring: str = Scoring.DEDUCTION
    full_points: Decimal = FULL
    na: str = NaPolicy.DROP
    critical: str = CriticalPolicy.FAIL
    fixed: str = FixedPolicy.LOSES
    pass_line: Decimal | None = None


@dataclass(frozen=True)
class Mark:
    """One item as it was answered: `lost` is what its finding costs, None where nobody said (then all of it)."""

    weight: Decimal
    verdict: str
    lost: Decimal | None = None
    is_critical: bool = False

    @property
    def is_finding(self) -> bool:
        return self.verdict in FINDINGS


@dataclass(frozen=True)
class Worth:
    """What one answer earned of what it could: `possible` is None where it is out of the denominator."""

    earned: Decimal | None
    lost: Decimal | None

    @property
    def possible(self) -> Decimal | None:
        return None if self.earned is None or self.lost is None else self.earned + self.lost


@dataclass(frozen=True)
class Result:
    """`score` None is "no data": nothing applied. It is neither 0 nor 100 (house.md 27)."""

    score: Decimal | None
    earned: Decimal
    possible: Decimal
    findings: int
    critical: int
    outcome: str

    @property
    def lost(self) -> Decimal:
        return self.possible - self.earned


def worth(mark: Mark, policy: Policy) -> Worth:
    """What one answer is worth. An unanswered one is worth nothing yet and is out of the denominator."""
    if not mark.verdict or (mark.verdict == Verdict.NA and policy.na == NaPolicy.DROP):
        return Worth(None, None)
    if not _costs(mark, policy):
        return Worth(mark.weight, ZERO)
    lost = mark.weight if mark.lost is None else mark.lost
    return Worth(mark.weight - lost, lost)


def _costs(mark: Mark, policy: Policy) -> bool:
    return mark.verdict == Verdict.FAIL or (mark.verdict == Verdict.FIXED and policy.fixed == FixedPolicy.LOSES)


def result(marks: Sequence[Mark], policy: Policy) -> Result:
    """The whole check: 100 × earned ÷ possible; by deduction that is 100 less what was lost of what applied.

    A critical item that fails makes the score 0, or leaves it and fails the check, as the version says. A zero-point
    note (S0-M2: 未扣分) is a finding that costs nothing, on a critical item too: an appeal that gives every point back
    lifts the failure with them. Without a pass line and without a critical item that failed there is no outcome.
    """
    worths = [worth(mark, policy) for mark in marks]
    earned = sum((one.earned for one in worths if one.earned is not None), ZERO)
    possible = sum((one.possible for one in worths if one.possible is not None), ZERO)
    critical = sum(1 for mark in marks if mark.is_critical and mark.verdict == Verdict.FAIL and mark.lost != 0)
    score = half_up(FULL * earned / possible) if possible else None
    if score is not None and critical and policy.critical == CriticalPolicy.ZERO:
        score = half_up(ZERO)
    return Result(
        score=score,
        earned=earned,
        possible=possible,
        findings=sum(1 for mark in marks if mark.is_finding),
        critical=critical,
        outcome=_outcome(score, critical, policy),
    )


def _outcome(score: Decimal | None, critical: int, policy: Policy) -> str:
    if critical:
        return Outcome.FAILED.value
    return passed_or_failed(score, policy.pass_line)


def passed_or_failed(score: Decimal | None, line: Decimal | None) -> str:
    """At the line it has passed; without a score or without a line there is nothing to say."""
    if score is None or line is None:
        return ""
    return (Outcome.PASSED if score >= line else Outcome.FAILED).value


def mean_of_scores(scores: Iterable[Decimal | None]) -> Decimal | None:
    """Averages.RUNS: visits without a score are counted beside it, never as 0."""
    known = [score for score in scores if score is not None]
    return half_up(sum(known, ZERO) / len(known)) if known else None


def pooled(pairs: Iterable[tuple[Decimal, Decimal]]) -> Decimal | None:
    """Averages.POOLED over (earned, possible): a ratio of sums."""
    kept = list(pairs)
    possible = sum((most for _earned, most in kept), ZERO)
    return half_up(FULL * sum((earned for earned, _most in kept), ZERO) / possible) if possible else None


def is_named(score: Decimal | None, line: Decimal) -> bool:
    """S0-M1: below the line the hall is a named finding; at the line it is not, and without a score neither."""
    return score is not None and score < line


# What an answer must bring along.


@dataclass(frozen=True)
class Asked:
    """What an item asks for beside the verdict."""

    weight: Decimal
    photo: str = When.OFF
    note: str = When.OFF
    allows_zero: bool = False


def is_due(when: str, verdict: str) -> bool:
    """Whether a photo or a note has to be there for this verdict."""
    if not verdict or verdict == Verdict.NA:
        return False
    return when == When.ALWAYS or (when == When.ON_FAIL and verdict in FINDINGS)


def missing(asked: Asked, *, verdict: str, note: str, photos: int) -> list[str | Promise]:
    """What still keeps the item from being sent; the server asks, whatever the page let through."""
    if not verdict:
        return [_("It has no verdict yet.")]
    found: list[str | Promise] = []
    if is_due(asked.photo, verdict) and not photos:
        found.append(_("Add a photo."))
    if is_due(asked.note, verdict) and not note.strip():
        found.append(_("Say in a note what was seen."))
    return found


def wrong_loss(asked: Asked, *, verdict: str, lost: Decimal | None) -> str | Promise | None:
    """Why points cannot be lost like this; None where they can (H08: -1, 101, 95.55555)."""
    if lost is None:
        return None
    if verdict not in FINDINGS:
        return _("Only a finding loses points.")
    if not lost.is_finite() or lost < 0 or lost > asked.weight:
        return _("This item loses between 0 and %(most)s points.") % {"most": plain(asked.weight)}
    if lost != half_up(lost):
        return _("Points have at most two places.")
    if lost == 0 and asked.weight and not asked.allows_zero:
        return _("This item has no zero-point note: a finding costs something.")
    return None


def plain(value: Decimal) -> str:
    """Points as people write them: 6, 2.5."""
    return f"{value.normalize():f}"


# What a version must be before it is published.


@dataclass(frozen=True)
class ItemDraft:
    """One item of a template. `code` stays the same from version to version: by it losses are followed."""

    words: str
    weight: Decimal | None
    code: str = ""
    is_critical: bool = False
    photo: str = When.OPTIONAL
    note: str = When.OPTIONAL
    action: str = When.OPTIONAL
    allows_zero: bool = False
    source: str = ""


@dataclass(frozen=True)
class SectionDraft:
    name: str
    dimension: str = ""
    pass_line: Decimal | None = None
    items: list[ItemDraft] = field(default_factory=list)


def not_publishable(sections: Sequence[SectionDraft], policy: Policy) -> list[str | Promise]:
    """What is still wrong with a draft, in sentences; nothing for one that may be published (H08)."""
    items = [item for section in sections for item in section.items]
    found: list[str | Promise] = []
    if not items:
        found.append(_("There is no item yet."))
    found += [_("“%(name)s” has no item.") % {"name": one.name} for one in sections if not one.items]
    named = [one.name for one in sections]
    found += [_("Two sections are called “%(name)s”.") % {"name": name} for name in _repeated(named)]
    unweighed = [item.words for item in items if item.weight is None]
    found += [_("“%(words)s” has no points.") % {"words": words} for words in unweighed]
    if items and not unweighed:
        total = sum((item.weight for item in items if item.weight is not None), ZERO)
        wanted = FULL if policy.scoring == Scoring.DEDUCTION else policy.full_points
        if total != wanted:
            said = {"total": plain(total), "wanted": plain(wanted)}
            found.append(_("The points add up to %(total)s, not to %(wanted)s.") % said)
    return found + _twice(items)


def _twice(items: Sequence[ItemDraft]) -> list[str | Promise]:
    twice = _repeated([item.code for item in items if item.code])
    return [_("Two items have the code %(code)s.") % {"code": code} for code in twice]


def _repeated(words: Sequence[str]) -> list[str]:
    return sorted({one for one in words if words.count(one) > 1})


def wrong_weight(weight: Decimal | None, *, most: Decimal) -> str | Promise | None:
    """Why an item cannot be worth this much; None where it can, or where nobody has said yet."""
    if weight is None:
        return None
    if not weight.is_finite() or weight < 0 or weight > most:
        return _("An item is worth between 0 and %(most)s points.") % {"most": plain(most)}
    return None if weight == half_up(weight) else _("Points have at most two places.")


def wrong_score(score: Decimal | None) -> str | Promise | None:
    """Why a score given from elsewhere is none; None where it is one, or where there is no score (H08)."""
    if score is None:
        return None
    if not score.is_finite() or score < 0 or score > FULL:
        return _("A score lies between 0 and 100.")
    return None if score == half_up(score) else _("A score has at most two places.")


# Days and numbers.


def series_of(day: dt.date) -> str:
    return f"check:{day:%Y%m}"


def number_of(day: dt.date, running: int) -> str:
    """K201101-00042: what the receipt says, and how a check is found again."""
    return f"K{day:%Y%m}-{running:05d}"


def is_too_old(business_day: dt.date, today: dt.date) -> bool:
    """H07: a draft that comes late is taken and flagged, up to a week; then it is refused."""
    return (today - business_day).days > LATE_DAYS


MOVES: dict[str, tuple[str, ...]] = {
    RunState.DRAFT: (RunState.SUBMITTED, RunState.DISCARDED),
    RunState.SUBMITTED: (
        RunState.REVIEWED,
        RunState.RETURNED,
        RunState.REOPENED,
        RunState.EXCLUDED,
        RunState.REJECTED,
    ),
    RunState.REVIEWED: (
        RunState.ACCEPTED,
        RunState.RETURNED,
        RunState.REOPENED,
        RunState.EXCLUDED,
        RunState.REJECTED,
    ),
    RunState.ACCEPTED: (RunState.REOPENED,),
    RunState.EXCLUDED: (),
    RunState.REJECTED: (),
    RunState.RETURNED: (),
    RunState.REOPENED: (),
    RunState.DISCARDED: (),
}


def may_move(state: str, to: str) -> bool:
    return to in MOVES[state]
