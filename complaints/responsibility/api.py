"""Responsibility for programs: the same acts and the same scope as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.casework.api import ReadsRounds
from complaints.casework.services import on_case
from complaints.responsibility import services
from complaints.responsibility.choices import Answer, CausePost, Decision, FaultPost
from complaints.responsibility.forms import MOST_ITEMS, MOST_ROWS
from complaints.responsibility.models import Finding, Share
from complaints.responsibility.selectors import finding_of, sees_shares, shares_of
from complaints.tickets.choices import Business
from complaints.tickets.models import Complaint
from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right
from org.people.selectors import colleague


class _Percent(PlainDecimalField):
    def __init__(self, **more: Any) -> None:
        super().__init__(max_digits=5, decimal_places=2, min_value=0, max_value=100, **more)


class _Money(PlainDecimalField):
    def __init__(self, **more: Any) -> None:
        super().__init__(max_digits=10, decimal_places=2, min_value=0, required=False, allow_null=True, **more)


class ShareSerializer(serializers.Serializer[Share]):
    """One person's part; the person by staff number."""

    id = serializers.IntegerField(read_only=True)
    person = serializers.CharField(source="person.staff_number", max_length=32)
    post = serializers.ChoiceField(choices=FaultPost.choices)
    cause_post = serializers.ChoiceField(choices=CausePost.choices)
    percent = _Percent()
    items = serializers.IntegerField(min_value=1, max_value=MOST_ITEMS, required=False, default=1)
    items_words = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    read_at = serializers.DateTimeField(read_only=True)
    statement = serializers.CharField(read_only=True)
    statement_at = serializers.DateTimeField(read_only=True)
    objects_to_it = serializers.BooleanField(read_only=True)
    accepted_at = serializers.DateTimeField(read_only=True)


class WeightSerializer(serializers.Serializer[Any]):
    cause_post = serializers.ChoiceField(choices=CausePost.choices)
    percent = _Percent()


class FactsSerializer(serializers.Serializer[Finding]):
    """What was found, without who bears what."""

    state = serializers.CharField(read_only=True)
    cause_words = serializers.CharField(max_length=services.WORDS_MOST)
    is_attitude = serializers.BooleanField(required=False, default=False)
    business = serializers.ChoiceField(choices=Business.choices, required=False, allow_blank=True, default="")
    refund_amount = _Money()
    service_amount = _Money()
    is_mixed = serializers.BooleanField(required=False, default=False)
    noticed_at = serializers.DateTimeField(read_only=True)
    answer_by = serializers.DateTimeField(read_only=True)
    decision = serializers.CharField(read_only=True)
    decision_words = serializers.CharField(read_only=True)
    decided_at = serializers.DateTimeField(read_only=True)


class FindingSerializer(FactsSerializer):
    """`version` is the one that was read, for changing a draft."""

    version = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    weights = WeightSerializer(many=True, required=False)
    shares = ShareSerializer(many=True, max_length=MOST_ROWS)  # type: ignore[call-arg]  # of the list, which the stubs miss


class NoticeSerializer(serializers.Serializer[Any]):
    answer_by = serializers.DateField()


class ChangedSerializer(serializers.Serializer[Any]):
    id = serializers.IntegerField(min_value=1)
    percent = _Percent(allow_null=True)


class FindingDecisionSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=Decision.choices)
    words = serializers.CharField(max_length=services.WORDS_MOST)
    percents = ChangedSerializer(many=True, required=False)


class FindingReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=services.WORDS_MOST)


class OwnSerializer(ShareSerializer):
    """What a person is told: the own share and the facts."""

    complaint = serializers.CharField(source="finding.casework.complaint.number", read_only=True)
    finding = FactsSerializer(read_only=True)


class FindingAnswerSerializer(serializers.Serializer[Any]):
    answer = serializers.ChoiceField(choices=Answer.choices)
    words = serializers.CharField(max_length=services.WORDS_MOST, required=False, allow_blank=True, default="")


class _OfTicket(ScopedView):
    """Acts on the finding of one ticket: load in scope, permit, check the body, act, answer."""

    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Complaint]:
        return Complaint.objects.visible_to(self.request.user).select_related("unit").defer("grams")

    def found(self, complaint: Complaint) -> Finding:
        found = finding_of(complaint)
        if found is None:
            raise Http404
        return found

    def loaded(self, request: Request) -> Finding:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        return self.found(complaint)

    def answer(self, finding: Finding, *, status: int = 200) -> Response:
        return Response(FindingSerializer(finding_of(finding.casework.complaint)).data, status=status)


