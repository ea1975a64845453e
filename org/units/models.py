"""Units: the tree of who we are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from org.units.choices import UnitKind
from org.units.rules import after, end_words

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable

    from org.people.models import Person


def below_any(field: str, paths: Iterable[str]) -> Q:
    """A condition: the path in `field` is at or below one of `paths`; nothing if there is none."""
    condition = Q(pk__in=[])
    for path in paths:
        condition |= Q(**{f"{field}__gte": path, f"{field}__lt": after(path)})
    return condition


class UnitQuerySet(models.QuerySet["Unit"]):
    def visible_to(self, person: Person) -> UnitQuerySet:
        """Units at or below any unit where the person may see units."""
        return self.where(person, "unit_view")

    def where(self, person: Person, right: str) -> UnitQuerySet:
        """Units at or below any unit where the person holds `right`."""
        return self.filter(below_any("path", person.paths_for(right)))

    def at_or_below(self, unit: Unit) -> UnitQuerySet:
        return self.filter(below_any("path", [unit.path]))

    def active(self, *, on: dt.date) -> UnitQuerySet:
        return self.filter(Q(opened_on=None) | Q(opened_on__lte=on)).filter(Q(closed_on=None) | Q(closed_on__gt=on))

    def roots(self) -> UnitQuerySet:
        return self.filter(parent=None)

    def in_tree_order(self) -> UnitQuerySet:
        return self.order_by("path")

    def shallowest_first(self) -> UnitQuerySet:
        return self.order_by(Length("path"), "position", "pk")


class Unit(models.Model):
    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=140, unique=True, editable=False)
    position = models.PositiveIntegerField(_("position among siblings"), default=0)
    has_control = models.BooleanField(_("has a control volume"), default=True)
    calendar = models.ForeignKey("org.WorkCalendar", models.PROTECT, null=True, blank=True, related_name="units")
    opened_on = models.DateField(_("active from"), null=True, blank=True)
    closed_on = models.DateField(_("closed from"), null=True, blank=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=UnitKind.values), name="unit_kind_known"),
            models.CheckConstraint(
                condition=Q(closed_on=None) | Q(opened_on=None) | Q(closed_on__gt=F("opened_on")),
                name="unit_closed_after_opened",
            ),
        ]
        indexes = [models.Index(fields=["parent", "position"], name="unit_siblings")]

    def __str__(self) -> str:
        return self.name


class UnitAlias(models.Model):
    """Another name under which sheets speak of a unit: 桂花 for 桂花西路营业厅 (I-16)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="aliases")
    name = models.CharField(_("alias"), max_length=80, unique=True)

    def __str__(self) -> str:
        return self.name


class OpeningHours(models.Model):
    """One window of a weekday (0 = Monday) in which a hall is open."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="opening_hours")
    weekday = models.PositiveSmallIntegerField(_("weekday"))
    opens = models.TimeField(_("opens"))
    closes = models.TimeField(_("closes"))

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="opening_hours_weekday"),
            models.CheckConstraint(condition=Q(closes__gt=F("opens")), name="opening_hours_forward"),
        ]

    def get_weekday_display(self) -> str:
        """The weekday in the reader's language."""
        return str(WEEKDAYS[self.weekday])

    @property
    def until(self) -> str:
        """When it closes, as it is written."""
        return end_words(self.closes)
