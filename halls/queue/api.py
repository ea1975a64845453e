"""Numbers of a hall for machines: who lives in the queue, taking a number by hand, leaving."""

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

from core.api.idempotency import idempotent
from core.api.permissions import wanted_right
from core.api.serializers import NothingSerializer
from core.api.views import ScopedList, ScopedView
from core.rights import require_any
from halls.premises.models import Premises, Service
from halls.queue import rules, services
from halls.queue.choices import ON_THE_FLOOR, Origin
from halls.queue.models import Visit
from halls.queue.selectors import live_in
from org.access.choices import Right

BY_HAND = [Origin.RECEPTION, Origin.HANDHELD]
"""Machines of a hall take numbers at doors of their own, which know the machine (halls/machines)."""


class VisitSerializer(serializers.Serializer[Visit]):
    id = serializers.IntegerField(read_only=True)
    label = serializers.CharField(read_only=True)  # type: ignore[assignment]  # the number, as it is printed
    service = serializers.CharField(source="service.prefix", read_only=True)
    state = serializers.CharField(read_only=True)
    outcome = serializers.CharField(read_only=True)
    priority = serializers.IntegerField(read_only=True)
    counter = serializers.CharField(source="counter.name", read_only=True, default=None)
    calls = serializers.IntegerField(read_only=True)
    arrived_at = serializers.DateTimeField(read_only=True)
    called_at = serializers.DateTimeField(read_only=True)
    served_at = serializers.DateTimeField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True)


class TakeSerializer(VisitSerializer):
    service = serializers.CharField(source="service.prefix", max_length=2)
    origin = serializers.ChoiceField(choices=[(one.value, one.label) for one in BY_HAND], write_only=True)
    priority = serializers.IntegerField(required=False, min_value=0, max_value=rules.PRIORITY_MOST, default=0)
    note = serializers.CharField(
        max_length=rules.NOTE_MOST, required=False, allow_blank=True, default="", write_only=True
    )


class RemoveSerializer(VisitSerializer):
    reason = serializers.CharField(max_length=rules.NOTE_MOST, write_only=True)


class InHall(ScopedView):
    """What is done in one hall: load in scope, permit, check the body, act, answer."""

    def get_queryset(self) -> QuerySet[Premises]:
        return Premises.objects.visible_to(self.request.user).select_related("unit")

    def loaded(self, request: Request) -> Premises:
        """The hall, at whose unit the person has the right that this method asks for, or one of several."""
        premises: Premises = get_object_or_404(self.get_queryset(), unit__code=self.kwargs["code"])
        require_any(request, wanted_right(self, request), at=premises.unit)
        return premises


def service_of(premises: Premises, prefix: str) -> Service:
    """The hall's service of these letters; raises ValidationError."""
    found = premises.services.filter(prefix=prefix, is_active=True).first()
    if found is None:
        raise ValidationError({"service": _("This hall does not offer this service.")})
    return found


class Visits(ScopedList, InHall):
    """GET: what lives in the hall today. POST: a number taken at the reception or with a handheld device."""

    required_right = {"GET": Right.HALL_VIEW, "POST": ON_THE_FLOOR}
    filters = {"state": "state", "service": "service__prefix"}
    orderings = {"arrived_at": "arrived_at"}
    ordering = "arrived_at"

    def get_serializer_class(self) -> Any:
        return TakeSerializer if self.request.method == "POST" else VisitSerializer

    def get_queryset(self) -> QuerySet[Any]:
        if self.request.method == "POST":
            return InHall.get_queryset(self)
        premises: Premises = get_object_or_404(InHall.get_queryset(self), unit__code=self.kwargs["code"])
        return live_in(premises, now=timezone.now()).select_related("service", "counter")

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return self.list(request)

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.loaded(request)
        said = self.checked(request)
        said["service"] = service_of(premises, said["service"]["prefix"])
        said["origin"] = Origin(said["origin"])
        visit = services.take_number(premises=premises, by=request.user, now=timezone.now(), **said)
        return Response(VisitSerializer(visit).data, status=201)


class OnVisit(InHall):
    """One number that lives in the hall."""

    def number(self, premises: Premises, pk: int) -> Visit:
        rows = Visit.objects.of(premises).live().select_related("premises__unit", "service", "counter")
        visit: Visit = get_object_or_404(rows, pk=pk)
        return visit


class Leave(OnVisit):
    """POST: the customer has left."""

    required_right = ON_THE_FLOOR
    serializer_class = NothingSerializer

    @idempotent
    def post(self, request: Request, code: str, pk: int) -> Response:
        visit = self.number(self.loaded(request), pk)
        self.checked(request)
        return Response(VisitSerializer(services.leave(visit=visit, by=request.user, now=timezone.now())).data)


class Remove(OnVisit):
    """POST: taken out of the queue, for a reason that stays on the trail."""

    required_right = Right.QUEUE_LEAD
    serializer_class = RemoveSerializer

    @idempotent
    def post(self, request: Request, code: str, pk: int) -> Response:
        visit = self.number(self.loaded(request), pk)
        said = self.checked(request)
        services.remove(visit=visit, by=request.user, now=timezone.now(), **said)
        return Response(VisitSerializer(visit).data)


urlpatterns = [
    path("halls/<str:code>/visits/", Visits.as_view(), name="api_visits"),
    path("halls/<str:code>/visits/<int:pk>/leave/", Leave.as_view(), name="api_visit_leave"),
    path("halls/<str:code>/visits/<int:pk>/remove/", Remove.as_view(), name="api_visit_remove"),
]
