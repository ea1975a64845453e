"""Emergencies for machines: the same acts and the same scope as the pages."""

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

from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from halls.premises.models import Premises
from halls.rush import rules, services
from halls.rush.choices import StepKind, StepState
from halls.rush.models import Emergency, EmergencyStep, RushPlan, RushRule
from halls.rush.services import Wanted
from org.access.choices import Right
from org.units.models import Unit

NAMED = ("premises__unit", "opened_by", "closed_by", "reviewed_by")


class StepSerializer(serializers.Serializer[EmergencyStep]):
    position = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)
    state = serializers.ChoiceField(choices=StepState.choices)
    note = serializers.CharField(max_length=rules.NOTE_MOST, required=False, allow_blank=True)
    at = serializers.DateTimeField(read_only=True)
    by = serializers.CharField(source="by.staff_number", read_only=True, default=None)


class EmergencySerializer(serializers.Serializer[Emergency]):
    """An emergency; its hall by the unit's code, people by staff number. Figures are those of its opening."""

    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="premises.unit.code", read_only=True)
    business_day = serializers.DateField(read_only=True)
    trigger = serializers.CharField(read_only=True)
    words = serializers.CharField(max_length=rules.WORDS_MOST)
    opened_at = serializers.DateTimeField(read_only=True)
    opened_by = serializers.CharField(source="opened_by.staff_number", read_only=True, default=None)
    waiting = serializers.IntegerField(read_only=True)
    over = serializers.IntegerField(read_only=True)
    limit_minutes = serializers.IntegerField(read_only=True)
    longest_minutes = serializers.IntegerField(read_only=True)
    tickets = serializers.IntegerField(read_only=True)
    most_waiting = serializers.IntegerField(read_only=True)
    most_minutes = serializers.IntegerField(read_only=True)
    closed_at = serializers.DateTimeField(read_only=True)
    closed_by = serializers.CharField(source="closed_by.staff_number", read_only=True, default=None)
    ended = serializers.CharField(read_only=True)
    result = serializers.CharField(read_only=True)
    review = serializers.CharField(read_only=True)
    reviewed_at = serializers.DateTimeField(read_only=True)


class OneEmergencySerializer(EmergencySerializer):
    steps = StepSerializer(many=True, read_only=True)


class EmergencyNoteSerializer(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=rules.RESULT_MOST)


class ResultSerializer(serializers.Serializer[Any]):
    result = serializers.CharField(max_length=rules.RESULT_MOST)


class EmergencyReviewSerializer(serializers.Serializer[Any]):
    review = serializers.CharField(max_length=rules.RESULT_MOST)


class RushRuleSerializer(serializers.Serializer[RushRule]):
    """What opens, ends and escalates; a number that is left out or null switches its condition off."""

    valid_from = serializers.DateField()
    share_tickets = serializers.IntegerField(min_value=1, max_value=9999, required=False, allow_null=True)
    queue_length = serializers.IntegerField(min_value=1, max_value=999, required=False, allow_null=True)
    longest_minutes = serializers.IntegerField(min_value=1, max_value=600, required=False, allow_null=True)
    calm_minutes = serializers.IntegerField(min_value=1, max_value=600, required=False, allow_null=True)
    escalate_minutes = serializers.IntegerField(min_value=1, max_value=600, required=False, allow_null=True)
    note = serializers.CharField(max_length=rules.WORDS_MOST, required=False, allow_blank=True)


class PlanStepSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=StepKind.choices)
    words = serializers.CharField(max_length=rules.WORDS_MOST, required=False, allow_blank=True)


class RushPlanSerializer(serializers.Serializer[RushPlan]):
    """Steps in order; `version` is the one that was read, null for the first plan of a hall."""

    version = serializers.IntegerField(min_value=1, required=False, allow_null=True)
    steps = PlanStepSerializer(many=True)


class Emergencies(ScopedList):
    """Of halls within reach, the last one first."""

    serializer_class = EmergencySerializer
    required_right = Right.HALL_VIEW
    filters = {"hall": "premises__unit__code", "trigger": "trigger", "business_day": "business_day"}
    orderings = {"opened_at": "opened_at", "-opened_at": "-opened_at"}
    ordering = "-opened_at"

    def get_queryset(self) -> QuerySet[Emergency]:
        return Emergency.objects.visible_to(self.request.user).select_related(*NAMED)


class OneEmergency(ScopedDetail):
    serializer_class = OneEmergencySerializer
    required_right = Right.HALL_VIEW
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet[Emergency]:
        return Emergency.objects.visible_to(self.request.user).select_related(*NAMED)


