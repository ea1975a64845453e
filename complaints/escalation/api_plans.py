"""Plans for machines: the lines as they are, a copy to work on, its trial and its publication."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.escalation import services
from complaints.escalation.choices import Counted, Occasion, Trigger
from complaints.escalation.forms import RungForm, TrialForm
from complaints.escalation.models import EscalationPlan, Rung
from complaints.escalation.rules import FIRST, LAST
from complaints.tickets.choices import Grade
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.jobs.models import Job
from org.access.choices import Right
from org.people.choices import Role


class RungSerializer(serializers.Serializer[Any]):
    """A rung, all of it each time it is written; `hours` belong to a rung by time."""

    id = serializers.IntegerField(source="pk", read_only=True)
    level = serializers.IntegerField(min_value=FIRST, max_value=LAST)
    trigger = serializers.ChoiceField(choices=Trigger.choices)
    occasion = serializers.ChoiceField(choices=Occasion.choices, required=False, allow_blank=True, default="")
    hours = serializers.DecimalField(max_digits=7, decimal_places=2, required=False, write_only=True)
    offset_minutes = serializers.IntegerField(read_only=True)
    counted = serializers.ChoiceField(choices=Counted.choices, required=False, allow_blank=True, default="")
    grades = serializers.MultipleChoiceField(choices=Grade.choices, required=False, default=list)
    roles = serializers.MultipleChoiceField(choices=Role.choices)
    liaison_form = serializers.BooleanField(default=False)
    urgent = serializers.BooleanField(default=False)
    version = serializers.IntegerField(read_only=True)


class AsReadSerializer(serializers.Serializer[Any]):
    """`version` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class EditRungSerializer(AsReadSerializer, RungSerializer):  # type: ignore[misc]  # the one that writes names the version
    """All of a rung, and the version that was read."""


class EscalationPlanSerializer(serializers.Serializer[EscalationPlan]):
    id = serializers.IntegerField(source="pk", read_only=True)
    line = serializers.CharField(read_only=True)
    name = serializers.CharField(read_only=True)
    live_from = serializers.DateTimeField(read_only=True)
    live_until = serializers.DateTimeField(read_only=True)


class WholePlanSerializer(EscalationPlanSerializer):
    rungs = RungSerializer(many=True, read_only=True)


class PlanCopySerializer(serializers.Serializer[Any]):
    name = serializers.CharField(max_length=80)


class PlanTrialSerializer(serializers.Serializer[Any]):
    month = serializers.RegexField(r"^\d{4}-\d{2}$", required=False)


class Plans(ScopedList):
    """GET: every plan, former ones too. Plans belong to the whole company, not to a unit."""

    serializer_class = EscalationPlanSerializer
    required_right = Right.COMPLAINT_VIEW
    filters = {"line": "line"}
    ordering = "-id"

    def get_queryset(self) -> QuerySet[EscalationPlan]:
        return EscalationPlan.objects.visible_to(self.request.user)


class OnePlan(ScopedDetail):
    """GET: a plan with its rungs."""

    serializer_class = WholePlanSerializer
    required_right = Right.COMPLAINT_VIEW

    def get_queryset(self) -> QuerySet[EscalationPlan]:
        return EscalationPlan.objects.visible_to(self.request.user).prefetch_related("rungs")


class PlantPlans(ScopedView):
    """POST: put the source's own plans in force on the lines that have none."""

    serializer_class = NothingSerializer
    required_right = Right.ESCALATION_EDIT

    @idempotent
    def post(self, request: Request) -> Response:
        self.checked(request)
        return Response({"added": services.plant_plans(by=request.user, now=timezone.now())})


class _OnPlan(ScopedView):
    """One act on one plan: load in scope, permit, check the body, act, answer."""

    serializer_class: Any = NothingSerializer
    required_right = Right.ESCALATION_EDIT

    def get_queryset(self) -> QuerySet[EscalationPlan]:
        return EscalationPlan.objects.visible_to(self.request.user)

    def whole(self, plan: EscalationPlan, *, status: int = 200) -> Response:
        return Response(WholePlanSerializer(self.get_queryset().get(pk=plan.pk)).data, status=status)


class CopyPlan(_OnPlan):
    serializer_class = PlanCopySerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        plan, said = self.get_object(), self.checked(request)
        return self.whole(services.copy_plan(plan=plan, by=request.user, now=timezone.now(), **said), status=201)


