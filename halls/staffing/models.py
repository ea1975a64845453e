"""Plans of how many seats a hall opens in each half-hour, with everything they were worked out from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halls.premises.models import Premises

if TYPE_CHECKING:
    from org.people.models import Person


class StaffingPlanQuerySet(models.QuerySet["StaffingPlan"]):
    def visible_to(self, person: Person) -> StaffingPlanQuerySet:
        return self.filter(premises__in=Premises.objects.visible_to(person).values("pk"))


class StaffingPlan(models.Model):
    """Seats per half-hour for a weekday from a day on, or for one day alone; never changed, only followed by another.

    What no source gives has no default: without a goal there is no Erlang proposal, without a band no other one.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="plans")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    valid_from = models.DateField(_("from"))
    is_one_day = models.BooleanField(_("for this day alone"), default=False)
    looked_from = models.DateField(_("visits looked at from"))
    looked_until = models.DateField(_("visits looked at until"))
    days_counted = models.PositiveSmallIntegerField()
    visits_counted = models.PositiveIntegerField()
    handling_seconds = models.PositiveIntegerField(_("mean handling time in seconds"))
    wait_minutes = models.PositiveSmallIntegerField(_("wait limit in minutes"), null=True)
    goal_share = models.DecimalField(
        _("share to be served within the limit, in per cent"), max_digits=5, decimal_places=2, null=True
    )
    use_from = models.DecimalField(_("utilisation from, in per cent"), max_digits=5, decimal_places=2, null=True)
    use_until = models.DecimalField(_("utilisation up to, in per cent"), max_digits=5, decimal_places=2, null=True)
    shrinkage = models.DecimalField(_("shrinkage in per cent"), max_digits=5, decimal_places=2, default=0)
    note = models.CharField(_("note"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = StaffingPlanQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="staffing_weekday_known"),
            models.CheckConstraint(condition=Q(shrinkage__gte=0, shrinkage__lt=100), name="staffing_shrinkage_within"),
            models.CheckConstraint(condition=Q(handling_seconds__gt=0), name="staffing_handling_positive"),
            models.CheckConstraint(
                condition=Q(goal_share=None) | Q(goal_share__gt=0, goal_share__lt=100), name="staffing_goal_within"
            ),
        ]
        indexes = [models.Index(fields=["premises", "weekday", "-valid_from"], name="staffing_in_force")]


class PlannedHalf(models.Model):
    """A half-hour of a plan: what comes on such a day, what each way of counting asks for, what was planned."""

    plan = models.ForeignKey(StaffingPlan, models.CASCADE, related_name="halves")
    slot = models.PositiveSmallIntegerField()
    arrivals = models.DecimalField(max_digits=8, decimal_places=2)
    by_goal = models.PositiveSmallIntegerField(null=True)
    by_band = models.PositiveSmallIntegerField(null=True)
    seats = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["slot"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "slot"], name="planned_half_once"),
            models.CheckConstraint(condition=Q(slot__lte=47), name="planned_half_of_a_day"),
        ]
