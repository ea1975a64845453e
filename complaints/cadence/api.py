"""Sheets of the cadence, for machines."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.cadence import services
from complaints.cadence.choices import Filled, SheetKind
from complaints.cadence.models import CauseOwner, QualityStandard, Sheet
from complaints.cadence.services.answering import MEASURE_MOST, is_head
from complaints.cadence.services.measuring import SOURCE_MOST
from complaints.cadence.sight import sight_of
from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets.filters import units_for
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right
from org.units.models import Unit

NO_UNIT = _("There is no unit “%(code)s” here.")


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
    `12.units.14.overdue`. Figures count all tickets; the lists are without those outside one's units, of which
    there are `hidden_tickets`."""

    content = serializers.JSONField()
    hidden_tickets = serializers.IntegerField(default=0)

    def to_representation(self, instance: Sheet) -> dict[str, Any]:
        sight = sight_of(instance, self.context["request"].user)
        seen = {"content": instance.content | {"lists": sight.lists}, "hidden_tickets": sight.hidden}
        return super().to_representation(instance) | seen


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


class QualityStandardSerializer(serializers.Serializer[QualityStandard]):
    valid_from = serializers.DateField()
    filled = serializers.ListField(child=serializers.ChoiceField(choices=Filled.choices), default=list)
    text_least = serializers.IntegerField(min_value=1, max_value=1000, allow_null=True, default=None)
    note_least = serializers.IntegerField(min_value=1, max_value=1000, allow_null=True, default=None)
    acknowledge_minutes = serializers.IntegerField(min_value=1, max_value=100_000, allow_null=True, default=None)
    source = serializers.CharField(max_length=SOURCE_MOST)  # type: ignore[assignment]  # a standard has its own


class CauseOwnerSerializer(serializers.Serializer[Any]):
    """An empty unit: the cause belongs to nobody in the branch, which is the unit's own where there is a unit."""

    cause = serializers.CharField(max_length=40, source="cause.code")
    unit = serializers.CharField(max_length=40, allow_blank=True, default="", source="unit.code")
    branch = serializers.CharField(max_length=40, allow_blank=True, default="", source="branch.code")
    valid_from = serializers.DateField()


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
        code = said.pop("unit")
        unit = units_for(request.user, Right.INDICATOR_COMPUTE).filter(code=code).first()
        if unit is None:
            raise serializers.ValidationError({"unit": NO_UNIT % {"code": code}})
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


class QualityStandards(ScopedList):
    """GET: what ticket quality is measured by, the newest first. POST: a newer standard from the first of a month."""

    serializer_class = QualityStandardSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.CLOCK_EDIT}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[QualityStandard]:
        return QualityStandard.objects.order_by("-valid_from")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        standard = services.set_standard(by=request.user, now=timezone.now(), **said)
        return Response(QualityStandardSerializer(standard).data, status=201)


class CauseOwners(ScopedList):
    """GET: the departments that causes belong to, the newest first. POST: name one from a day on."""

    serializer_class = CauseOwnerSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.CATEGORY_EDIT}
    orderings = {"-id": "-id"}
    ordering = "-id"

    def get_queryset(self) -> QuerySet[CauseOwner]:
        return CauseOwner.objects.visible_to(self.request.user).select_related("branch", "cause", "unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        cause = Category.objects.of(Tree.CAUSE).filter(code=said["cause"]["code"]).first()
        if cause is None:
            raise serializers.ValidationError({"cause": _("There is no such cause.")})
        places = {name: self._unit(request, name, said[name]["code"]) for name in ("unit", "branch")}
        owner = services.name_owner(
            cause=cause, valid_from=said["valid_from"], by=request.user, now=timezone.now(), **places
        )
        return Response(CauseOwnerSerializer(owner).data, status=201)

    def _unit(self, request: Request, name: str, code: str) -> Unit | None:
        found = units_for(request.user, Right.CATEGORY_EDIT).filter(code=code).first() if code else None
        if code and found is None:
            raise serializers.ValidationError({name: NO_UNIT % {"code": code}})
        return found


urlpatterns = [
    path("sheets/standard/", QualityStandards.as_view(), name="api_cadence_standard"),
    path("sheets/owners/", CauseOwners.as_view(), name="api_cadence_owners"),
    path("sheets/", Sheets.as_view(), name="api_cadence_sheets"),
    path("sheets/<int:pk>/", OneSheet.as_view(), name="api_cadence_sheet"),
    path("sheets/<int:pk>/acknowledge/", AcknowledgeProblems.as_view(), name="api_cadence_acknowledge"),
    path("sheets/<int:pk>/answer/", AnswerProblems.as_view(), name="api_cadence_answer"),
]
