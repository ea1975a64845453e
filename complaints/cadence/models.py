"""Sheets as they were made, the tickets behind their figures, what departments answer, and what they measure by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from complaints.cadence.choices import SheetKind
from complaints.categories.models import Category
from complaints.tickets.models import Complaint
from improvement.models import Action
from org.units.models import Unit, below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from org.people.models import Person


class SheetQuerySet(models.QuerySet["Sheet"]):
    def visible_to(self, person: Person) -> SheetQuerySet:
        """Sheets of units where the person may see complaints."""
        return self.filter(below_any("unit_path", person.paths_for("complaint_view")))

    def newest_versions(self) -> SheetQuerySet:
        """Of each unit and period the one that was made last."""
        later = self.model.objects.filter(
            kind=models.OuterRef("kind"),
            unit=models.OuterRef("unit"),
            period=models.OuterRef("period"),
            version__gt=models.OuterRef("version"),
        )
        return self.filter(~models.Exists(later))


class Sheet(models.Model):
    """One sheet as it was made: never changed; made again it is another version and the former one stays."""

    kind = models.CharField(_("sheet"), max_length=10, choices=SheetKind)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    unit_path = models.CharField(max_length=140, editable=False)
    period = models.CharField(_("period"), max_length=10)
    version = models.PositiveSmallIntegerField(default=1)
    first_day = models.DateField()
    last_day = models.DateField()
    content = models.JSONField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["-last_day", "kind", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SheetKind.values), name="sheet_kind_known"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="sheet_forward"),
            models.UniqueConstraint(fields=["kind", "unit", "period", "version"], name="sheet_version_once"),
        ]
        indexes = [models.Index(fields=["unit_path", "-last_day"], name="sheet_newest")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period} {self.unit}"


class SheetTicket(models.Model):
    """A ticket that a figure of a sheet counts."""

    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="tickets", db_index=False)
    cell = models.CharField(max_length=80)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "cell", "complaint"], name="sheet_ticket_once")]


class ProblemAnswerQuerySet(models.QuerySet["ProblemAnswer"]):
    def to(self, sheet: Sheet) -> ProblemAnswerQuerySet:
        """What the department said to any version of the week's sheet."""
        return self.filter(unit=sheet.unit_id, period=sheet.period)


class ProblemAnswer(models.Model):
    """What a department's head says to the week's problems: once a week, whatever version was read."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    period = models.CharField(max_length=10)
    sheet = models.ForeignKey(Sheet, models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField()
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    measure = models.TextField(_("measure"), blank=True)
    due_on = models.DateField(_("by"), null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    action = models.ForeignKey(Action, models.PROTECT, null=True, related_name="+")

    objects = ProblemAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "period"], name="problem_answer_once"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, measure="", due_on=None)
                | (Q(answered_at__isnull=False, answered_by__isnull=False, due_on__isnull=False) & ~Q(measure="")),
                name="problem_answer_whole",
            ),
        ]


class QualityStandard(models.Model):
    """What the circular on ticket quality measures by from a day on; a newer one leaves the months before."""

    valid_from = models.DateField(_("from"), unique=True)
    filled = models.JSONField(_("fields that must be filled"), default=list)
    text_least = models.PositiveSmallIntegerField(_("customer's words, at least"), null=True)
    note_least = models.PositiveSmallIntegerField(_("outcome, at least"), null=True)
    acknowledge_minutes = models.PositiveIntegerField(_("acknowledged within"), null=True)
    source = models.CharField(_("source"), max_length=120)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-valid_from"]


class CauseOwnerQuerySet(models.QuerySet["CauseOwner"]):
    def visible_to(self, person: Person) -> CauseOwnerQuerySet:
        """Owners in branches where the person may see complaints, and in those around his units."""
        paths = person.paths_for("complaint_view")
        around = {above for path in paths for above in chain(path)}
        return self.filter(below_any("branch__path", paths) | Q(branch__path__in=around))


class CauseOwner(models.Model):
    """The department that a cause, and every finer one, belongs to in a branch from a day on; without a unit nobody."""

    branch = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    cause = models.ForeignKey(Category, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField(_("from"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    objects = CauseOwnerQuerySet.as_manager()

    class Meta:
        ordering = ["-valid_from", "-pk"]
        constraints = [models.UniqueConstraint(fields=["branch", "cause", "valid_from"], name="cause_owner_once_a_day")]
