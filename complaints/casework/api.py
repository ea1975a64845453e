"""The steps of a case for machines: the same acts as the pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.casework import services
from complaints.casework.choices import Step
from complaints.casework.forms import RoundForm, partners_for
from complaints.casework.models import Casework
from complaints.casework.rules import next_step, open_now, step_set
from complaints.casework.selectors import case_as_it_stands, first_round, may_take
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
from org.people.models import Person


class ReadsRounds(ScopedView):
    """What is read of a round, of an earlier one by `?round=`; acts are only on the round now at work."""

    parameters = frozenset({"round"})
    of_round: int | None = None

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        asked = RoundForm(self.wanted)
        if "round" in self.wanted and request.method not in SAFE_METHODS:
            raise ValidationError({"round": _("This address has no such parameter.")})
        if not asked.is_valid():
            raise ValidationError(asked.errors)
        self.of_round = asked.cleaned_data["round"]


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


class CaseWhySerializer(serializers.Serializer[Any]):
    reason = _words(REASON_MOST)


class CaseWordsSerializer(serializers.Serializer[Any]):
    words = _words()


class PersonalApologySerializer(CaseWordsSerializer):
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


class Take(ScopedView):
    """One step of one case, by `act`: load in scope, permit, check the body, take it, answer with the case."""

    required_right = Right.COMPLAINT_EDIT
    lookup_field = "number"
    act: Any = None
    jointly: Step | None = None
    """The step, where it may also be taken by who handles the case jointly."""

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        if not (self.jointly and may_take(request.user, self.jointly, complaint)):  # type: ignore[arg-type]  # signed in
            require(request, self.required_right, at=complaint)
        said = self.checked(request)
        if "joint_handler" in said:
            said["joint_handler"] = _one_of(partners_for(complaint), "joint_handler", said["joint_handler"])
        if "person_heard" in said:
            colleagues = request.user.colleagues_for(Right.COMPLAINT_EDIT)  # type: ignore[union-attr]
            colleagues = colleagues.filter(staff_number=said["person_heard"])
            said["person_heard"] = _one_of(colleagues, "person_heard", said["person_heard"])
        services.on_case(complaint, self.act)(by=request.user, now=timezone.now(), **said)
        return Response(CaseSerializer(services.casework_of(complaint)).data)


def _one_of(people: Iterable[Person], name: str, number: str) -> Person:
    """The one with this staff number; somebody else does not exist here (C03)."""
    found = next((person for person in people if person.staff_number == number), None)
    if found is None:
        raise ValidationError({name: _("Nobody in your units has this staff number.")})
    return found


_CASE = "complaints/<str:number>/case/"
urlpatterns = [
    path(_CASE, Case.as_view(), name="api_case"),
    path(
        f"{_CASE}grade/", Take.as_view(act=services.grade_case, serializer_class=GradeSerializer), name="api_case_grade"
    ),
    path(
        f"{_CASE}regrade/",
        Take.as_view(
            act=services.regrade_case, serializer_class=RegradeSerializer, required_right=Right.COMPLAINT_JUDGE
        ),
        name="api_case_regrade",
    ),
    path(f"{_CASE}join/", Take.as_view(act=services.join, serializer_class=JoinSerializer), name="api_case_join"),
    path(
        f"{_CASE}verify/",
        Take.as_view(act=services.verify, serializer_class=VerifySerializer, jointly=Step.VERIFY),
        name="api_case_verify",
    ),
    path(
        f"{_CASE}judge/",
        Take.as_view(act=services.judge, serializer_class=JudgeSerializer, required_right=Right.COMPLAINT_JUDGE),
        name="api_case_judge",
    ),
    path(
        f"{_CASE}reclassify/",
        Take.as_view(
            act=services.ask_reclassification,
            serializer_class=CaseWhySerializer,
            required_right=Right.COMPLAINT_JUDGE,
        ),
        name="api_case_reclassify",
    ),
    path(
        f"{_CASE}find-valid/",
        Take.as_view(act=services.find_valid, serializer_class=CaseWhySerializer, required_right=Right.COMPLAINT_JUDGE),
        name="api_case_find_valid",
    ),
    path(
        f"{_CASE}explain/",
        Take.as_view(act=services.explain, serializer_class=CaseWordsSerializer),
        name="api_case_explain",
    ),
    path(
        f"{_CASE}phone-apology/",
        Take.as_view(act=services.apologise_by_phone, serializer_class=CaseWordsSerializer),
        name="api_case_phone_apology",
    ),
    path(
        f"{_CASE}personal-apology/",
        Take.as_view(
            act=services.apologise_in_person, serializer_class=PersonalApologySerializer, jointly=Step.PERSONAL_APOLOGY
        ),
        name="api_case_personal_apology",
    ),
    path(
        f"{_CASE}disposal/",
        Take.as_view(act=services.dispose, serializer_class=DisposalSerializer),
        name="api_case_disposal",
    ),
]
