"""People, and where they serve in which role."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from org.access.table import ROLE_PERMISSIONS
from org.people.choices import Language, Role
from org.units.models import Unit, below_any
from org.units.rules import STEP_WIDTH, is_at_or_below

if TYPE_CHECKING:
    from collections.abc import Iterable


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, person: Person) -> PersonQuerySet:
        """People posted, now or once, at or below a unit where `person` may see people; and oneself."""
        return self.posted_below(person.paths_for("person_view")) | self.filter(pk=person.pk)

    def posted_below(self, paths: Iterable[str]) -> PersonQuerySet:
        """People posted, now or once, at or below one of `paths`."""
        within = Posting.objects.filter(below_any("unit__path", paths))
        return self.filter(pk__in=within.values("person_id"))


class PersonManager(BaseUserManager["Person"].from_queryset(PersonQuerySet)):  # type: ignore[misc]
    def create_user(self, staff_number: str, name: str, password: str | None = None, **more: Any) -> Person:
        person = self.model(staff_number=staff_number, name=name, **more)
        person.set_password(password)
        person.save(using=self._db)
        return person


class Person(AbstractBaseUser):
    """A member of staff; signs in with the staff number 工号. Leaving keeps the history."""

    staff_number = models.CharField(_("staff number"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=60)
    email = models.EmailField(_("e-mail"), blank=True)
    post = models.CharField(_("post"), max_length=60, blank=True)
    line_manager = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="reports")
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.SIMPLIFIED_CHINESE)
    is_active = models.BooleanField(_("may sign in"), default=True)
    must_change_password = models.BooleanField(default=False)
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PersonManager()

    USERNAME_FIELD = "staff_number"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["staff_number"]
        constraints = [models.CheckConstraint(condition=Q(language__in=Language.values), name="person_language_known")]

    def __str__(self) -> str:
        return self.name

    def get_session_auth_hash(self) -> str:
        """Ends every other session when the password, the postings or the second factor change (P8)."""
        return f"{super().get_session_auth_hash()}{self.session_epoch}"

    @cached_property
    def current_postings(self) -> list[Posting]:
        """Postings in force today, with their units; one query an object of the person."""
        return list(self.postings.in_force(on=timezone.localdate()).select_related("unit"))

    @property
    def roles(self) -> set[Role]:
        return {Role(posting.role) for posting in self.current_postings}

    def may(self, right: str, *, at: object | None = None) -> bool:
        """Whether any posting in force gives `right`: anywhere, or at `at` (a unit, or a thing with a unit_path)."""
        if at is None:
            return bool(self.paths_for(right))
        path = at.path if isinstance(at, Unit) else at.unit_path  # type: ignore[attr-defined]
        return any(is_at_or_below(path, top) for top in self.paths_for(right))

    def paths_for(self, right: str) -> list[str]:
        """Paths of the units at and below which the person holds `right`."""
        if not self.is_active:
            return []
        return sorted({p.unit.path for p in self.current_postings if right in ROLE_PERMISSIONS[Role(p.role)]})

    def reaches_all(self, right: str) -> bool:
        """Whether the person holds `right` at a top of the tree, so that nothing lies beyond it."""
        return any(len(path) == STEP_WIDTH for path in self.paths_for(right))

    def colleagues_for(self, right: str) -> PersonQuerySet:
        """People posted, now or once, at or below a unit where this person holds `right`; and oneself."""
        return Person.objects.posted_below(self.paths_for(right)) | Person.objects.filter(pk=self.pk)


class PostingQuerySet(models.QuerySet["Posting"]):
    def in_force(self, *, on: dt.date) -> PostingQuerySet:
        return self.filter(starts_on__lte=on).filter(Q(ends_on=None) | Q(ends_on__gte=on))

    def at_units(self, units: Iterable[Unit]) -> PostingQuerySet:
        return self.filter(unit__in=units)

    def below(self, unit: Unit) -> PostingQuerySet:
        """Postings at `unit` or below it."""
        return self.filter(below_any("unit__path", [unit.path]))

    def visible_to(self, person: Person) -> PostingQuerySet:
        """Postings at or below a unit where `person` may see people; and one's own."""
        return self.filter(below_any("unit__path", person.paths_for("person_view")) | Q(person=person))


class Posting(models.Model):
    """A person serves at a unit in a role from one day to another (both included)."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="postings")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="postings")
    role = models.CharField(_("role"), max_length=30, choices=Role)
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["-starts_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(role__in=Role.values), name="posting_role_known"),
            models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name="posting_forward"),
            models.UniqueConstraint(fields=["person", "unit", "role", "starts_on"], name="posting_once"),
        ]
        indexes = [models.Index(fields=["unit", "role"], name="posting_by_unit")]
