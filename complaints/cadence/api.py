"""Sheets of the cadence, for machines."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.cadence import services
from complaints.cadence.choices import SheetKind
from complaints.cadence.models import Sheet
from complaints.cadence.services.answering import MEASURE_MOST, is_head
from complaints.tickets.filters import units_for
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right


class SheetSerializer(serializers.Serializer[Sheet]):
    """A sheet without what it says."""

    id = serializers.IntegerField(source="pk")
    kind = serializers.CharField()
    unit = serializers.CharField(source="unit.code")
    period = serializers.CharField()
    version = serializers.IntegerField()
    first_day = serializers.DateField()
    last_day = serializers.DateField()
    made_at = serializers.DateTimeField()


class WholeSheetSerializer(SheetSerializer):
    """Figures by section and row; people are staff numbers. The filter `sheet` of complaints opens a figure:
    `12.units.14.overdue`."""

    content = serializers.JSONField()


class SheetWishSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=SheetKind.choices)
    unit = serializers.CharField(max_length=40)
    period = serializers.CharField(max_length=10)


class SheetJobSerializer(serializers.Serializer[Any]):
    job = serializers.IntegerField()
    address = serializers.CharField()


class ProblemAnswerSerializer(serializers.Serializer[Any]):
    measure = serializers.CharField(max_length=MEASURE_MOST)
    due_on = serializers.DateField()
    opens_action = serializers.BooleanField(default=False)


class ProblemAnsweredSerializer(serializers.Serializer[Any]):
    acknowledged_at = serializers.DateTimeField()
    answered_at = serializers.DateTimeField()
    measure = serializers.CharField()
    due_on = serializers.DateField()
    action = serializers.CharField(source="action.number", default="")


class Sheets(ScopedList):
    """GET: sheets of one's units, the newest period first. POST: have one made, as a job."""

    serializer_class = SheetSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.INDICATOR_COMPUTE}
    filters = {"kind": "kind", "unit": "unit__code", "period": "period"}
    orderings = {"-id": "-id"}
    ordering = "-id"

    def get_serializer_class(self) -> Any:
        return SheetWishSerializer if self.request and self.request.method == "POST" else SheetSerializer

    def get_queryset(self) -> QuerySet[Sheet]:
        return Sheet.objects.visible_to(self.request.user).defer("content").select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        unit = units_for(request.user, Right.INDICATOR_COMPUTE).filter(code=said.pop("unit")).first()
        if unit is None:
            raise serializers.ValidationError({"unit": "?"})
        job = services.ask_for_sheet(unit=unit, by=request.user, now=timezone.now(), **said)
        answer = {"job": job.pk, "address": reverse("job", args=[job.pk])}
        return Response(SheetJobSerializer(answer).data, status=202)


class OneSheet(ScopedDetail):
    """GET: a sheet with everything it says."""

    serializer_class = WholeSheetSerializer
    required_right = Right.COMPLAINT_VIEW

    def get_queryset(self) -> QuerySet[Sheet]:
        return Sheet.objects.visible_to(self.request.user).select_related("unit")


class _Answering(ScopedView):
    """For the head of the department alone; others are refused before their words are looked at."""

    required_right = Right.ACTION_EDIT

    def get_queryset(self) -> QuerySet[Sheet]:
        return Sheet.objects.visible_to(self.request.user).filter(kind=SheetKind.PROBLEMS).select_related("unit")

    def answerable(self, request: Request) -> Sheet:
        sheet: Sheet = self.get_object()
        require(request, self.required_right, at=sheet)
        if not is_head(sheet, request.user):
            raise PermissionDenied
        return sheet


class AcknowledgeProblems(_Answering):
    """POST: seen, by the head of the department."""

    serializer_class = NothingSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        sheet = self.answerable(request)
        self.checked(request)
        answer = services.acknowledge_problems(sheet=sheet, by=request.user, now=timezone.now())
        return Response(ProblemAnsweredSerializer(answer).data)


class AnswerProblems(_Answering):
    """POST: what is done by when, by the head of the department."""

    serializer_class = ProblemAnswerSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        sheet = self.answerable(request)
        said = self.checked(request)
        answer = services.answer_problems(sheet=sheet, by=request.user, now=timezone.now(), **said)
        return Response(ProblemAnsweredSerializer(answer).data)


urlpatterns = [
    path("sheets/", Sheets.as_view(), name="api_cadence_sheets"),
    path("sheets/<int:pk>/", OneSheet.as_view(), name="api_cadence_sheet"),
    path("sheets/<int:pk>/acknowledge/", AcknowledgeProblems.as_view(), name="api_cadence_acknowledge"),
    path("sheets/<int:pk>/answer/", AnswerProblems.as_view(), name="api_cadence_answer"),
]
