"""Visits that are over, and days counted by hand, for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from halls.intake import services
from halls.intake.choices import Channel
from halls.intake.models import DayTotal
from halls.intake.rules import MOST_TICKETS, REASON_MOST
from halls.intake.services import Figures
from halls.queue.api import InHall, VisitSerializer, service_of
from halls.queue.choices import VisitState
from halls.queue.models import Visit
from org.access.choices import Right

FIGURES = ("tickets", "over_limit", "served", "left")


class PastSerializer(VisitSerializer):
    business_day = serializers.DateField(read_only=True)
    origin = serializers.CharField(read_only=True)
    is_counted = serializers.BooleanField(read_only=True)
    wait_seconds = serializers.IntegerField(read_only=True)
    serve_wait_seconds = serializers.IntegerField(read_only=True)
    serve_seconds = serializers.IntegerField(read_only=True)


class PastVisits(ScopedList, InHall):
    """Visits of a hall's day that are over, by cursor. The day is named: without one no index leads to them."""

    serializer_class = PastSerializer
    required_right = Right.HALL_VIEW
    filters = {
        "business_day": "business_day",
        "service": "service__prefix",
        "outcome": "outcome",
        "origin": "origin",
        "is_counted": "is_counted",
    }
    orderings = {"id": "pk", "-id": "-pk"}
    ordering = "id"

    def get_queryset(self) -> QuerySet[Any]:
        premises = get_object_or_404(InHall.get_queryset(self), unit__code=self.kwargs["code"])
        if "business_day" not in self.wanted:
            raise serializers.ValidationError({"business_day": _("Name the day whose visits you read.")})
        return Visit.objects.of(premises).filter(state=VisitState.ENDED).select_related("service", "counter")


def _whole(*, required: bool = False) -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=MOST_TICKETS, required=required, allow_null=not required)


class FiguresSerializer(serializers.Serializer[Any]):
    tickets = _whole(required=True)
    over_limit = _whole()
    served = _whole()
    left = _whole()
    reason = serializers.CharField(max_length=REASON_MOST)


class TotalSerializer(FiguresSerializer):
    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="premises.unit.code", read_only=True)
    business_day = serializers.DateField()
    channel = serializers.ChoiceField(choices=Channel.choices, default=Channel.QUEUE)
    service = serializers.CharField(
        source="service.prefix", max_length=2, required=False, default=None, allow_null=True
    )
    version = serializers.IntegerField(read_only=True)
    is_current = serializers.BooleanField(read_only=True)
    is_withdrawn = serializers.BooleanField(read_only=True)
    is_counted = serializers.BooleanField(read_only=True)
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True)


class TotalCorrectSerializer(FiguresSerializer):
    version = serializers.IntegerField(min_value=1)


class WithdrawSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=REASON_MOST)
    version = serializers.IntegerField(min_value=1)


class Totals(ScopedList):
    """Every version of every day that was counted by hand, within reach; `is_counted` ones are in the figures."""

    serializer_class = TotalSerializer
    required_right = Right.HALL_VIEW
    filters = {
        "hall": "premises__unit__code",
        "business_day": "business_day",
        "channel": "channel",
        "is_current": "is_current",
        "is_counted": "is_counted",
    }
    orderings = {"id": "pk", "-id": "-pk"}
    ordering = "id"

    def get_queryset(self) -> QuerySet[DayTotal]:
        rows = DayTotal.objects.visible_to(self.request.user)
        return rows.select_related("premises__unit", "service", "made_by")


class NewTotal(InHall):
    """POST: a day that the hall counted by hand."""

    serializer_class = TotalSerializer
    required_right = Right.QUEUE_LEAD

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.loaded(request)
        said = self.checked(request)
        prefix = (said.pop("service", None) or {}).get("prefix")
        total = services.enter_total(
            premises=premises,
            business_day=said["business_day"],
            channel=said["channel"],
            service=service_of(premises, prefix) if prefix else None,
            figures=Figures(**{name: said.get(name) for name in FIGURES}),
            reason=said["reason"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(TotalSerializer(total).data, status=201)


class _OnTotal(ScopedView):
    required_right = Right.QUEUE_LEAD

    def get_queryset(self) -> QuerySet[DayTotal]:
        rows = DayTotal.objects.visible_to(self.request.user)
        return rows.select_related("premises__unit", "service", "made_by")

    def loaded(self, request: Request) -> DayTotal:
        total: DayTotal = self.get_object()
        require(request, self.required_right, at=total.premises.unit)
        return total


class Correct(_OnTotal):
    """POST: another version of a day's count, for a reason; the one before stays readable."""

    serializer_class = TotalCorrectSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        total, said = self.loaded(request), self.checked(request)
        figures = Figures(**{name: said.pop(name, None) for name in FIGURES})
        made = services.correct_total(total=total, figures=figures, by=request.user, now=timezone.now(), **said)
        return Response(TotalSerializer(made).data)


class Withdraw(_OnTotal):
    """POST: the day was not to be counted by hand."""

    serializer_class = WithdrawSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        total, said = self.loaded(request), self.checked(request)
        made = services.withdraw_total(total=total, by=request.user, now=timezone.now(), **said)
        return Response(TotalSerializer(made).data)


urlpatterns = [
    path("halls/<str:code>/visits/past/", PastVisits.as_view(), name="api_visits_past"),
    path("day-totals/", Totals.as_view(), name="api_day_totals"),
    path("halls/<str:code>/day-totals/", NewTotal.as_view(), name="api_day_total_new"),
    path("day-totals/<int:pk>/correct/", Correct.as_view(), name="api_day_total_correct"),
    path("day-totals/<int:pk>/withdraw/", Withdraw.as_view(), name="api_day_total_withdraw"),
]
