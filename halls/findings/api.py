"""Wait findings for machines: the same acts and the same scope as the pages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.periods.rules import NotAPeriod
from core.periods.rules import month as month_named
from core.rights import require
from halls.findings import rules, services
from halls.findings.choices import Cause
from halls.findings.models import WaitFinding, WaitFindingCause
from halls.premises.models import Premises
from org.access.choices import Right


class CauseSerializer(serializers.Serializer[WaitFindingCause]):
    cause = serializers.ChoiceField(choices=Cause.choices)
    note = serializers.CharField(max_length=rules.NOTE_MOST, required=False, allow_blank=True)


class WaitFindingSerializer(serializers.Serializer[WaitFinding]):
    """A finding; the hall by its unit's code, figures as they stood when it was made."""

    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="premises.unit.code", max_length=40)
    month = serializers.CharField(max_length=7)
    tickets = serializers.IntegerField(read_only=True)
    overtime = serializers.IntegerField(read_only=True)
    share_limit = serializers.DecimalField(max_digits=5, decimal_places=2, read_only=True)
    worst = serializers.JSONField(read_only=True)
    causes = CauseSerializer(many=True)
    words = serializers.CharField(max_length=rules.WORDS_MOST)
    version = serializers.IntegerField(read_only=True)
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True)

    def to_representation(self, instance: WaitFinding) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(instance)
        return shown | {"month": f"{instance.month // 100:04d}-{instance.month % 100:02d}"}


class FindingChangeSerializer(serializers.Serializer[WaitFinding]):
    version = serializers.IntegerField(min_value=1)
    causes = CauseSerializer(many=True)
    words = serializers.CharField(max_length=rules.WORDS_MOST)


def _rows(request: Request) -> QuerySet[WaitFinding]:
    rows = WaitFinding.objects.visible_to(request.user)  # type: ignore[arg-type]  # signed in
    return rows.select_related("premises__unit", "made_by").prefetch_related("causes")


def _causes(said: list[dict[str, str]]) -> dict[str, str]:
    return {one["cause"]: one.get("note", "") for one in said}


class Findings(ScopedList):
    """GET: findings of halls within reach, newest first. POST: what was found of a month above the line."""

    serializer_class = WaitFindingSerializer
    required_right = {"GET": Right.HALL_VIEW, "POST": Right.QUEUE_LEAD}
    filters = {"hall": "premises__unit__code", "cause": "causes__cause"}
    orderings = {"month": "month", "-month": "-month"}
    ordering = "-month"

    def get_queryset(self) -> QuerySet[WaitFinding]:
        return _rows(self.request)

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        try:
            month = month_named(said["month"])
        except NotAPeriod as wrong:
            raise ValidationError({"month": str(wrong)}) from None
        halls = Premises.objects.visible_to(request.user).select_related("unit")  # type: ignore[arg-type]  # signed in
        hall = get_object_or_404(halls, unit__code=said["premises"]["unit"]["code"])
        require(request, Right.QUEUE_LEAD, at=hall.unit)
        finding = services.make_finding(
            premises=hall,
            month=month,
            causes=_causes(said["causes"]),
            words=said["words"],
            by=request.user,
            now=timezone.now(),
        )
        return Response(WaitFindingSerializer(finding).data, status=201)


class OneFinding(ScopedDetail):
    serializer_class = WaitFindingSerializer
    required_right = Right.HALL_VIEW
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet[WaitFinding]:
        return _rows(self.request)


class ChangeFinding(ScopedView):
    """POST: other causes or words, as the finding was read."""

    serializer_class = FindingChangeSerializer
    required_right = Right.QUEUE_LEAD

    def get_queryset(self) -> QuerySet[WaitFinding]:
        return _rows(self.request)

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        found: WaitFinding = self.get_object()
        require(request, Right.QUEUE_LEAD, at=found.premises.unit)
        said = self.checked(request)
        causes = _causes(said.pop("causes"))
        services.change_finding(finding=found, causes=causes, by=request.user, now=timezone.now(), **said)
        return Response(WaitFindingSerializer(_rows(request).get(pk=found.pk)).data)


urlpatterns = [
    path("wait-findings/", Findings.as_view(), name="api_wait_findings"),
    path("wait-findings/<int:pk>/", OneFinding.as_view(), name="api_wait_finding"),
    path("wait-findings/<int:pk>/edit/", ChangeFinding.as_view(), name="api_wait_finding_edit"),
]
