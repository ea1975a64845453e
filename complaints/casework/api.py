"""The steps of a case for machines: the same acts as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.casework import services
from complaints.casework.choices import Step
from complaints.casework.models import Casework
from complaints.casework.rules import next_step, open_now, step_set
from complaints.casework.selectors import case_as_it_stands, first_round
from complaints.casework.services.grading import REASON_MOST
from complaints.casework.services.steps import NAME_MOST
from complaints.casework.services.take import WORDS_MOST
from complaints.tickets.api import rows_of
from complaints.tickets.choices import Grade, Validity
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedView
from core.rights import require
from org.access.choices import Right

STAFF_NUMBERS = ("joint_handler", "person_heard")


class CaseSerializer(serializers.Serializer[Casework]):
    """How far a case has come; `open` are the steps that may be taken now, `next` the one it waits for."""

    round = serializers.IntegerField()
    grade = serializers.CharField()
    validity = serializers.CharField()
    done = serializers.SerializerMethodField()
    open = serializers.SerializerMethodField()
    next = serializers.SerializerMethodField()
    steps = serializers.SerializerMethodField()

    def get_done(self, case: Casework) -> dict[str, str]:
        fields = serializers.DateTimeField()
        return {
            step.value: fields.to_representation(getattr(case, f"{step}_at")) for step in Step if step in case.done()
        }

    def get_open(self, case: Casework) -> list[str]:
        return [step.value for step in open_now(case.standing())]

    def get_next(self, case: Casework) -> str | None:
        return next_step(case.standing())

    def get_steps(self, case: Casework) -> dict[str, str]:
        return {step.value: need.value for step, need in step_set(case.standing()).items()}


def _words(most: int = WORDS_MOST, *, required: bool = True) -> serializers.CharField:
    return serializers.CharField(max_length=most, required=required)


class GradeSerializer(serializers.Serializer[Any]):
    grade = serializers.ChoiceField(choices=Grade.choices)


class RegradeSerializer(GradeSerializer):
    reason = _words(REASON_MOST)
    joint_handler = _words(32, required=False)


class JoinSerializer(serializers.Serializer[Any]):
    joint_handler = _words(32)


class VerifySerializer(serializers.Serializer[Any]):
    finding = _words()
    person_heard = _words(32, required=False)
    not_heard = _words(200, required=False)


class JudgeSerializer(serializers.Serializer[Any]):
    validity = serializers.ChoiceField(choices=Validity.choices)
    reason = _words(REASON_MOST)


class ReasonSerializer(serializers.Serializer[Any]):
    reason = _words(REASON_MOST)


class WordsSerializer(serializers.Serializer[Any]):
    words = _words()


class PersonalApologySerializer(WordsSerializer):
    who = _words(NAME_MOST)


class DisposalSerializer(serializers.Serializer[Any]):
    words = _words(required=False)
    nobody = _words(300, required=False)


class Case(ScopedDetail):
    """GET: how far the ticket's case has come."""

    serializer_class = CaseSerializer
    required_right = Right.COMPLAINT_VIEW
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        complaint = self.get_object()
        return Response(CaseSerializer(case_as_it_stands(complaint) or first_round(complaint)).data)


class _Take(ScopedView):
    """One step of one case: load in scope, permit, check the body, take it, answer with the case."""

    required_right = Right.COMPLAINT_EDIT
    lookup_field = "number"
    act: Any = None

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        said = self.checked(request)
        for name in STAFF_NUMBERS:
            if name in said:
                said[name] = self._colleague(name, said[name])
        services.on_case(complaint, type(self).act)(by=request.user, now=timezone.now(), **said)
        return Response(CaseSerializer(services.casework_of(complaint)).data)

    def _colleague(self, name: str, number: str) -> Any:
        found = self.request.user.colleagues_for(Right.COMPLAINT_EDIT).filter(staff_number=number).first()
        if found is None:
            raise ValidationError({name: _("Nobody in your units has this staff number.")})
        return found


def _door(name: str, act: Any, serializer: Any, right: Right = Right.COMPLAINT_EDIT) -> Any:
    """The endpoint of one step."""
    made = type(name, (_Take,), {"act": staticmethod(act), "serializer_class": serializer, "required_right": right})
    return made.as_view()


_CASE = "complaints/<str:number>/case/"
urlpatterns = [
    path(_CASE, Case.as_view(), name="api_case"),
    path(f"{_CASE}grade/", _door("Grading", services.grade_case, GradeSerializer), name="api_case_grade"),
    path(
        f"{_CASE}regrade/",
        _door("Regrading", services.regrade_case, RegradeSerializer, Right.COMPLAINT_JUDGE),
        name="api_case_regrade",
    ),
    path(f"{_CASE}join/", _door("Joining", services.join, JoinSerializer), name="api_case_join"),
    path(f"{_CASE}verify/", _door("Verifying", services.verify, VerifySerializer), name="api_case_verify"),
    path(
        f"{_CASE}judge/",
        _door("Judging", services.judge, JudgeSerializer, Right.COMPLAINT_JUDGE),
        name="api_case_judge",
    ),
    path(
        f"{_CASE}reclassify/",
        _door("Reclassifying", services.ask_reclassification, ReasonSerializer, Right.COMPLAINT_JUDGE),
        name="api_case_reclassify",
    ),
    path(
        f"{_CASE}find-valid/",
        _door("FindingValid", services.find_valid, ReasonSerializer, Right.COMPLAINT_JUDGE),
        name="api_case_find_valid",
    ),
    path(f"{_CASE}explain/", _door("Explaining", services.explain, WordsSerializer), name="api_case_explain"),
    path(
        f"{_CASE}phone-apology/",
        _door("ApologisingByPhone", services.apologise_by_phone, WordsSerializer),
        name="api_case_phone_apology",
    ),
    path(
        f"{_CASE}personal-apology/",
        _door("ApologisingInPerson", services.apologise_in_person, PersonalApologySerializer),
        name="api_case_personal_apology",
    ),
    path(f"{_CASE}disposal/", _door("Disposing", services.dispose, DisposalSerializer), name="api_case_disposal"),
]
