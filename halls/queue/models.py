"""Visits and their segments, counters and who sits at them.

A visit's history is its segments: one is open while the visit lives, and it ends where the next begins. The audit
chain is not written for each of them (docs/decisions/0014-visits-have-segments.md).
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.imports.models import ImportRun
from halls.premises.models import Counter, Premises, PremisesQuerySet, Service
from halls.premises.rules import label, local
from halls.queue.choices import (
    AT_COUNTER,
    LIVE,
    Entered,
    Origin,
    Outcome,
    PauseReason,
    Priority,
    SegmentKind,
    SessionEnd,
    VisitState,
)

if TYPE_CHECKING:
    from org.people.models import Person


def known(field: str, choices: type[models.TextChoices], *, blank: bool = False, of: str) -> models.CheckConstraint:
    values = [*choices.values, ""] if blank else choices.values
    return models.CheckConstraint(condition=Q(**{f"{field}__in": values}), name=f"{of}_{field}_known")


AT = [str(state) for state in AT_COUNTER]


class VisitQuerySet(models.QuerySet["Visit"]):
    def visible_to(self, person: Person) -> VisitQuerySet:
        """Visits of halls where the person may see halls: few halls first, then their many visits."""
        return self.filter(premises__in=Premises.objects.visible_to(person).values("pk"))

    def of(self, premises: PremisesQuerySet | Premises) -> VisitQuerySet:
        return self.filter(premises=premises) if isinstance(premises, Premises) else self.filter(premises__in=premises)

    def on(self, day: dt.date) -> VisitQuerySet:
        return self.filter(business_day=day)

    def live(self) -> VisitQuerySet:
        """Said twice, once as the index visit_live says it: only so SQLite reads that one and no day that is over."""
        return self.filter(state__in=LIVE).exclude(state=VisitState.ENDED)

    def counted(self) -> VisitQuerySet:
        """Without the rows of a sheet on whose days the same customers were recorded as they came: kept, marked."""
        return self.filter(is_counted=True)

    def waiting(self) -> VisitQuerySet:
        return self.filter(state=VisitState.WAITING)

    def in_turn(self) -> VisitQuerySet:
        """Whoever is called first in front: priority, then since when, then who took the number first."""
        return self.order_by("-priority", "queued_at", "pk")


class Visit(models.Model):
    """A customer's number, from taking it to leaving.

    `wait_seconds` is from arrival to the first call, or to the start of service where only that is known (a sheet),
    or to the end of a visit that was never called; None while it lasts. `serve_wait_seconds` is to the first start
    of service; None if there was none.
    """

    premises = models.ForeignKey(Premises, models.PROTECT, related_name="+", db_index=False)
    business_day = models.DateField()
    prefix = models.CharField(max_length=2)
    number = models.PositiveIntegerField()
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False, verbose_name=_("service"))
    origin = models.CharField(max_length=12, choices=Origin)
    priority = models.PositiveSmallIntegerField(default=0)
    state = models.CharField(max_length=8, choices=VisitState, default=VisitState.WAITING)
    outcome = models.CharField(max_length=16, choices=Outcome, blank=True)
    version = models.PositiveIntegerField(default=1)

    arrived_at = models.DateTimeField()
    queued_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    last_called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    wait_seconds = models.PositiveIntegerField(null=True)
    serve_wait_seconds = models.PositiveIntegerField(null=True)
    serve_seconds = models.PositiveIntegerField(null=True)
    calls = models.PositiveSmallIntegerField(default=0)
    put_back = models.PositiveSmallIntegerField(default=0)
    is_exact = models.BooleanField(_("its times were taken as they happened"), default=True)
    is_counted = models.BooleanField(_("counts for its day"), default=True)

    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+", db_index=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    follow_key = models.CharField(max_length=24, blank=True)
    import_run = models.ForeignKey(ImportRun, models.PROTECT, null=True, related_name="+", db_index=False)
    import_row = models.PositiveIntegerField(null=True)
    source_key = models.CharField(max_length=80, null=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        constraints = [
            known("state", VisitState, of="visit"),
            known("outcome", Outcome, blank=True, of="visit"),
            known("origin", Origin, of="visit"),
            # A sheet may hold the numbers of a day that were recorded here as well, and rows without any (zero).
            models.UniqueConstraint(
                fields=["premises", "business_day", "prefix", "number"],
                condition=~Q(origin="sheet"),
                name="visit_number_once_a_day",
            ),
            models.UniqueConstraint(fields=["premises", "source_key"], name="visit_source_key_once"),
            # D3: whatever two counters do at once, one of them is refused by the database (H01, H02).
            models.UniqueConstraint(fields=["counter"], condition=Q(state__in=AT), name="visit_one_at_counter"),
            models.UniqueConstraint(fields=["follow_key"], condition=~Q(follow_key=""), name="visit_follow_key_once"),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False) & ~Q(outcome="")
                | (~Q(state="ended") & Q(ended_at=None, outcome="")),
                name="visit_ended_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=AT) | Q(counter__isnull=False, staff__isnull=False),
                name="visit_at_counter_has_one",
            ),
            # A number with priority that is put back takes its place among those who came before it.
            models.CheckConstraint(
                condition=Q(queued_at__gte=F("arrived_at")) | Q(put_back__gt=0), name="visit_queued_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(served_at=None) | Q(served_at__gte=F("arrived_at")), name="visit_served_after_arrival"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("arrived_at")), name="visit_ended_after_arrival"
            ),
        ]
        indexes = [
            # The queue of a hall: only who waits, in turn.
            models.Index(
                fields=["premises", "-priority", "queued_at", "id"], condition=Q(state="waiting"), name="visit_waiting"
            ),
            # What lives in a hall: the boards, the night close.
            models.Index(fields=["premises", "state"], condition=~Q(state="ended"), name="visit_live"),
            # performance.md: a month per hall, its waits in order, from the index alone.
            models.Index(
                fields=["premises", "business_day", "wait_seconds", "outcome", "is_counted"], name="visit_waits"
            ),
            models.Index(fields=["counter", "business_day"], condition=Q(counter__isnull=False), name="visit_counter"),
            # What one sheet brought.
            models.Index(fields=["import_run"], condition=Q(import_run__isnull=False), name="visit_import"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return label(self.prefix, self.number) if self.number else self.prefix

    @property
    def why_first(self) -> str:
        """Why the number is called before others, in words; "" where it is not."""
        if not self.priority:
            return ""
        if self.priority == Priority.PRIORITY and self.service.is_priority:
            return str(_("Its service goes first"))
        return str(Priority(self.priority).label if self.priority in Priority.values else _("Called before others"))

    def in_hall(self, moment: dt.datetime | None) -> dt.datetime | None:
        """A moment of the visit as the clock on the hall's wall showed it."""
        return local(moment, self.premises.time_zone) if moment else None


