"""A check that was carried out: who looked at what, when, and what was seen.

A run keeps the version it was begun with, and every answer what was asked at that time. What was sent is never
edited: a run that is returned or reopened stays as it is, and another one replaces it.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.files.models import Attachment
from halls.checks import rules
from halls.checks.choices import (
    FINDINGS,
    SELF_KINDS,
    SENT,
    CheckKind,
    Dimension,
    Outcome,
    RunOrigin,
    RunState,
    Verdict,
    When,
)
from halls.checks.models.templates import CheckTemplate, Item, TemplateVersion, points
from halls.checks.rules import Asked, Mark
from halls.queue.models import known
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person

GONE = [RunState.RETURNED.value, RunState.REOPENED.value, RunState.DISCARDED.value]
"""Replaced by another one, or thrown away."""

UNSENT = [RunState.DRAFT.value, RunState.DISCARDED.value]


class CheckRunQuerySet(models.QuerySet["CheckRun"]):
    def visible_to(self, person: Person) -> CheckRunQuerySet:
        """Checks of units where the person may see checks, and one's own.

        A mystery visit is seen by the hall once it is accepted: until then only by who reviews it and who made it
        (H10). What somebody else is still filling in about the hall is nobody's there; its own books are everybody's.
        """
        done = ~Q(state__in=UNSENT) | Q(kind__in=SELF_KINDS)
        shown = ~Q(kind=CheckKind.MYSTERY) & done | Q(state=RunState.ACCEPTED)
        seen = below_any("unit__path", person.paths_for("check_view")) & shown
        return self.filter(seen | below_any("unit__path", person.paths_for("check_review")) | Q(checker=person))

    def at_or_below(self, unit: Unit) -> CheckRunQuerySet:
        return self.filter(below_any("unit__path", [unit.path]))

    def of_kind(self, kind: str) -> CheckRunQuerySet:
        return self.filter(kind=kind)

    def on(self, day: dt.date) -> CheckRunQuerySet:
        return self.filter(business_day=day)

    def counting(self) -> CheckRunQuerySet:
        """Sent, and not replaced by a later one; a mystery visit from when it is accepted on (H10)."""
        return self.filter(~Q(kind=CheckKind.MYSTERY) | Q(state=RunState.ACCEPTED), state__in=SENT)

    def in_time(self) -> CheckRunQuerySet:
        """Counts as done on its day (H07)."""
        return self.counting().filter(is_late=False)

    def drafts_of(self, person: Person) -> CheckRunQuerySet:
        return self.filter(checker=person, state=RunState.DRAFT)


class CheckRun(models.Model):
    """`score` None of a run that was sent means "without a score": nothing applied, or nobody gave one.

    `first_score` is the score as it was sent and never changes; `score` is what counts now, after an appeal.
    `started_at` and `finished_at` are what a device says of a draft filled in without a network; `received_at` is the
    server's own clock. All three are the server's for a run filled in on the page.
    """

    number = models.CharField(max_length=20, unique=True)
    client_uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("unit"))
    template = models.ForeignKey(CheckTemplate, models.PROTECT, related_name="+", db_index=False)
    version_of = models.ForeignKey(TemplateVersion, models.PROTECT, related_name="runs")
    kind = models.CharField(_("kind of check"), max_length=12, choices=CheckKind)
    business_day = models.DateField(_("day"))
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    origin = models.CharField(max_length=6, choices=RunOrigin, default=RunOrigin.PAGE)
    state = models.CharField(max_length=10, choices=RunState, default=RunState.DRAFT)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(_("came after its day"), default=False)
    score = points(_("score"), null=True)
    first_score = points(_("score as sent"), null=True)
    earned = points(_("points earned"), default=rules.ZERO)
    possible = points(_("points possible"), default=rules.ZERO)
    findings = models.PositiveSmallIntegerField(default=0)
    critical_findings = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=6, choices=Outcome, blank=True)
    reviewed_at = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    review_words = models.CharField(_("what the reviewer says"), max_length=500, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    version = models.PositiveIntegerField(default=1)

    objects = CheckRunQuerySet.as_manager()

    class Meta:
        constraints = [
            known("kind", CheckKind, of="check_run"),
            known("state", RunState, of="check_run"),
            known("origin", RunOrigin, of="check_run"),
            known("outcome", Outcome, blank=True, of="check_run"),
            # H05: one book a day, whatever version it is of; one that was returned or reopened is replaced by another.
            models.UniqueConstraint(
                fields=["unit", "template", "business_day"],
                condition=Q(kind=CheckKind.DAILY.value) & ~Q(state__in=GONE),
                name="check_run_one_book_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state__in=UNSENT, received_at=None)
                | (~Q(state__in=UNSENT) & Q(received_at__isnull=False, finished_at__isnull=False)),
                name="check_run_received_when_sent",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__gte=0, score__lte=100), name="check_run_score_within"
            ),
            models.CheckConstraint(
                condition=Q(first_score=None) | Q(first_score__gte=0, first_score__lte=100),
                name="check_run_first_score_within",
            ),
            models.CheckConstraint(
                condition=Q(earned__gte=0) & Q(earned__lte=F("possible")), name="check_run_earned_within"
            ),
            models.CheckConstraint(
                condition=Q(reviewed_at=None, reviewed_by=None)
                | Q(reviewed_at__isnull=False, reviewed_by__isnull=False),
                name="check_run_reviewed_by_when",
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "kind", "business_day"], name="check_run_unit"),
            models.Index(fields=["kind", "business_day"], name="check_run_day"),
            models.Index(fields=["checker", "state"], name="check_run_checker"),
            models.Index(fields=["-business_day", "-id"], name="check_run_newest"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_draft(self) -> bool:
        return self.state == RunState.DRAFT

    @property
    def counts(self) -> bool:
        return self.state in SENT

    @property
    def was_corrected(self) -> bool:
        """Whether the score that counts is another one than what was sent."""
        return self.first_score != self.score


class AnswerQuerySet(models.QuerySet["Answer"]):
    def findings(self) -> AnswerQuerySet:
        return self.filter(verdict__in=FINDINGS)

    def unanswered(self) -> AnswerQuerySet:
        return self.filter(verdict="")


class Answer(models.Model):
    """What was seen of one item, beside what was asked when the run began.

    `given` is what a finding costs if somebody said so, None for all of it; `earned` and `lost` are counted when the
    run is sent, None while it is not and for what does not apply.
    """

    run = models.ForeignKey(CheckRun, models.CASCADE, related_name="answers", db_index=False)
    item = models.ForeignKey(Item, models.PROTECT, related_name="answers", db_index=False)
    position = models.PositiveSmallIntegerField()
    section = models.CharField(_("section"), max_length=40)
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension, blank=True)
    code = models.CharField(max_length=24)
    words = models.CharField(_("what is looked at"), max_length=rules.WORDS_MOST)
    weight = points(_("points"))
    is_critical = models.BooleanField(_("critical"), default=False)
    photo = models.CharField(max_length=8, choices=When)
    note_when = models.CharField(max_length=8, choices=When)
    action = models.CharField(max_length=8, choices=When)
    allows_zero = models.BooleanField(default=False)
    verdict = models.CharField(_("verdict"), max_length=5, choices=Verdict, blank=True)
    given = points(_("points lost"), null=True)
    earned = points(_("points earned"), null=True)
    lost = points(_("points lost"), null=True)
    note = models.CharField(_("note"), max_length=rules.NOTE_MOST, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = AnswerQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["run", "item"], name="check_answer_once"),
            known("verdict", Verdict, blank=True, of="check_answer"),
            models.CheckConstraint(
                condition=Q(given=None) | Q(given__gte=0, given__lte=F("weight")), name="check_answer_given_within"
            ),
            models.CheckConstraint(
                condition=Q(earned=None, lost=None)
                | Q(earned__gte=0, lost__gte=0, earned__lte=F("weight"), lost__lte=F("weight")),
                name="check_answer_worth_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["code", "run"], condition=Q(verdict__in=["fail", "fixed"]), name="check_answer_lost")
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_finding(self) -> bool:
        return self.verdict in FINDINGS

    @property
    def asks(self) -> Asked:
        return Asked(self.weight, self.photo, self.note_when, self.allows_zero)

    @property
    def mark(self) -> Mark:
        return Mark(self.weight, self.verdict, self.given, self.is_critical)


class AnswerPhotoQuerySet(models.QuerySet["AnswerPhoto"]):
    def kept(self) -> AnswerPhotoQuerySet:
        return self.filter(attachment__removed_at=None)


class AnswerPhoto(models.Model):
    """A photo of what was seen. The file is the house's own drawing of it, without place or camera (H11)."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="photos")
    attachment = models.OneToOneField(Attachment, models.PROTECT, related_name="+")
    client_uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    added_at = models.DateTimeField()

    objects = AnswerPhotoQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
