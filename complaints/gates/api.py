"""The gates for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.gates import services
from complaints.gates.models import DifficultCustomer
from complaints.gates.services.excessive import REASON_MOST
from complaints.gates.services.reports import WORDS_MOST
from complaints.tickets.api import rows_of
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right


class ReportSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=WORDS_MOST)


class RefuseSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_MOST)


class _Gate(ScopedView):
    lookup_field = "number"
    required_right = Right.COMPLAINT_EDIT

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)


class NewReport(_Gate):
    """POST: ask for the consents to report the customer as dissatisfied."""

    serializer_class = ReportSerializer

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        report = services.report_dissatisfied(
            complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request)
        )
        return Response({"state": report.state, "approval": report.request_id}, status=201)  # type: ignore[attr-defined]


class RefuseDemand(_Gate):
    """POST: ask the market manager to refuse the demand as excessive."""

    serializer_class = RefuseSerializer

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        asked = services.ask_to_refuse(
            complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request)
        )
        return Response({"state": asked.state, "approval": asked.pk}, status=201)


class DifficultSerializer(serializers.Serializer[DifficultCustomer]):
    phone_masked = serializers.CharField()
    unit = serializers.CharField(source="unit.code")
    purpose = serializers.CharField()
    reviewer = serializers.CharField(source="reviewer.staff_number")
    expires_on = serializers.DateField()


class DifficultCustomers(ScopedList):
    """GET: the list in force, for those with the right to it."""

    serializer_class = DifficultSerializer
    required_right = Right.DIFFICULT_VIEW
    orderings = {"expires_on": "expires_on"}
    ordering = "expires_on"

    def get_queryset(self) -> QuerySet[DifficultCustomer]:
        rows = DifficultCustomer.objects.visible_to(self.request.user).in_force(on=timezone.localdate())
        return rows.select_related("unit", "reviewer")


urlpatterns = [
    path("difficult-customers/", DifficultCustomers.as_view(), name="api_difficult_customers"),
    path("complaints/<str:number>/demand/refuse/", RefuseDemand.as_view(), name="api_demand_refuse"),
    path("complaints/<str:number>/dissatisfied/", NewReport.as_view(), name="api_dissatisfied_new"),
]
