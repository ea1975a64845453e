"""The gates for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.gates import services
from complaints.gates.models import DifficultCustomer
from complaints.gates.services.difficult import PURPOSE_MOST
from complaints.gates.services.excessive import REASON_MOST
from complaints.gates.services.reports import WORDS_MOST
from complaints.tickets.api import OnTicket
from complaints.tickets.filters import units_for
from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right
from org.people.selectors import colleague


class ReportSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=WORDS_MOST)


class RefuseSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_MOST)


class NewReport(OnTicket):
    """POST: ask for the consents to report the customer as dissatisfied."""

    serializer_class = ReportSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        report = services.report_dissatisfied(
            complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request)
        )
        return Response({"state": report.state, "approval": report.request_id}, status=201)  # type: ignore[attr-defined]


class RefuseDemand(OnTicket):
    """POST: ask the market manager to refuse the demand as excessive."""

    serializer_class = RefuseSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        asked = services.ask_to_refuse(
            complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request)
        )
        return Response({"state": asked.state, "approval": asked.pk}, status=201)


class DifficultSerializer(serializers.Serializer[DifficultCustomer]):
    """An entry; the number is written whole and read masked, people go by staff number, units by code."""

    id = serializers.IntegerField(source="pk", read_only=True)
    phone = serializers.CharField(max_length=40, write_only=True)
    phone_masked = serializers.CharField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    purpose = serializers.CharField(max_length=PURPOSE_MOST)
    reviewer = serializers.CharField(source="reviewer.staff_number", max_length=32)
    expires_on = serializers.DateField()


class DifficultReviewSerializer(serializers.Serializer[Any]):
    purpose = serializers.CharField(max_length=PURPOSE_MOST)
    expires_on = serializers.DateField()


class DifficultEndSerializer(serializers.Serializer[Any]):
    why = serializers.CharField(max_length=PURPOSE_MOST)


class DifficultCustomers(ScopedList):
    """GET: the list in force, for those with the right to it. POST: put a customer on it."""

    serializer_class = DifficultSerializer
    required_right = {"GET": Right.DIFFICULT_VIEW, "POST": Right.DIFFICULT_EDIT}
    orderings = {"expires_on": "expires_on"}
    ordering = "expires_on"

    def get_queryset(self) -> QuerySet[DifficultCustomer]:
        rows = DifficultCustomer.objects.visible_to(self.request.user).in_force(on=timezone.localdate())
        return rows.select_related("unit", "reviewer")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        unit = get_object_or_404(units_for(request.user, Right.DIFFICULT_EDIT), code=said.pop("unit")["code"])
        reviewer = colleague(request.user, Right.DIFFICULT_EDIT, said.pop("reviewer")["staff_number"])
        if reviewer is None:
            raise ValidationError({"reviewer": _("There is nobody with this staff number here.")})
        given = {"unit": unit, "reviewer": reviewer, **said}
        entry = services.list_customer(by=request.user, now=timezone.now(), **given)
        return Response(DifficultSerializer(entry).data, status=201)


class _Entry(ScopedView):
    """One act on one entry of the list."""

    required_right = Right.DIFFICULT_VIEW

    def get_queryset(self) -> QuerySet[DifficultCustomer]:
        return DifficultCustomer.objects.visible_to(self.request.user).select_related("unit", "reviewer")


class ReviewDifficult(_Entry):
    """POST, by its reviewer or whoever keeps the list: it is still needed, for this and until then."""

    serializer_class = DifficultReviewSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        entry = self.get_object()
        if request.user.pk != entry.reviewer_id:
            require(request, Right.DIFFICULT_EDIT, at=entry)
        said = self.checked(request)
        reviewed = services.review_entry(entry=entry, by=request.user, now=timezone.now(), **said)
        return Response(DifficultSerializer(reviewed).data)


class EndDifficult(_Entry):
    """POST: take the customer off the list."""

    serializer_class = DifficultEndSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        entry = self.get_object()
        require(request, Right.DIFFICULT_EDIT, at=entry)
        ended = services.end_entry(entry=entry, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(DifficultSerializer(ended).data)


urlpatterns = [
    path("difficult-customers/", DifficultCustomers.as_view(), name="api_difficult_customers"),
    path("difficult-customers/<int:pk>/review/", ReviewDifficult.as_view(), name="api_difficult_review"),
    path("difficult-customers/<int:pk>/end/", EndDifficult.as_view(), name="api_difficult_end"),
    path("complaints/<str:number>/demand/refuse/", RefuseDemand.as_view(), name="api_demand_refuse"),
    path("complaints/<str:number>/dissatisfied/", NewReport.as_view(), name="api_dissatisfied_new"),
]
