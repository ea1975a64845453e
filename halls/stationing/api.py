"""Stationing for machines: stints and what stayed unresolved; figures and scores are in api_tables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from halls.stationing import rules, services
from halls.stationing.choices import CustomerKind
from halls.stationing.models import OpenMatter, StationingCampaign, Stint
from halls.stationing.presenter import may_follow
from halls.stationing.services import NewMatter
from org.access.choices import Right
from org.people.models import Person
from org.units.named import named_unit


class StintSerializer(serializers.Serializer[Stint]):
    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    campaign = serializers.IntegerField(source="campaign_id", required=False, allow_null=True, default=None)
    day = serializers.DateField()
    starts_at = serializers.TimeField(format="%H:%M")
    ends_at = serializers.TimeField(format="%H:%M")
    manager = serializers.CharField(source="manager.staff_number", max_length=32, required=False)
    state = serializers.CharField(read_only=True)
    received_first = serializers.IntegerField(read_only=True)
    received_second = serializers.IntegerField(read_only=True)
    received_third = serializers.IntegerField(read_only=True)
    unresolved = serializers.IntegerField(read_only=True)
    signed_by = serializers.CharField(source="signed_by.staff_number", read_only=True, default=None)
    signed_at = serializers.DateTimeField(read_only=True)
    version = serializers.IntegerField(read_only=True)


def _count() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=0, max_value=rules.RECEIVED_MOST)


class CountSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    starts_at = serializers.TimeField()
    ends_at = serializers.TimeField()
    received_first = _count()
    received_second = _count()
    received_third = _count()


class MatterSerializer(serializers.Serializer[OpenMatter]):
    """The phone goes in and comes out masked."""

    id = serializers.IntegerField(read_only=True)
    stint = serializers.IntegerField(source="stint_id", read_only=True)
    kind = serializers.ChoiceField(choices=CustomerKind.choices)
    words = serializers.CharField(max_length=rules.WORDS_MOST)
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="", write_only=True)
    phone_masked = serializers.CharField(read_only=True)
    customer_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="", write_only=True)
    owner = serializers.CharField(source="owner.staff_number", max_length=32)
    due_on = serializers.DateField()
    state = serializers.CharField(read_only=True)
    settled_at = serializers.DateTimeField(read_only=True)
    settled_words = serializers.CharField(read_only=True)
    complaint = serializers.CharField(source="complaint.number", read_only=True, default=None)


class StintCorrectSerializer(CountSerializer):
    reason = serializers.CharField(max_length=rules.REASON_MOST)
    struck = serializers.ListField(child=serializers.IntegerField(min_value=1), required=False, default=list)
    added = MatterSerializer(many=True, required=False)


class StintCancelSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)
    reason = serializers.CharField(max_length=rules.REASON_MOST)


class MatterWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=rules.WORDS_MOST)


def _person(request: Request, right: str, number: str) -> Person:
    asker: Any = request.user
    people = asker.colleagues_for(right) | Person.objects.filter(pk=asker.pk)
    found: Person = get_object_or_404(people.filter(is_active=True).distinct(), staff_number=number)
    return found


def _new_matter(request: Request, said: dict[str, Any]) -> NewMatter:
    owner = _person(request, Right.HALL_VIEW, said["owner"]["staff_number"])
    return NewMatter(**{**said, "owner": owner})


class Stints(ScopedList):
    """In halls within reach, and one's own, newest first. POST plans one; its manager is who sends it unless named."""

    serializer_class = StintSerializer
    required_right = {"GET": Right.HALL_VIEW, "POST": Right.STATIONING_LOG}
    filters = {"unit": "unit__code", "state": "state", "day": "day", "manager": "manager__staff_number"}
    orderings = {"-day": "-day", "day": "day"}
    ordering = "-day"

    def get_queryset(self) -> QuerySet[Stint]:
        return Stint.objects.visible_to(self.request.user).select_related("unit", "manager", "signed_by")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(request.user, code, see=Right.HALL_VIEW, right=Right.STATIONING_LOG)
        number = said.pop("manager", {}).get("staff_number")
        manager = _person(request, Right.STATIONING_LOG, number) if number else None
        wanted = said.pop("campaign_id")
        campaigns = StationingCampaign.objects.visible_to(request.user)
        campaign = get_object_or_404(campaigns, pk=wanted) if wanted else None
        made = services.plan_stint(
            unit=unit, manager=manager, campaign=campaign, by=request.user, now=timezone.now(), **said
        )
        return Response(StintSerializer(made).data, status=201)


class OneStint(ScopedDetail):
    serializer_class = StintSerializer
    permission_classes = (SignedIn,)

    def get_queryset(self) -> QuerySet[Stint]:
        return Stint.objects.visible_to(self.request.user).select_related("unit", "manager", "signed_by")


