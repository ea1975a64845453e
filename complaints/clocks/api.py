"""Clocks for machines: how they stand, pausing and going on, and the rules they count by."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.clocks import services
from complaints.clocks.choices import ClockKind, Counting, PauseReason
from complaints.clocks.models import Clock, ClockRule
from complaints.clocks.presenter import clocks_of
from complaints.tickets.choices import Grade
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedList, ScopedView
from core.files.models import Attachment
from core.rights import require
from org.access.choices import Right


class ClockSerializer(serializers.Serializer[Clock]):
    kind = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    amount = serializers.IntegerField(read_only=True)
    counting = serializers.CharField(read_only=True)
    started_at = serializers.DateTimeField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True)


class PauseSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(choices=PauseReason.choices)
    note = serializers.CharField(max_length=300)
    resume_at = serializers.DateTimeField()
    proof = serializers.IntegerField(required=False, min_value=1)
    """The number of a file that the ticket has already."""


class RuleSerializer(serializers.Serializer[ClockRule]):
    kind = serializers.ChoiceField(choices=ClockKind.choices)
    grade = serializers.ChoiceField(choices=Grade.choices, required=False, allow_blank=True, default="")
    amount = serializers.IntegerField(min_value=1, max_value=365)
    counting = serializers.ChoiceField(choices=Counting.choices)
    warn_minutes = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=86_400), required=False, default=list
    )
    valid_from = serializers.DateField()
    source = serializers.CharField(max_length=120)  # type: ignore[assignment]  # a rule has a source of its own


class _OfTicket(ScopedView):
    """Something about the clocks of one ticket in scope."""

    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Complaint]:
        return Complaint.objects.visible_to(self.request.user).select_related("unit", "handler").defer("grams")

    def loaded(self, request: Request) -> Complaint:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        return complaint


class Clocks(_OfTicket):
    """GET: every clock of a ticket, the running ones first."""

    serializer_class = ClockSerializer
    required_right = Right.COMPLAINT_VIEW

    def get(self, request: Request, number: str) -> Response:
        return Response(ClockSerializer(clocks_of(self.loaded(request)), many=True).data)


class PauseClock(_OfTicket):
    serializer_class = PauseSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str, kind: str) -> Response:
        complaint = self.loaded(request)
        said = self.checked(request)
        if "proof" in said:
            said["proof"] = get_object_or_404(Attachment.objects.about(complaint), pk=said["proof"])
        clock = services.pause_clock(
            complaint=complaint, kind=ClockKind(kind), by=request.user, now=timezone.now(), **said
        )
        return Response(ClockSerializer(clock).data)


class ResumeClock(_OfTicket):
    serializer_class = NothingSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str, kind: str) -> Response:
        complaint = self.loaded(request)
        self.checked(request)
        clock = services.resume_clock(complaint=complaint, kind=ClockKind(kind), by=request.user, now=timezone.now())
        return Response(ClockSerializer(clock).data)


class Rules(ScopedList):
    """GET: every version of every rule. POST: a newer one, from a day on."""

    serializer_class = RuleSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.CLOCK_EDIT}
    filters = {"kind": "kind", "grade": "grade"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[ClockRule]:
        return ClockRule.objects.order_by("-valid_from")

    @idempotent
    def post(self, request: Request) -> Response:
        rule = services.add_rule(by=request.user, now=timezone.now(), **self.checked(request))
        return Response(RuleSerializer(rule).data, status=201)


urlpatterns = [
    path("clock-rules/", Rules.as_view(), name="api_clock_rules"),
    path("complaints/<str:number>/clocks/", Clocks.as_view(), name="api_clocks"),
    path("complaints/<str:number>/clocks/<clock:kind>/pause/", PauseClock.as_view(), name="api_clock_pause"),
    path("complaints/<str:number>/clocks/<clock:kind>/resume/", ResumeClock.as_view(), name="api_clock_resume"),
]
