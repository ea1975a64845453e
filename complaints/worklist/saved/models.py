"""Views of the worklist that somebody keeps, and how a person's own list looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.tickets.paging import Sort
from org.units.models import Unit, below_any
from org.units.rules import chain

if TYPE_CHECKING:
    from org.people.models import Person


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def offered_to(self, person: Person) -> SavedViewQuerySet:
        """One's own, and those shared with a unit at or above one where the person sees complaints."""
        above = {top for path in person.paths_for("complaint_view") for top in chain(path)}
        return self.filter(Q(owner=person) | Q(unit__path__in=above))

    def visible_to(self, person: Person) -> SavedViewQuerySet:
        """Those offered, and those shared below a unit whose views the person looks after."""
        kept = self.filter(below_any("unit__path", person.paths_for("view_share")))
        return self.offered_to(person) | kept


class SavedView(models.Model):
    """A question to the worklist under a name. It holds words only: whoever opens it sees own units' tickets."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    filters = models.JSONField(default=dict)
    sort = models.CharField(_("order"), max_length=10, choices=Sort, default=Sort.NEWEST)
    columns = models.JSONField(default=list)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("shared with")
    )
    changed_at = models.DateTimeField()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name


class ListSetup(models.Model):
    """How the worklist looks to a person: the columns outside any view, and the view that comes first."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    columns = models.JSONField(default=list)
    view = models.ForeignKey(SavedView, models.SET_NULL, null=True, related_name="+")