class _StintAct(ScopedView):
    """An act on one stint; H17: of whoever stands there and nobody else."""

    permission_classes = (SignedIn,)
    serializer_class: Any = CountSerializer
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[Stint]:
        return Stint.objects.visible_to(self.request.user).select_related("unit", "manager")

    def permit(self, stint: Stint) -> None:
        if stint.manager_id != self.request.user.pk:
            raise PermissionDenied(Right.STATIONING_LOG)

    def understood(self, stint: Stint, said: dict[str, Any]) -> dict[str, Any]:
        return said

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        stint = self.get_object()
        self.permit(stint)
        said = self.understood(stint, self.checked(request))
        type(self).act(stint=stint, by=request.user, now=timezone.now(), **said)
        return Response(StintSerializer(stint).data)


class Log(_StintAct):
    act = staticmethod(services.log_stint)


class Sign(_StintAct):
    act = staticmethod(services.sign_stint)


class Correct(_StintAct):
    serializer_class = StintCorrectSerializer
    act = staticmethod(services.correct_stint)

    def understood(self, stint: Stint, said: dict[str, Any]) -> dict[str, Any]:
        said["struck"] = list(stint.matters.filter(pk__in=said["struck"]))
        said["added"] = [_new_matter(self.request, one) for one in said.get("added", [])]
        return said


class Cancel(_StintAct):
    serializer_class = StintCancelSerializer
    act = staticmethod(services.cancel_stint)

    def permit(self, stint: Stint) -> None:
        if stint.manager_id != self.request.user.pk:
            require(self.request, Right.STATIONING_LOG, at=stint.unit)


class NewMatters(_StintAct):
    """POST: what a customer left with."""

    serializer_class = MatterSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        stint = self.get_object()
        self.permit(stint)
        matter = _new_matter(request, self.checked(request))
        made = services.add_matter(stint=stint, matter=matter, by=request.user, now=timezone.now())
        return Response(MatterSerializer(made).data, status=201)


class Matters(ScopedList):
    """What stayed unresolved in halls within reach, and what one sees to oneself."""

    serializer_class = MatterSerializer
    permission_classes = (SignedIn,)
    filters = {"state": "state", "owner": "owner__staff_number", "unit": "stint__unit__code"}
    orderings = {"due_on": "due_on", "-due_on": "-due_on"}
    ordering = "due_on"

    def get_queryset(self) -> QuerySet[OpenMatter]:
        return OpenMatter.objects.visible_to(self.request.user).standing().select_related("owner", "complaint")


class _MatterAct(ScopedView):
    permission_classes = (SignedIn,)
    serializer_class: Any = MatterWordsSerializer
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[OpenMatter]:
        rows = OpenMatter.objects.visible_to(self.request.user)
        return rows.select_related("owner", "complaint", "stint__unit", "stint__manager")

    def permit(self, matter: OpenMatter) -> None:
        if not may_follow(self.request.user, matter):
            raise PermissionDenied(Right.STATIONING_LOG)

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        matter = self.get_object()
        self.permit(matter)
        type(self).act(matter=matter, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(MatterSerializer(matter).data)


class Follow(_MatterAct):
    act = staticmethod(services.follow_up)


class Settle(_MatterAct):
    act = staticmethod(services.settle)


class MakeComplaint(_MatterAct):
    serializer_class = NothingSerializer
    act = staticmethod(services.raise_complaint)

    def permit(self, matter: OpenMatter) -> None:
        super().permit(matter)
        require(self.request, Right.COMPLAINT_CREATE, at=matter.stint.unit)


class Strike(_MatterAct):
    """H17: only whoever stood there takes off what was written by mistake."""

    serializer_class = NothingSerializer

    def permit(self, matter: OpenMatter) -> None:
        if matter.stint.manager_id != self.request.user.pk:
            raise PermissionDenied(Right.STATIONING_LOG)

    @staticmethod
    def act(*, matter: OpenMatter, **said: Any) -> object:
        return services.strike(matter=matter, version=matter.version, **said)


urlpatterns = [
    path("stints/", Stints.as_view(), name="api_stints"),
    path("stints/<int:pk>/", OneStint.as_view(), name="api_stint"),
    path("stints/<int:pk>/log/", Log.as_view(), name="api_stint_log"),
    path("stints/<int:pk>/sign/", Sign.as_view(), name="api_stint_sign"),
    path("stints/<int:pk>/correct/", Correct.as_view(), name="api_stint_correct"),
    path("stints/<int:pk>/cancel/", Cancel.as_view(), name="api_stint_cancel"),
    path("stints/<int:pk>/unresolved/", NewMatters.as_view(), name="api_stint_matter_new"),
    path("unresolved/", Matters.as_view(), name="api_matters"),
    path("unresolved/<int:pk>/follow/", Follow.as_view(), name="api_matter_follow"),
    path("unresolved/<int:pk>/settle/", Settle.as_view(), name="api_matter_settle"),
    path("unresolved/<int:pk>/strike/", Strike.as_view(), name="api_matter_strike"),
    path("unresolved/<int:pk>/complaint/", MakeComplaint.as_view(), name="api_matter_complaint"),
]
