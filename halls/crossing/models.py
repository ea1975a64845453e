"""Rounds of cross inspection 互查: whose turn it is to look at whose hall (S3 4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from halls.checks.models import CheckRun, CheckTemplate
from halls.crossing.choices import RoundState
from halls.queue.models import known
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    from org.people.models import Person


class CrossRoundQuerySet(models.QuerySet["CrossRound"]):
    def visible_to(self, person: Person) -> CrossRoundQuerySet:
        """Rounds of units where the person may see checks; and those told in which one inspects or is inspected."""
        seen = below_any("unit__path", person.paths_for("check_view"))
        own = CrossPair.objects.filter(Q(person=person) | below_any("hall__path", person.paths_for("check_view")))
        told = Q(state=RoundState.TOLD, pk__in=own.values("round_of"))
        return self.filter(seen | told)

    def told(self) -> CrossRoundQuerySet:
        return self.filter(state=RoundState.TOLD)


class CrossRound(models.Model):
    """`seed` is what the lot was drawn with, so that anyone can draw the same again; `draws` how often it was drawn."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    template = models.ForeignKey(CheckTemplate, models.PROTECT, related_name="+", verbose_name=_("check sheet"))
    name = models.CharField(_("name"), max_length=60)
    opens_on = models.DateField(_("from"))
    due_on = models.DateField(_("until"))
    state = models.CharField(max_length=10, choices=RoundState, default=RoundState.DRAFT)
    seed = models.PositiveBigIntegerField()
    draws = models.PositiveSmallIntegerField(default=1)
    drawn_why = models.CharField(_("why the pairs were drawn again"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    told_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    objects = CrossRoundQuerySet.as_manager()

    class Meta:
        ordering = ["-opens_on", "-pk"]
        constraints = [
            known("state", RoundState, of="cross_round"),
            models.CheckConstraint(condition=Q(due_on__gte=F("opens_on")), name="cross_round_forward"),
            models.CheckConstraint(
                condition=Q(state=RoundState.TOLD.value, told_at__isnull=False) | ~Q(state=RoundState.TOLD.value),
                name="cross_round_told_when",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CrossInspector(models.Model):
    """Who takes part in a round, and the unit they are at home in while it lasts."""

    round_of = models.ForeignKey(CrossRound, models.CASCADE, related_name="inspectors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    home = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["home__path", "person__staff_number"]
        constraints = [models.UniqueConstraint(fields=["round_of", "person"], name="cross_inspector_once")]


class CrossPair(models.Model):
    """One hall and who looks at it. The database knows that each hall is looked at once in a round."""

    round_of = models.ForeignKey(CrossRound, models.CASCADE, related_name="pairs")
    hall = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("hall"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("inspector"))
    home = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("comes from"))
    run = models.OneToOneField(CheckRun, models.PROTECT, null=True, related_name="cross_pair")
    changed_why = models.CharField(_("why somebody else goes"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["home__path", "hall__path"]
        constraints = [
            models.UniqueConstraint(fields=["round_of", "hall"], name="cross_pair_hall_once"),
            models.CheckConstraint(condition=~Q(hall=F("home")), name="cross_pair_not_own"),
        ]