class PublishPlan(_OnPlan):
    """POST: put a draft in force; open tickets follow it by a job."""

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        plan = self.get_object()
        self.checked(request)
        return self.whole(services.publish_plan(plan=plan, by=request.user, now=timezone.now()))


class DiscardPlan(_OnPlan):
    """POST: throw a draft away."""

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        plan = self.get_object()
        self.checked(request)
        services.discard_plan(plan=plan, by=request.user, now=timezone.now())
        return Response(status=204)


class TryPlan(_OnPlan):
    """POST: try a plan on a month's tickets, the last month where none is named; gives the trial."""

    serializer_class = PlanTrialSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        plan, now = self.get_object(), timezone.now()
        form = TrialForm({"month": "", **self.checked(request)}, today=timezone.localdate(now))
        if not form.is_valid():
            raise ValidationError(form.errors)
        job = services.request_trial(plan=plan, month=form.cleaned_data["month"], by=request.user, now=now)
        return Response({"trial": job.pk}, status=202)


class Trial(ScopedView):
    """GET: what a trial of one's own came to; `result` is null while it runs."""

    serializer_class = NothingSerializer
    required_right = Right.ESCALATION_EDIT

    def get_queryset(self) -> QuerySet[Job]:
        return Job.objects.visible_to(self.request.user).filter(kind=services.TRY)

    def get(self, request: Request, pk: int) -> Response:
        job = self.get_object()
        return Response({"state": job.state, "result": job.result})


class NewRung(_OnPlan):
    """POST: add a rung to a draft."""

    serializer_class = RungSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        return self.set(request, self.get_object(), None, status=201)

    def set(self, request: Request, plan: EscalationPlan, rung: Rung | None, *, status: int = 200) -> Response:
        """The page's form knows what belongs to which trigger."""
        form = RungForm(self.checked(request), rung=rung)
        if not form.is_valid():
            raise ValidationError(form.errors)
        said = {**form.columns(), "version": form.cleaned_data["version"]}
        services.set_rung(plan=plan, rung=rung, by=request.user, now=timezone.now(), **said)
        return self.whole(plan, status=status)


class EditRung(NewRung):
    """POST: write a rung of a draft anew."""

    serializer_class = EditRungSerializer

    @extend_schema(operation_id="escalation_plans_rungs_change")
    @idempotent
    def post(self, request: Request, pk: int, rung: int) -> Response:  # type: ignore[override]
        plan = self.get_object()
        return self.set(request, plan, get_object_or_404(plan.rungs.select_related("plan"), pk=rung))


class RemoveRung(_OnPlan):
    """POST: take a rung out of a draft."""

    serializer_class = AsReadSerializer

    @idempotent
    def post(self, request: Request, pk: int, rung: int) -> Response:
        plan, said = self.get_object(), self.checked(request)
        found = get_object_or_404(plan.rungs.select_related("plan"), pk=rung)
        services.remove_rung(rung=found, by=request.user, now=timezone.now(), **said)
        return self.whole(plan)


_PLAN = "escalation-plans/<int:pk>"
urlpatterns = [
    path("escalation-plans/", Plans.as_view(), name="api_escalation_plans"),
    path("escalation-plans/first/", PlantPlans.as_view(), name="api_escalation_plans_plant"),
    path("escalation-trials/<int:pk>/", Trial.as_view(), name="api_escalation_trial"),
    path(f"{_PLAN}/", OnePlan.as_view(), name="api_escalation_plan"),
    path(f"{_PLAN}/copy/", CopyPlan.as_view(), name="api_escalation_plan_copy"),
    path(f"{_PLAN}/publish/", PublishPlan.as_view(), name="api_escalation_plan_publish"),
    path(f"{_PLAN}/discard/", DiscardPlan.as_view(), name="api_escalation_plan_discard"),
    path(f"{_PLAN}/try/", TryPlan.as_view(), name="api_escalation_plan_try"),
    path(f"{_PLAN}/rungs/", NewRung.as_view(), name="api_escalation_rung_new"),
    path(f"{_PLAN}/rungs/<int:rung>/", EditRung.as_view(), name="api_escalation_rung_edit"),
    path(f"{_PLAN}/rungs/<int:rung>/remove/", RemoveRung.as_view(), name="api_escalation_rung_remove"),
]
