"""The bank of questions; a test with what was drawn for it; who was asked, and how each answer was."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.spottests import rules
from halls.spottests.choices import Result, TestState, Topic
from org.units.models import Unit, below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from org.people.models import Person

HOLD, SEE = "spot_test_edit", "check_view"


class QuestionQuerySet(models.QuerySet["Question"]):
    def visible_to(self, person: Person) -> QuestionQuerySet:
        """Of banks that the person keeps; nobody else reads a question outside a test that has begun (H16)."""
        return self.filter(below_any("unit__path", person.paths_for(HOLD)))

    def valid_at(self, unit: Unit, *, on: dt.date) -> QuestionQuerySet:
        """What may be drawn for a test of `unit` that day: approved, valid, of its own bank or one above it."""
        rows = self.filter(unit__path__in=chain(unit.path), approved_at__isnull=False, valid_from__lte=on)
        return rows.filter(Q(valid_until=None) | Q(valid_until__gte=on))


class Question(models.Model):
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    topic = models.CharField(_("topic"), max_length=10, choices=Topic)
    words = models.CharField(_("question"), max_length=rules.WORDS_MOST)
    answer = models.TextField(_("answer"), max_length=rules.ANSWER_MOST)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["topic", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(topic__in=Topic.values), name="question_topic_known"),
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")), name="question_valid_forward"
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="question_approved_by_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_topic_display()} {self.pk}"


class TestQuerySet(models.QuerySet["SpotTest"]):
    def visible_to(self, person: Person) -> TestQuerySet:
        return self.filter(below_any("unit__path", {*person.paths_for(SEE), *person.paths_for(HOLD)}))


class SpotTest(models.Model):
    """A day on which people of some halls are asked the same drawn questions, each once."""

    __test__ = False

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=rules.NAME_MOST)
    day = models.DateField(_("day"))
    count = models.PositiveSmallIntegerField(_("questions"))
    is_cross = models.BooleanField(_("part of a cross inspection"), default=False)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = TestQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(count__range=(1, rules.QUESTIONS_MOST)), name="spot_test_count_within"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(started_at__isnull=False), name="spot_test_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="spot_test_by_day")]

    def __str__(self) -> str:
        return f"{self.name} {self.day:%Y-%m-%d}"

    @property
    def state(self) -> TestState:
        if self.ended_at is not None:
            return TestState.ENDED
        return TestState.PLANNED if self.started_at is None else TestState.RUNNING


class TestedHall(models.Model):
    """A hall of a test, and how many of its staff the share is taken of."""

    __test__ = False

    test = models.ForeignKey(SpotTest, models.CASCADE, related_name="halls")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("hall"))
    staff = models.PositiveIntegerField(_("staff of the front desk"))

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["test", "unit"], name="tested_hall_once")]


class Draw(models.Model):
    """What was drawn, with the seed that draws it again; a second draw has a reason and is seen."""

    test = models.ForeignKey(SpotTest, models.CASCADE, related_name="draws")
    number = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    reason = models.CharField(_("why it was drawn again"), max_length=rules.REASON_MOST, blank=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["test", "number"], name="draw_once"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")), name="draw_again_has_reason"
            ),
        ]


class DrawnQuestion(models.Model):
    """A question as it was worded when it was drawn."""

    draw = models.ForeignKey(Draw, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    question = models.ForeignKey(Question, models.PROTECT, related_name="+")
    words = models.CharField(max_length=rules.WORDS_MOST)
    answer = models.TextField(max_length=rules.ANSWER_MOST)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["draw", "position"], name="drawn_position_once")]


class SittingQuerySet(models.QuerySet["Sitting"]):
    def visible_to(self, person: Person) -> SittingQuerySet:
        """What people scored in halls within reach."""
        return self.filter(below_any("hall__unit__path", {*person.paths_for(SEE), *person.paths_for(HOLD)}))


class Sitting(models.Model):
    """One person asked, once in a test (H16), with the points out of a hundred."""

    test = models.ForeignKey(SpotTest, models.PROTECT, related_name="sittings")
    hall = models.ForeignKey(TestedHall, models.PROTECT, related_name="sittings")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    has_record = models.BooleanField(_("training record kept"), default=False)
    scored_at = models.DateTimeField()
    scored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    objects = SittingQuerySet.as_manager()

    class Meta:
        ordering = ["-scored_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["test", "person"], name="sitting_once"),
            models.CheckConstraint(condition=Q(score__gte=0) & Q(score__lte=100), name="sitting_score_within"),
        ]


class Mark(models.Model):
    """How one question was answered."""

    sitting = models.ForeignKey(Sitting, models.CASCADE, related_name="marks")
    drawn = models.ForeignKey(DrawnQuestion, models.PROTECT, related_name="+")
    result = models.CharField(max_length=5, choices=Result)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "drawn"], name="mark_once"),
            models.CheckConstraint(condition=Q(result__in=Result.values), name="mark_result_known"),
        ]
