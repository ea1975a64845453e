"""Stints of managers in halls, what they could not solve there, the campaign they stand in, and scores compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.models import Complaint
from core.periods.rules import Month
from halls.stationing import rules
from halls.stationing.choices import CustomerKind, MatterState, Score, StintState
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person

SEE = "hall_view"
RECEIVED = F("received_first") + F("received_second") + F("received_third")


class StationingRule(models.Model):
    """What the three kinds are called and what rate is asked for, from a day on; it holds at its unit and below.

    Never rewritten: what is said for the same day again is another row, and the last one counts.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    first_label = models.CharField(_("first kind"), max_length=rules.LABEL_MOST)
    second_label = models.CharField(_("second kind"), max_length=rules.LABEL_MOST)
    third_label = models.CharField(_("third kind"), max_length=rules.LABEL_MOST)
    target = models.DecimalField(_("resolved on the spot, in per cent, at least"), max_digits=4, decimal_places=1)
    note = models.CharField(_("why"), max_length=rules.REASON_MOST, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(target__gte=0) & Q(target__lte=100), name="stationing_target_is_one")
        ]


class CampaignQuerySet(models.QuerySet["StationingCampaign"]):
    def visible_to(self, person: Person) -> CampaignQuerySet:
        """Those of units within reach: all of their halls lie there too."""
        return self.filter(below_any("unit__path", person.paths_for(SEE)))


class StationingCampaign(models.Model):
    """S3 4.2, measure 2: halls chosen for some months, in which somebody stands each week."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    name = models.CharField(_("name"), max_length=rules.NAME_MOST)
    first_month = models.CharField(_("first month"), max_length=7)
    last_month = models.CharField(_("last month"), max_length=7)
    weekly_least = models.PositiveSmallIntegerField(_("stints a week in each hall"), default=1)
    version = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-first_month", "name"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "name"], name="stationing_campaign_once"),
            models.CheckConstraint(condition=Q(first_month__lte=F("last_month")), name="stationing_months_forward"),
            models.CheckConstraint(condition=Q(weekly_least__range=(1, 14)), name="stationing_weekly_within"),
        ]

    def __str__(self) -> str:
        return self.name


class CampaignHall(models.Model):
    """A hall of a campaign, and what was found there; None is what nobody has looked at."""

    campaign = models.ForeignKey(StationingCampaign, models.CASCADE, related_name="halls")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("hall"))
    is_on_post = models.BooleanField(_("on post"), null=True)
    has_handheld = models.BooleanField(_("uses handheld devices"), null=True)
    has_waiting = models.BooleanField(_("customers waiting"), null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["campaign", "unit"], name="campaign_hall_once")]


class StintQuerySet(models.QuerySet["Stint"]):
    def visible_to(self, person: Person) -> StintQuerySet:
        """Those in halls within reach, and one's own wherever one stands."""
        return self.filter(below_any("unit__path", person.paths_for(SEE)) | Q(manager=person))

    def at_or_below(self, unit: Unit) -> StintQuerySet:
        return self.filter(below_any("unit__path", [unit.path]))

    def signed(self) -> StintQuerySet:
        return self.filter(state=StintState.SIGNED)

    def in_months(self, first: Month, last: Month) -> StintQuerySet:
        return self.filter(day__range=(first.first_day, last.last_day))


