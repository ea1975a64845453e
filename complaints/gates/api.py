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
from complaints.gates.services.reports import WORDS_MOST
from complaints.tickets.api import rows_of
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.views import ScopedView
from core.rights import require
from org.access.choices import Right


class ReportSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=WORDS_MOST)


class NewReport(ScopedView):
    """POST: ask for the consents to report the customer as dissatisfied."""

    lookup_field = "number"
    serializer_class = ReportSerializer
    required_right = Right.COMPLAINT_EDIT

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        report = services.report_dissatisfied(
            complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request)
        )
        return Response({"state": report.state, "approval": report.request_id}, status=201)  # type: ignore[attr-defined]


urlpatterns = [
    path("complaints/<str:number>/dissatisfied/", NewReport.as_view(), name="api_dissatisfied_new"),
]