class _OnHall(ScopedView):
    """An act at a hall, named by its unit's code."""

    right: Right

    @property
    def required_right(self) -> Right:  # type: ignore[override]
        return Right.HALL_VIEW

    def hall(self, request: Request, code: str) -> Premises:
        rows = Premises.objects.visible_to(request.user).select_related("unit")  # type: ignore[arg-type]  # signed in
        found: Premises = get_object_or_404(rows, unit__code=code)
        require(request, self.right, at=found.unit)
        return found


class OpenEmergency(_OnHall):
    """POST: open it by hand, with words that say why."""

    serializer_class = EmergencySerializer
    right = Right.QUEUE_LEAD

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        hall = self.hall(request, code)
        opened = services.open_by_hand(premises=hall, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(OneEmergencySerializer(opened).data, status=201)


class _OnUnit(ScopedView):
    """What is set at a hall or at a unit above halls, named by its code."""

    required_right = Right.HALL_VIEW

    def unit(self, request: Request, code: str) -> Unit:
        units = Unit.objects.where(request.user, Right.HALL_VIEW)  # type: ignore[arg-type]  # signed in
        found: Unit = get_object_or_404(units, code=code)
        require(request, Right.HALL_EDIT, at=found)
        return found


class SetRule(_OnUnit):
    """POST: what opens emergencies at and below the unit from a day on."""

    serializer_class = RushRuleSerializer

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        unit = self.unit(request, code)
        said = self.checked(request)
        wanted = Wanted(**{name: said.pop(name, None) for name in Wanted.__dataclass_fields__})
        rule = services.set_rush_rule(unit=unit, wanted=wanted, by=request.user, now=timezone.now(), **said)
        return Response(RushRuleSerializer(rule).data, status=201)


class SavePlan(_OnUnit):
    """POST: the unit's own steps in order."""

    serializer_class = RushPlanSerializer

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        unit = self.unit(request, code)
        said = self.checked(request)
        steps = [(one["kind"], one.get("words", "")) for one in said["steps"]]
        plan = services.save_plan(
            unit=unit, steps=steps, version=said.get("version"), by=request.user, now=timezone.now()
        )
        kept = [{"kind": one.kind, "words": one.words} for one in plan.steps.order_by("position")]
        return Response({"version": plan.version, "steps": kept})


class _Act(ScopedView):
    """One act on one emergency: load in scope, permit, check the body, act, answer."""

    required_right = Right.HALL_VIEW
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[Emergency]:
        return Emergency.objects.visible_to(self.request.user).select_related(*NAMED)

    def loaded(self, request: Request) -> Emergency:
        found: Emergency = self.get_object()
        require(request, Right.QUEUE_LEAD, at=found.premises.unit)
        return found

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        found = self.loaded(request)
        type(self).act(emergency=found, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(OneEmergencySerializer(found).data)


class Note(_Act):
    serializer_class = EmergencyNoteSerializer
    act = staticmethod(services.add_note)


class Close(_Act):
    serializer_class = ResultSerializer
    act = staticmethod(services.close_emergency)


class Review(_Act):
    serializer_class = EmergencyReviewSerializer
    act = staticmethod(services.review_emergency)


class Step(_Act):
    """POST: settle a step by its place, or take it back."""

    serializer_class = StepSerializer

    @idempotent
    def post(self, request: Request, pk: int, position: int) -> Response:
        found = self.loaded(request)
        step = get_object_or_404(found.steps.select_related("by", "emergency__premises"), position=position)
        services.settle_step(step=step, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(OneEmergencySerializer(found).data)


urlpatterns = [
    path("emergencies/", Emergencies.as_view(), name="api_emergencies"),
    path("emergencies/<int:pk>/", OneEmergency.as_view(), name="api_emergency"),
    path("emergencies/<int:pk>/steps/<int:position>/", Step.as_view(), name="api_emergency_step"),
    path("emergencies/<int:pk>/note/", Note.as_view(), name="api_emergency_note"),
    path("emergencies/<int:pk>/close/", Close.as_view(), name="api_emergency_close"),
    path("emergencies/<int:pk>/review/", Review.as_view(), name="api_emergency_review"),
    path("halls/<str:code>/emergency/", OpenEmergency.as_view(), name="api_emergency_open"),
    path("halls/<str:code>/emergency/rule/", SetRule.as_view(), name="api_emergency_rule"),
    path("halls/<str:code>/emergency/plan/", SavePlan.as_view(), name="api_emergency_plan"),
]
