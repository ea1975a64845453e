"""What an agent of the hotline did in a day, and what is asked of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.imports.models import ImportRun
from halls.agents.rules import DAY_SECONDS, Asked
from org.access.choices import Right
from org.units.models import Unit, below_any

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person


class AgentDayQuerySet(models.QuerySet["AgentDay"]):
    def visible_to(self, person: Person) -> AgentDayQuerySet:
        """Days of units whose figures the person may see, and one's own."""
        return self.filter(below_any("unit__path", person.paths_for(Right.INDICATOR_VIEW)) | Q(agent=person))

    def at_or_below(self, unit: Unit) -> AgentDayQuerySet:
        return self.filter(below_any("unit__path", [unit.path]))

    def within(self, first: dt.date, last: dt.date) -> AgentDayQuerySet:
        return self.filter(day__range=(first, last))


class AgentDay(models.Model):
    """A row of the switch's sheet. More talk than duty is kept as it came: it is shown, never cut (S4 5.4)."""

    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("agent"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", db_index=False, verbose_name=_("unit"))
    day = models.DateField(_("day"))
    calls = models.PositiveIntegerField(_("calls answered"))
    talk_seconds = models.PositiveIntegerField(_("talk time"))
    duty_seconds = models.PositiveIntegerField(_("on-duty time"))
    after_call_seconds = models.PositiveIntegerField(_("after-call time"), default=0)
    transfers = models.PositiveIntegerField(_("handed to the expert line"), default=0)
    solved = models.PositiveIntegerField(_("solved"), null=True)
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+", db_index=False)
    import_row = models.PositiveIntegerField(null=True)
    entered_at = models.DateTimeField()

    objects = AgentDayQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["agent", "day"], name="agent_day_once"),
            models.CheckConstraint(condition=Q(duty_seconds__lte=DAY_SECONDS), name="agent_day_has_24_hours"),
            models.CheckConstraint(condition=Q(transfers__lte=F("calls")), name="agent_day_transfers_of_calls"),
            models.CheckConstraint(
                condition=Q(solved=None) | Q(solved__lte=F("calls")), name="agent_day_solved_of_calls"
            ),
        ]
        indexes = [models.Index(fields=["day", "unit"], name="agent_day_unit")]


class AgentGoal(models.Model):
    """What is asked of agents of a unit and below from a day on, with the words of its source."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    valid_from = models.DateField(_("valid from"))
    talk_from = models.DecimalField(_("talk utilisation from, in per cent"), max_digits=5, decimal_places=2)
    talk_until = models.DecimalField(_("talk utilisation up to, in per cent"), max_digits=5, decimal_places=2)
    calls_a_day = models.PositiveSmallIntegerField(_("calls a day"))
    minutes_a_call = models.DecimalField(_("minutes a call at most"), max_digits=4, decimal_places=1)
    wording = models.CharField(_("wording of the source"), max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="agent_goal_once_a_day"),
            models.CheckConstraint(
                condition=Q(talk_from__gt=0, talk_until__gt=F("talk_from"), talk_until__lte=100),
                name="agent_goal_band_ascends",
            ),
            models.CheckConstraint(condition=Q(calls_a_day__gt=0, minutes_a_call__gt=0), name="agent_goal_positive"),
        ]

    @property
    def asked(self) -> Asked:
        return Asked(self.talk_from, self.talk_until, self.calls_a_day, self.minutes_a_call, self.wording)
