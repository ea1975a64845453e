"""What is looked at, how it is scored: a template, its versions, their sections and items.

A version is a draft until it is published; from then on neither it nor its items change, so that a check that was
carried out with it can always be read as it was. A change is a new version.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from halls.checks import rules
from halls.checks.choices import (
    SELF_KINDS,
    Averages,
    CheckKind,
    CriticalPolicy,
    Dimension,
    FixedPolicy,
    NaPolicy,
    Scoring,
    When,
)
from halls.checks.rules import Policy
from halls.queue.models import known
from org.units.models import Unit, below_any
from org.units.rules import chain, unit_id

if TYPE_CHECKING:
    import datetime as dt

    from org.people.models import Person


def points(label: Any, **more: Any) -> models.DecimalField[Any, Any]:
    """Points and scores: two places, at most 9,999.99."""
    return models.DecimalField(label, max_digits=6, decimal_places=2, **more)


class CheckTemplateQuerySet(models.QuerySet["CheckTemplate"]):
    def visible_to(self, person: Person) -> CheckTemplateQuerySet:
        """Templates that hold where the person may see or carry out checks: of units there, below, and above."""
        paths = {*person.paths_for("check_view"), *person.paths_for("check_run"), *person.paths_for("check_edit")}
        above = {unit_id(step) for path in paths for step in chain(path)}
        return self.filter(below_any("unit__path", paths) | Q(unit__in=above))

    def holding_at(self, unit: Unit, *, at: dt.datetime | None = None) -> CheckTemplateQuerySet:
        """Templates of the unit and of those above it that are not retired, or were not at an earlier moment."""
        held = Q(retired_at=None) | Q(retired_at__gt=at) if at else Q(retired_at=None)
        return self.filter(held, unit__in=[unit_id(step) for step in chain(unit.path)])


class CheckTemplate(models.Model):
    """It holds at the unit that owns it and below."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit that owns it"))
    kind = models.CharField(_("kind of check"), max_length=12, choices=CheckKind)
    name = models.CharField(_("name"), max_length=60)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    retired_at = models.DateTimeField(null=True)
    retired_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = CheckTemplateQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [
            known("kind", CheckKind, of="check_template"),
            models.UniqueConstraint(
                fields=["unit", "name"], condition=Q(retired_at=None), name="check_template_name_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_self_check(self) -> bool:
        return self.kind in SELF_KINDS


class TemplateVersionQuerySet(models.QuerySet["TemplateVersion"]):
    def published(self) -> TemplateVersionQuerySet:
        return self.filter(published_at__isnull=False)

    def drafts(self) -> TemplateVersionQuerySet:
        return self.filter(published_at=None)


class TemplateVersion(models.Model):
    """The newest published one is what new checks are carried out with; earlier ones keep those begun with them."""

    template = models.ForeignKey(CheckTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    scoring = models.CharField(_("scoring"), max_length=10, choices=Scoring, default=Scoring.DEDUCTION)
    full_points = points(_("all points together"), default=rules.FULL)
    na_policy = models.CharField(_("what does not apply"), max_length=6, choices=NaPolicy, default=NaPolicy.DROP)
    critical_policy = models.CharField(
        _("when a critical item fails"), max_length=6, choices=CriticalPolicy, default=CriticalPolicy.FAIL
    )
    fixed_policy = models.CharField(
        _("what was fixed on the spot"), max_length=6, choices=FixedPolicy, default=FixedPolicy.LOSES
    )
    pass_line = points(_("passed from"), null=True, blank=True)
    averages = models.CharField(_("average over several checks"), max_length=6, choices=Averages, default=Averages.RUNS)
    hides_score = models.BooleanField(_("the score is hidden until it is sent"), default=False)
    note = models.CharField(_("what changed"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = TemplateVersionQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="check_version_number_once"),
            models.UniqueConstraint(
                fields=["template"], condition=Q(published_at=None), name="check_version_one_draft"
            ),
            known("scoring", Scoring, of="check_version"),
            known("na_policy", NaPolicy, of="check_version"),
            known("critical_policy", CriticalPolicy, of="check_version"),
            known("fixed_policy", FixedPolicy, of="check_version"),
            known("averages", Averages, of="check_version"),
            models.CheckConstraint(
                condition=Q(pass_line=None) | Q(pass_line__gte=0, pass_line__lte=100), name="check_version_line_within"
            ),
            models.CheckConstraint(
                condition=Q(full_points__gt=0) & (Q(full_points=100) | ~Q(scoring=Scoring.DEDUCTION.value)),
                name="check_version_full_points",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.template} · {self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.published_at is not None

    @property
    def policy(self) -> Policy:
        return Policy(
            scoring=self.scoring,
            full_points=self.full_points,
            na=self.na_policy,
            critical=self.critical_policy,
            fixed=self.fixed_policy,
            pass_line=self.pass_line,
        )


class Section(models.Model):
    version_of = models.ForeignKey(TemplateVersion, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=40)
    dimension = models.CharField(_("dimension"), max_length=12, choices=Dimension, blank=True)
    pass_line = points(_("passed from"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version_of", "position"], name="check_section_place_once"),
            known("dimension", Dimension, blank=True, of="check_section"),
            models.CheckConstraint(
                condition=Q(pass_line=None) | Q(pass_line__gte=0, pass_line__lte=100), name="check_section_line_within"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Item(models.Model):
    """One thing to look at. `code` follows it through versions and templates, so that its losses can be counted."""

    section = models.ForeignKey(Section, models.CASCADE, related_name="items")
    position = models.PositiveSmallIntegerField()
    code = models.CharField(_("code"), max_length=24)
    words = models.CharField(_("what is looked at"), max_length=rules.WORDS_MOST)
    weight = points(_("points"), null=True, blank=True)
    is_critical = models.BooleanField(_("critical"), default=False)
    photo = models.CharField(_("photo"), max_length=8, choices=When, default=When.OPTIONAL)
    note = models.CharField(_("note"), max_length=8, choices=When, default=When.OPTIONAL)
    action = models.CharField(_("corrective action"), max_length=8, choices=When, default=When.OPTIONAL)
    allows_zero = models.BooleanField(_("a finding may cost nothing"), default=False)
    source = models.CharField(_("wording of the source"), max_length=200, blank=True)

    class Meta:
        ordering = ["section__position", "position"]
        constraints = [
            models.UniqueConstraint(fields=["section", "position"], name="check_item_place_once"),
            models.CheckConstraint(condition=Q(weight=None) | Q(weight__gte=0), name="check_item_weight_positive"),
            *(known(name, When, of="check_item") for name in ("photo", "note", "action")),
        ]

    def __str__(self) -> str:
        return self.words


class FindingLine(models.Model):
    """S0-M1: a hall whose score is under the line is a named finding, from a day on, at a unit and below."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("unit"))
    kind = models.CharField(_("kind of check"), max_length=12, choices=CheckKind)
    valid_from = models.DateField(_("valid from"))
    line = points(_("named below"))
    source = models.CharField(_("wording of the source"), max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["kind", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "kind", "valid_from"], name="finding_line_once_a_day"),
            known("kind", CheckKind, of="finding_line"),
            models.CheckConstraint(condition=Q(line__gte=0, line__lte=100), name="finding_line_within"),
        ]