class OneFinding(ReadsRounds, _OfTicket):
    """GET: the finding of the round at work, or of an earlier one by `?round=`.

    POST: prepare it, or change its draft.
    """

    serializer_class = FindingSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.RESPONSIBILITY_EDIT}

    def get(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        if not sees_shares(request.user, complaint):
            raise PermissionDenied
        found = finding_of(complaint, of_round=self.of_round)
        if found is None:
            raise Http404
        return Response(FindingSerializer(found).data)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        require(request, Right.RESPONSIBILITY_EDIT, at=complaint)
        said = self.checked(request)
        version = said.pop("version", None)
        said["weights"] = {each["cause_post"]: each["percent"] for each in said.get("weights", [])}
        said["shares"] = [_named(request, each) for each in said["shares"]]
        prepare = on_case(complaint, services.prepare_finding)
        finding = prepare(found=services.Found(**said), version=version, by=request.user, now=timezone.now())
        return self.answer(finding, status=201)


def _named(request: Request, said: dict[str, Any]) -> services.Named:
    number = said.pop("person")["staff_number"]
    person = colleague(request.user, Right.RESPONSIBILITY_EDIT, number)
    if person is None:
        raise ValidationError({"shares": _("Nobody of your units has this staff number.")})
    return services.Named(person=person, **said)


class Notice(_OfTicket):
    serializer_class = NoticeSerializer
    required_right = Right.RESPONSIBILITY_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        finding = self.loaded(request)
        said = self.checked(request)
        return self.answer(services.give_notice(finding=finding, by=request.user, now=timezone.now(), **said))


class Decide(_OfTicket):
    serializer_class = FindingDecisionSerializer
    required_right = Right.RESPONSIBILITY_DECIDE

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        finding = self.loaded(request)
        said = self.checked(request)
        percents = {each["id"]: each["percent"] for each in said.pop("percents", [])}
        act = {"percents": percents, "by": request.user, "now": timezone.now(), **said}
        return self.answer(services.decide_finding(finding=finding, **act))


class Withdraw(_OfTicket):
    serializer_class = FindingReasonSerializer
    required_right = Right.RESPONSIBILITY_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        finding = self.loaded(request)
        said = self.checked(request)
        return self.answer(services.withdraw_finding(finding=finding, by=request.user, now=timezone.now(), **said))


class MyFindings(ScopedList):
    """What the caller is named for."""

    permission_classes = (SignedIn,)
    serializer_class = OwnSerializer
    ordering = "-id"

    def get_queryset(self) -> QuerySet[Share]:
        return shares_of(self.request.user)


class MyFinding(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = OwnSerializer

    def get_queryset(self) -> QuerySet[Share]:
        return shares_of(self.request.user)


class MyReading(ScopedView):
    """POST: the caller has read the notice; the first time counts."""

    permission_classes = (SignedIn,)
    serializer_class = NothingSerializer

    def get_queryset(self) -> QuerySet[Share]:
        return shares_of(self.request.user)

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        share = get_object_or_404(self.get_queryset(), pk=pk)
        self.checked(request)
        services.read_notice(share=share, by=request.user, now=timezone.now())
        return Response(OwnSerializer(share).data)


class MyAnswer(ScopedView):
    permission_classes = (SignedIn,)
    serializer_class = FindingAnswerSerializer

    def get_queryset(self) -> QuerySet[Share]:
        return shares_of(self.request.user)

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        share = get_object_or_404(self.get_queryset(), pk=pk)
        said = self.checked(request)
        services.answer_finding(share=share, by=request.user, now=timezone.now(), **said)
        return Response(OwnSerializer(share).data)


urlpatterns = [
    path("complaints/<str:number>/finding/", OneFinding.as_view(), name="api_finding"),
    path("complaints/<str:number>/finding/notice/", Notice.as_view(), name="api_finding_notice"),
    path("complaints/<str:number>/finding/decide/", Decide.as_view(), name="api_finding_decide"),
    path("complaints/<str:number>/finding/withdraw/", Withdraw.as_view(), name="api_finding_withdraw"),
    path("findings/", MyFindings.as_view(), name="api_my_findings"),
    path("findings/<int:pk>/", MyFinding.as_view(), name="api_my_finding"),
    path("findings/<int:pk>/read/", MyReading.as_view(), name="api_my_finding_read"),
    path("findings/<int:pk>/answer/", MyAnswer.as_view(), name="api_my_finding_answer"),
]
