"""A request for approval: what is decided on, by whom in which order, and what each of them said."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.approvals.choices import Decision, Mode, RequestState, StepState
from core.approvals.registry import kinds, title_of
from core.ui.choices import Status

ALIVE = (RequestState.WAITING, RequestState.RETURNED)


class ApprovalRequestQuerySet(models.QuerySet["ApprovalRequest"]):
    def visible_to(self, person: Any) -> ApprovalRequestQuerySet:
        """Those one asked for, is or was asked in, may decide for somebody, or may read by a kind's right."""
        voices = ApprovalVoice.objects.filter(step__request=OuterRef("pk"))
        in_place_of = Substitute.objects.in_force(on=timezone.localdate()).filter(substitute_id=person.pk)
        heard = Q(person_id=person.pk) | Q(decided_by_id=person.pk) | Q(person__in=in_place_of.values("person"))
        return self.filter(Q(asked_by_id=person.pk) | Exists(voices.filter(heard)) | _readable_by(person))

    def asked_by(self, person: Any) -> ApprovalRequestQuerySet:
        return self.filter(asked_by_id=person.pk)

    def decided_by(self, person: Any) -> ApprovalRequestQuerySet:
        """Those in which the person has spoken, for oneself or for somebody else."""
        spoken = ApprovalVoice.objects.filter(step__request=OuterRef("pk"), decided_by_id=person.pk)
        return self.filter(Exists(spoken))

    def waiting(self) -> ApprovalRequestQuerySet:
        return self.filter(state=RequestState.WAITING)

    def of_state(self, state: str) -> ApprovalRequestQuerySet:
        """Those in `state`; all of them for a word that names no state."""
        return self.filter(state=state) if state in RequestState.values else self.all()

    def of_kind(self, code: str) -> ApprovalRequestQuerySet:
        """Those of one kind; all of them for an empty code."""
        return self.filter(kind=code) if code else self.all()


def _readable_by(person: Any) -> Q:
    """What the rights that the kinds name let a person read, at and below the units where they are held."""
    condition = Q(pk__in=[])
    for kind in kinds():
        for path in person.paths_for(kind.right) if kind.right else ():
            condition |= Q(kind=kind.code, path__startswith=path)
    return condition


class ApprovalRequest(models.Model):
    """`facts` are lines of label and value, frozen when asked; `earlier` keeps those of the rounds before."""

    kind = models.CharField(_("kind"), max_length=60)
    title = models.CharField(_("title"), max_length=160)
    about_type = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    about_label = models.CharField(_("object"), max_length=160)
    path = models.CharField(max_length=140)
    facts = models.JSONField(default=list)
    earlier = models.JSONField(default=list)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="approvals_asked")
    asked_at = models.DateTimeField(_("asked for"))
    due_at = models.DateTimeField(_("due"), null=True)
    money = models.BooleanField(_("about money"), default=False)
    sole = models.BooleanField(default=True)
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.WAITING)
    round = models.PositiveSmallIntegerField(default=1)
    decided_at = models.DateTimeField(_("decided"), null=True)
    applied_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    barred = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")

    objects = ApprovalRequestQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="approval_state_known"),
            models.CheckConstraint(
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
                name="approval_decided_when",
            ),
            models.CheckConstraint(
                condition=Q(applied_at=None) | Q(state="approved"), name="approval_applied_when_approved"
            ),
            models.UniqueConstraint(
                fields=["kind", "about_type", "about_id"],
                condition=Q(state__in=ALIVE, sole=True),
                name="one_living_approval",
            ),
        ]
        indexes = [
            models.Index(fields=["about_type", "about_id"], name="approval_about"),
            models.Index(fields=["asked_by", "-id"], name="approval_asked_by"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("approval", args=[self.pk])

    @property
    def kind_title(self) -> str:
        return str(title_of(self.kind))

    @property
    def unit_path(self) -> str:
        """Where it belongs, for whoever asks `may(right, at=request)`."""
        return self.path

    @property
    def status(self) -> Status:
        return RequestState(self.state).status

    @property
    def is_waiting(self) -> bool:
        return self.state == RequestState.WAITING

    @property
    def is_alive(self) -> bool:
        """Whether it may still come to a decision."""
        return self.state in ALIVE


class ApprovalStep(models.Model):
    """People who are asked together, in one round of a request; steps are asked one after the other."""

    request = models.ForeignKey(ApprovalRequest, models.CASCADE, related_name="steps")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=80)
    mode = models.CharField(max_length=10, choices=Mode, default=Mode.ANY)
    percent = models.PositiveSmallIntegerField(default=100)
    state = models.CharField(max_length=10, choices=StepState, default=StepState.AHEAD)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "round", "position"], name="one_step_a_place"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="waiting"), name="one_step_of_a_request_is_asked"
            ),
            models.CheckConstraint(condition=Q(mode__in=Mode.values), name="approval_mode_known"),
            models.CheckConstraint(condition=Q(state__in=StepState.values), name="approval_step_state_known"),
            models.CheckConstraint(condition=Q(percent__gte=1, percent__lte=100), name="approval_percent_in_range"),
            models.CheckConstraint(
                condition=Q(state="ahead", opened_at=None)
                | Q(state="dropped")
                | (~Q(state__in=["ahead", "dropped"]) & Q(opened_at__isnull=False)),
                name="approval_step_opened_when",
            ),
        ]


class ApprovalVoice(models.Model):
    """One person's say in a step. `decided_by` is who said it: the person, or a substitute in the person's place."""

    step = models.ForeignKey(ApprovalStep, models.CASCADE, related_name="voices")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decision = models.CharField(max_length=10, choices=Decision, blank=True)
    comment = models.CharField(max_length=1000, blank=True)
    decided_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "person"], name="one_voice_a_person"),
            models.UniqueConstraint(
                fields=["step", "decided_by"], condition=Q(decided_by__isnull=False), name="one_word_a_person"
            ),
            models.CheckConstraint(condition=Q(decision__in=["", *Decision.values]), name="approval_decision_known"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="approval_voice_who_when",
            ),
        ]
        indexes = [models.Index(fields=["person"], condition=Q(decision=""), name="approval_voice_open")]

    @property
    def is_by_substitute(self) -> bool:
        return self.decided_by_id is not None and self.decided_by_id != self.person_id


class SubstituteQuerySet(models.QuerySet["Substitute"]):
    def in_force(self, *, on: dt.date) -> SubstituteQuerySet:
        """Those whose days include `on` and who were not ended before."""
        return self.filter(from_on__lte=on, to_on__gte=on, ended_at=None)

    def visible_to(self, person: Any) -> SubstituteQuerySet:
        """Those of the person and those for whom the person stands in; all for whoever looks after the system."""
        if person.may("system_manage"):
            return self.all()
        return self.filter(Q(person_id=person.pk) | Q(substitute_id=person.pk))


class Substitute(models.Model):
    """Somebody who may decide in a person's place from one day to another (both included)."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="substitutes")
    substitute = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="stands_in_for")
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=200)
    appointed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    appointed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SubstituteQuerySet.as_manager()

    class Meta:
        ordering = ["-to_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(to_on__gte=F("from_on")), name="substitute_forward"),
            models.CheckConstraint(condition=~Q(person=F("substitute")), name="substitute_is_somebody_else"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="substitute_ended_by_when",
            ),
        ]
        indexes = [models.Index(fields=["substitute"], condition=Q(ended_at=None), name="substitute_stands_in")]

    def __str__(self) -> str:
        return f"{self.person} → {self.substitute}"