class Segment(models.Model):
    """A stretch of a visit; a service that is added while one is served begins a new one."""

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="segments")
    kind = models.CharField(max_length=8, choices=SegmentKind)
    entered = models.CharField(max_length=12, choices=Entered, blank=True)
    service = models.ForeignKey(Service, models.PROTECT, related_name="+", db_index=False)
    counter = models.ForeignKey(Counter, models.PROTECT, null=True, related_name="+", db_index=False)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            known("kind", SegmentKind, of="segment"),
            known("entered", Entered, blank=True, of="segment"),
            models.UniqueConstraint(fields=["visit"], condition=Q(ended_at=None), name="segment_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="segment_in_order"
            ),
            # Who served is not in every queue machine's sheet; a live visit has both (visit_at_counter_has_one).
            models.CheckConstraint(
                condition=~Q(kind__in=["called", "serving"]) | Q(counter__isnull=False), name="segment_at_counter"
            ),
        ]


class CounterSession(models.Model):
    """Somebody sits at a counter: its open time, which utilisation is measured by (rule book 1.1).

    `version` counts the acts there, so that a page which shows an earlier one acts no more.
    """

    counter = models.ForeignKey(Counter, models.PROTECT, related_name="sessions")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    business_day = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    end = models.CharField(max_length=16, choices=SessionEnd, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["opened_at", "pk"]
        constraints = [
            known("end", SessionEnd, blank=True, of="session"),
            models.UniqueConstraint(fields=["counter"], condition=Q(closed_at=None), name="session_one_at_counter"),
            models.UniqueConstraint(fields=["staff"], condition=Q(closed_at=None), name="session_one_of_person"),
            models.CheckConstraint(
                condition=Q(closed_at=None, end="") | (Q(closed_at__gte=F("opened_at")) & ~Q(end="")),
                name="session_ended_whole",
            ),
        ]
        indexes = [models.Index(fields=["business_day", "counter"], name="session_day")]


class SessionPause(models.Model):
    session = models.ForeignKey(CounterSession, models.CASCADE, related_name="pauses")
    reason = models.CharField(max_length=8, choices=PauseReason)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at", "pk"]
        constraints = [
            known("reason", PauseReason, of="pause"),
            models.UniqueConstraint(fields=["session"], condition=Q(ended_at=None), name="pause_one_open"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | Q(ended_at__gte=F("started_at")), name="pause_in_order"
            ),
        ]