class Stint(models.Model):
    """A manager stands in a hall for part of a day and receives customers; signed by whoever stood there (H17)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("hall"))
    campaign = models.ForeignKey(StationingCampaign, models.PROTECT, null=True, related_name="stints")
    day = models.DateField(_("day"))
    starts_at = models.TimeField(_("from"))
    ends_at = models.TimeField(_("to"))
    manager = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    received_first = models.PositiveIntegerField(default=0)
    received_second = models.PositiveIntegerField(default=0)
    received_third = models.PositiveIntegerField(default=0)
    unresolved = models.PositiveIntegerField(default=0)
    state = models.CharField(_("state"), max_length=10, choices=StintState, default=StintState.OPEN)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    cancel_reason = models.CharField(_("why it did not take place"), max_length=rules.REASON_MOST, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = StintQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=StintState.values), name="stint_state_known"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="stint_forward"),
            models.CheckConstraint(
                condition=Q(state="signed", signed_at__isnull=False, signed_by=F("manager"))
                | (~Q(state="signed") & Q(signed_at=None, signed_by=None)),
                name="stint_signed_by_who_stood",
            ),
            models.CheckConstraint(condition=Q(unresolved__lte=RECEIVED), name="stint_unresolved_received"),
            models.UniqueConstraint(
                fields=["manager", "day", "starts_at"], condition=~Q(state="cancelled"), name="stint_once"
            ),
        ]
        indexes = [
            models.Index(fields=["-day", "-id"], name="stint_by_day"),
            models.Index(fields=["unit", "day"], name="stint_of_hall"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.day:%Y-%m-%d}"

    @property
    def received(self) -> rules.Received:
        return rules.Received(self.received_first, self.received_second, self.received_third, self.unresolved)


class StintVersion(models.Model):
    """What was signed, once and for each correction; never changed."""

    stint = models.ForeignKey(Stint, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    starts_at = models.TimeField()
    ends_at = models.TimeField()
    received_first = models.PositiveIntegerField()
    received_second = models.PositiveIntegerField()
    received_third = models.PositiveIntegerField()
    unresolved = models.PositiveIntegerField()
    reason = models.CharField(_("why it was corrected"), max_length=rules.REASON_MOST, blank=True)
    signed_at = models.DateTimeField()
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["stint", "number"], name="stint_version_once"),
            models.CheckConstraint(
                condition=Q(number=1, reason="") | (Q(number__gt=1) & ~Q(reason="")), name="stint_correction_has_reason"
            ),
        ]

    @property
    def received(self) -> rules.Received:
        return rules.Received(self.received_first, self.received_second, self.received_third, self.unresolved)


class MatterQuerySet(models.QuerySet["OpenMatter"]):
    def visible_to(self, person: Person) -> MatterQuerySet:
        """Those of halls within reach, and those that one sees to."""
        reach = below_any("stint__unit__path", person.paths_for(SEE))
        return self.filter(reach | Q(owner=person) | Q(stint__manager=person))

    def standing(self) -> MatterQuerySet:
        """All but those that were written down by mistake."""
        return self.filter(struck_at=None)

    def open(self) -> MatterQuerySet:
        return self.standing().filter(state=MatterState.OPEN)


class OpenMatter(models.Model):
    """What a customer left with: unresolved on the spot, and somebody's from then on until it is settled."""

    stint = models.ForeignKey(Stint, models.PROTECT, related_name="matters")
    kind = models.CharField(_("kind of customer"), max_length=6, choices=CustomerKind)
    words = models.CharField(_("what stayed unresolved"), max_length=rules.WORDS_MOST)
    customer_name = models.CharField(_("customer"), max_length=60, blank=True)
    phone_sealed = models.TextField(blank=True, editable=False)
    phone_masked = models.CharField(_("phone"), max_length=20, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=8, choices=MatterState, default=MatterState.OPEN)
    complaint = models.OneToOneField(Complaint, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_words = models.CharField(_("how it was settled"), max_length=rules.WORDS_MOST, blank=True)
    struck_at = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = MatterQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CustomerKind.values), name="matter_kind_known"),
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_by=None)
                | Q(state="settled", settled_at__isnull=False, settled_by__isnull=False),
                name="matter_settled_by_and_when",
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], condition=Q(state="open", struck_at=None), name="matter_open_due")
        ]

    def __str__(self) -> str:
        return self.words[:60]


class ScoreQuerySet(models.QuerySet["HallScore"]):
    def visible_to(self, person: Person) -> ScoreQuerySet:
        return self.filter(below_any("unit__path", person.paths_for(SEE)))


class HallScore(models.Model):
    """What customers gave a hall in a month, from 0 to 100, entered or imported with its source."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("hall"))
    score = models.CharField(_("score"), max_length=12, choices=Score)
    month = models.CharField(_("month"), max_length=7)
    value = models.DecimalField(_("value"), max_digits=5, decimal_places=2)
    source = models.CharField(_("source"), max_length=160)
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = ScoreQuerySet.as_manager()

    class Meta:
        ordering = ["-month", "unit__path"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "score", "month"], name="hall_score_once"),
            models.CheckConstraint(condition=Q(score__in=Score.values), name="hall_score_known"),
            models.CheckConstraint(condition=Q(value__gte=0) & Q(value__lte=100), name="hall_score_within"),
            models.CheckConstraint(condition=~Q(source=""), name="hall_score_has_source"),
        ]
