"""Batches for machines: the list, one batch with its tickets, and every act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.batches import services
from complaints.batches.models import Batch
from complaints.batches.selectors import members_for
from complaints.batches.services.deciding import TITLE_MOST, WHY_MOST
from complaints.batches.services.working import PLAN_MOST
from complaints.tickets.filters import units_for
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right


class BatchSerializer(serializers.Serializer[Batch]):
    number = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    found_by = serializers.CharField(read_only=True)
    title = serializers.CharField(max_length=TITLE_MOST)
    unit = serializers.CharField(source="unit.code", max_length=40)
    why = serializers.CharField(source="decided_why", max_length=WHY_MOST)
    plan = serializers.CharField(read_only=True)
    proposed_at = serializers.DateTimeField(read_only=True)
    decided_at = serializers.DateTimeField(read_only=True)
    closed_at = serializers.DateTimeField(read_only=True)


class WhySerializer(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=WHY_MOST)


class BatchPlanSerializer(serializers.Serializer[Any]):
    plan = serializers.CharField(max_length=PLAN_MOST)
    instead_of = serializers.CharField(
        required=False, allow_blank=True, max_length=PLAN_MOST, help_text="The plan as it was read, if there was one."
    )


class BatchTicketSerializer(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=20)


class TakeOutSerializer(BatchTicketSerializer):
    why = serializers.CharField(max_length=WHY_MOST)


class BatchAnswerSerializer(BatchTicketSerializer):
    words = serializers.CharField(max_length=PLAN_MOST)


def _rows(request: Request) -> QuerySet[Batch]:
    return Batch.objects.visible_to(request.user).select_related("unit")


class Batches(ScopedList):
    """GET: batches of one's units, newest first. POST: open one by hand."""

    serializer_class = BatchSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.BATCH_DECIDE}
    orderings = {"-proposed_at": "-proposed_at"}
    ordering = "-proposed_at"

    def get_queryset(self) -> QuerySet[Batch]:
        return _rows(self.request)

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        units = units_for(request.user, Right.COMPLAINT_VIEW)
        unit = get_object_or_404(units, code=said["unit"]["code"])
        require(request, Right.BATCH_DECIDE, at=unit)
        opened = services.open_batch(
            title=said["title"], unit=unit, why=said["decided_why"], by=request.user, now=timezone.now()
        )
        return Response(BatchSerializer(opened).data, status=201)


class Look(ScopedView):
    """POST: look for candidates now; gives the job that does."""

    serializer_class = NothingSerializer
    required_right = Right.BATCH_DECIDE

    @idempotent
    def post(self, request: Request) -> Response:
        self.checked(request)
        job = services.look_now(by=request.user, now=timezone.now())
        return Response({"job": job.pk}, status=202)


class OneBatch(ScopedDetail):
    """GET: one batch and the tickets of it that one may see."""

    serializer_class = BatchSerializer
    required_right = Right.COMPLAINT_VIEW
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Batch]:
        return _rows(self.request)

    def get(self, request: Request, number: str) -> Response:
        batch = self.get_object()
        tickets = [
            {"number": member.complaint.number, "answered_at": member.answered_at}
            for member in members_for(batch, request.user)
        ]
        return Response({**BatchSerializer(batch).data, "tickets": tickets})


class _Act(ScopedView):
    """One act on one batch; a ticket is loaded in scope (C04)."""

    lookup_field = "number"
    required_right = Right.BATCH_DECIDE
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[Batch]:
        return _rows(self.request)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        batch = self.get_object()
        require(request, self.required_right, at=batch)
        said = self.checked(request)
        if "number" in said:
            rows = Complaint.objects.visible_to(request.user)
            said["complaint"] = get_object_or_404(rows, number=said.pop("number"))
        type(self).act(batch=batch, by=request.user, now=timezone.now(), **said)
        return Response(BatchSerializer(batch).data)


class Accept(_Act):
    serializer_class = WhySerializer
    act = staticmethod(services.accept_batch)


class Reject(_Act):
    serializer_class = WhySerializer
    act = staticmethod(services.reject_batch)


class Plan(_Act):
    serializer_class = BatchPlanSerializer
    act = staticmethod(services.plan_batch)


class Add(_Act):
    serializer_class = BatchTicketSerializer
    act = staticmethod(services.add_ticket)


class TakeOut(_Act):
    serializer_class = TakeOutSerializer
    act = staticmethod(services.take_out)


class Answer(_Act):
    serializer_class = BatchAnswerSerializer
    required_right = Right.COMPLAINT_EDIT
    act = staticmethod(services.answer)


urlpatterns = [
    path("batches/", Batches.as_view(), name="api_batches"),
    path("batches/look/", Look.as_view(), name="api_batches_look"),
    path("batches/<str:number>/", OneBatch.as_view(), name="api_batch"),
    path("batches/<str:number>/accept/", Accept.as_view(), name="api_batch_accept"),
    path("batches/<str:number>/reject/", Reject.as_view(), name="api_batch_reject"),
    path("batches/<str:number>/plan/", Plan.as_view(), name="api_batch_plan"),
    path("batches/<str:number>/add/", Add.as_view(), name="api_batch_add"),
    path("batches/<str:number>/take-out/", TakeOut.as_view(), name="api_batch_take_out"),
    path("batches/<str:number>/answer/", Answer.as_view(), name="api_batch_answer"),
]
