"""Rounds of mystery visits, whom they are given to, what was published of them, and what halls say against it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from halls.checks.models import Answer, CheckRun, CheckTemplate
from halls.checks.models.templates import points
from halls.queue.models import known
from halls.shops import rules
from halls.shops.choices import Crowd, DayPart, Reply, RoundState, Stage, Verdict
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class ShopRule(models.Model):
    """How rounds are held at a unit and below, from a day on; nothing is assumed while nobody has set it."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    revision_hours = models.PositiveSmallIntegerField(_("hours for a revision"))
    outlier_line = points(_("looked at twice up to"))
    appeal_days = models.PositiveSmallIntegerField(_("days for an appeal"))
    revisit_days = models.PositiveSmallIntegerField(_("days until a re-visit"))
    source = models.CharField(_("where these come from"), max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="shop_rule_once_a_day"),
            models.CheckConstraint(
                condition=Q(outlier_line__gte=0, outlier_line__lte=100, revision_hours__gte=1), name="shop_rule_within"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} · {self.valid_from}"


class ShopRoundQuerySet(models.QuerySet["ShopRound"]):
    def visible_to(self, person: Person) -> ShopRoundQuerySet:
        """H10: only for who runs rounds there; nobody else knows that there is one."""
        return self.filter(below_any("unit__path", person.paths_for("check_review")))


class ShopRound(models.Model):
    """A wave of visits. It does not begin before the staff notice is recorded (rule book 10)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    template = models.ForeignKey(CheckTemplate, models.PROTECT, related_name="+", verbose_name=_("what is looked at"))
    name = models.CharField(_("name"), max_length=rules.NAME_MOST)
    opens_on = models.DateField(_("from"))
    due_on = models.DateField(_("until"))
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.DRAFT)
    notice_on = models.DateField(_("staff were told on"), null=True)
    notice_words = models.CharField(_("what staff were told"), max_length=rules.TASK_MOST, blank=True)
    ended_why = models.CharField(_("why it ended"), max_length=rules.WORDS_MOST, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ShopRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            known("state", RoundState, of="shop_round"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="shop_round_forward"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled"]) | (Q(notice_on__lt=F("opens_on")) & ~Q(notice_words="")),
                name="shop_round_staff_told",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ShopVisitQuerySet(models.QuerySet["ShopVisit"]):
    def visible_to(self, person: Person) -> ShopVisitQuerySet:
        """For who runs the round."""
        return self.filter(round_of__in=ShopRound.objects.visible_to(person))

    def given_to(self, person: Person) -> ShopVisitQuerySet:
        """A shopper's own, once the round has begun; one that was withdrawn is none of theirs any more."""
        rows = self.filter(shopper=person).exclude(round_of__state__in=[RoundState.DRAFT, RoundState.CANCELLED])
        return rows.exclude(reply=Reply.WITHDRAWN)

    def published_to(self, person: Person) -> ShopVisitQuerySet:
        """H10: what a hall sees is what was accepted and published, never what is planned or under review."""
        seen = below_any("hall__path", person.paths_for("check_view"))
        return self.filter(seen, published_at__isnull=False)


class ShopVisit(models.Model):
    """One hall, to be visited by one shopper. `run` is the newest check; its state says how far the visit is.

    `nickname` stands for the shopper everywhere but before those who run the round.
    """

    round_of = models.ForeignKey(ShopRound, models.PROTECT, related_name="visits")
    hall = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("hall"))
    shopper = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("shopper"))
    nickname = models.CharField(_("nickname"), max_length=20)
    day_part = models.CharField(_("part of the day"), max_length=10, choices=DayPart)
    crowd = models.CharField(pgettext_lazy("mystery visit", "crowd"), max_length=5, choices=Crowd)
    task = models.CharField(_("task"), max_length=rules.TASK_MOST)
    reply = models.CharField(max_length=10, choices=Reply, default=Reply.ASKED)
    replied_at = models.DateTimeField(null=True)
    reply_words = models.CharField(max_length=rules.WORDS_MOST, blank=True)
    run = models.OneToOneField(CheckRun, models.PROTECT, null=True, related_name="shop_visit")
    revise_until = models.DateTimeField(_("revision due"), null=True)
    first_reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    appeal_until = models.DateField(_("appeal until"), null=True)
    revisit_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="revisits")
    made_at = models.DateTimeField()

    objects = ShopVisitQuerySet.as_manager()

    class Meta:
        ordering = ["hall__path", "pk"]
        constraints = [
            known("day_part", DayPart, of="shop_visit"),
            known("crowd", Crowd, of="shop_visit"),
            known("reply", Reply, of="shop_visit"),
            models.CheckConstraint(
                condition=Q(published_at=None, appeal_until=None)
                | Q(published_at__isnull=False, appeal_until__isnull=False, run__isnull=False),
                name="shop_visit_published_whole",
            ),
        ]
        indexes = [models.Index(fields=["hall", "-published_at"], name="shop_visit_published")]

    def __str__(self) -> str:
        return f"{self.hall} · {self.nickname}"

    @property
    def stage(self) -> Stage:
        run = self.run
        is_again = run is not None and run.replaces_id is not None
        return rules.stage_of(self.reply, run.state if run else None, is_again=is_again)

    @property
    def is_late(self) -> bool:
        """Whether the revision came, or would come, after its hour."""
        run = self.run
        return bool(run and self.revise_until and run.received_at and run.received_at > self.revise_until)


class ShopResult(models.Model):
    """H09: what was published of a visit. Another score is another row with its reason; none is ever changed."""

    visit = models.ForeignKey(ShopVisit, models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField()
    score = points(_("score"), null=True)
    why = models.CharField(max_length=rules.WORDS_MOST, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["visit", "number"], name="shop_result_number_once")]


class ShopAppeal(models.Model):
    """What a hall says against a result: once for each visit, item by item."""

    visit = models.OneToOneField(ShopVisit, models.PROTECT, related_name="appeal")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="shop_appeal_decided_by_when",
            )
        ]


class AppealItem(models.Model):
    """One finding that the hall does not accept; `lost` is what it costs after the decision."""

    appeal = models.ForeignKey(ShopAppeal, models.CASCADE, related_name="items")
    answer = models.ForeignKey(Answer, models.PROTECT, related_name="+")
    words = models.CharField(_("what the hall says"), max_length=rules.WORDS_MOST)
    verdict = models.CharField(max_length=8, choices=Verdict, default=Verdict.OPEN)
    lost_before = points(_("points lost as published"))
    lost = points(_("points lost after the appeal"), null=True)
    decided_words = models.CharField(_("what the reviewer says"), max_length=rules.WORDS_MOST, blank=True)

    class Meta:
        ordering = ["answer__position"]
        constraints = [
            models.UniqueConstraint(fields=["appeal", "answer"], name="shop_appeal_item_once"),
            known("verdict", Verdict, of="shop_appeal_item"),
            models.CheckConstraint(
                condition=Q(verdict="open", lost=None) | (~Q(verdict="open") & Q(lost__isnull=False)),
                name="shop_appeal_item_decided",
            ),
        ]
