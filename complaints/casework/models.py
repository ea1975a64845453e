"""How far a ticket's handling has come: one row a round, whose columns the database keeps in order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from complaints.casework.choices import Choice, Remedy, Step
from complaints.casework.rules import Standing
from complaints.tickets.choices import Grade, Validity
from complaints.tickets.models import Complaint

if TYPE_CHECKING:
    import datetime as dt


def _at() -> models.DateTimeField[dt.datetime | None, dt.datetime | None]:
    return models.DateTimeField(null=True, editable=False)


def _by() -> models.ForeignKey[object, object]:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+", db_index=False
    )


def _known(field: str, choices: type[models.TextChoices]) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(**{f"{field}__in": [*choices.values, ""]}), name=f"case_{field}_known")


def _after(step: Step, condition: Q, name: str) -> models.CheckConstraint:
    """`step` is done only where `condition` holds."""
    return models.CheckConstraint(condition=Q(**{f"{step}_at": None}) | condition, name=f"case_{name}")


def _done(*steps: Step) -> Q:
    return Q(**{f"{step}_at__isnull": False for step in steps})


class CaseworkQuerySet(models.QuerySet["Casework"]):
    def current(self) -> CaseworkQuerySet:
        """The round now at work of each ticket."""
        return self.filter(is_current=True)


class Casework(models.Model):
    """One round of a ticket's handling: from grading to the follow-up call. A reopened ticket gets the next."""

    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="rounds")
    round = models.PositiveSmallIntegerField(default=1)
    is_current = models.BooleanField(default=True)
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()

    grade = models.CharField(_("grade"), max_length=1, choices=Grade, blank=True)
    grade_at, grade_by = _at(), _by()
    join_at, join_by = _at(), _by()
    joint_handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    verify_at, verify_by = _at(), _by()
    person_heard = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    finding = models.TextField(_("findings"), blank=True)
    validity = models.CharField(_("validity"), max_length=10, choices=Validity, blank=True)
    judge_at, judge_by = _at(), _by()
    explain_at, explain_by = _at(), _by()
    phone_apology_at, phone_apology_by = _at(), _by()
    alternatives_at, alternatives_by = _at(), _by()
    approval_at, approval_by = _at(), _by()
    choice = models.CharField(_("customer's choice"), max_length=8, choices=Choice, blank=True)
    choice_at, choice_by = _at(), _by()
    mediation_at, mediation_by = _at(), _by()
    remedy = models.CharField(_("remedy"), max_length=10, choices=Remedy, blank=True)
    remedy_at, remedy_by = _at(), _by()
    letter_at, letter_by = _at(), _by()
    personal_apology_at, personal_apology_by = _at(), _by()
    disposal_at, disposal_by = _at(), _by()
    corrective_at, corrective_by = _at(), _by()
    follow_up_at, follow_up_by = _at(), _by()

    objects = CaseworkQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["joint_handler"], condition=Q(is_current=True, joint_handler__isnull=False), name="case_jointly"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["complaint", "round"], name="case_round_once"),
            models.UniqueConstraint(fields=["complaint"], condition=Q(is_current=True), name="case_one_current"),
            _known("grade", Grade),
            _known("validity", Validity),
            _known("choice", Choice),
            _known("remedy", Remedy),
            models.CheckConstraint(condition=Q(grade="") | _done(Step.GRADE), name="case_grade_when"),
            models.CheckConstraint(condition=Q(validity="") | _done(Step.JUDGE), name="case_validity_when"),
            models.CheckConstraint(condition=Q(choice="") | _done(Step.CHOICE), name="case_choice_when"),
            # S2 3.3 and S4 5.1, the order of the steps: the database refuses what an act forgot to.
            _after(Step.JOIN, Q(joint_handler__isnull=False) & _done(Step.GRADE), "join_whom"),
            _after(Step.VERIFY, _done(Step.GRADE) & (~Q(grade="C") | _done(Step.JOIN)), "verify_after_grade"),
            _after(Step.JUDGE, _done(Step.VERIFY), "judge_after_verify"),
            _after(Step.EXPLAIN, Q(validity="invalid"), "explain_invalid"),
            _after(Step.PHONE_APOLOGY, Q(validity="valid"), "apology_valid"),
            _after(Step.ALTERNATIVES, _done(Step.PHONE_APOLOGY), "alternatives_after_apology"),
            _after(Step.APPROVAL, _done(Step.ALTERNATIVES), "approval_after_alternatives"),
            _after(Step.CHOICE, _done(Step.APPROVAL), "choice_after_approval"),
            _after(Step.MEDIATION, Q(choice="neither"), "mediation_refused"),
            _after(
                Step.REMEDY,
                (Q(grade="A") & _done(Step.PHONE_APOLOGY))
                | (Q(grade="C") & ~Q(choice=""))
                | (Q(grade="B") & Q(choice__in=["first", "second"]))
                | (Q(grade="B") & Q(choice="neither") & _done(Step.MEDIATION)),
                "remedy_after_choice",
            ),
            _after(Step.LETTER, _done(Step.PHONE_APOLOGY), "letter_after_apology"),
            _after(Step.PERSONAL_APOLOGY, _done(Step.JUDGE), "personal_apology_after_judging"),
            _after(
                Step.DISPOSAL, _done(Step.PHONE_APOLOGY) & (Q(grade="A") | _done(Step.REMEDY)), "disposal_after_solving"
            ),
            _after(Step.CORRECTIVE, _done(Step.JUDGE), "corrective_after_judging"),
            _after(
                Step.FOLLOW_UP,
                (Q(validity="invalid") & _done(Step.EXPLAIN))
                | (Q(grade="A") & _done(Step.PHONE_APOLOGY, Step.PERSONAL_APOLOGY))
                | (Q(grade="B") & _done(Step.REMEDY, Step.LETTER))
                | (Q(grade="C") & _done(Step.REMEDY, Step.LETTER, Step.PERSONAL_APOLOGY)),
                "follow_up_last",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id}/{self.round}"

    def done(self) -> frozenset[Step]:
        return frozenset(step for step in Step if getattr(self, f"{step}_at"))

    def standing(self) -> Standing:
        """The case as the rules read it."""
        return Standing(grade=self.grade, validity=self.validity, choice=self.choice, done=self.done())
