"""Yesterday's page for machines: whole numbers, and the same worst hall first."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.views import ScopedView
from halls.book.api import day_asked
from halls.morning import presenter
from halls.morning.selectors import HallDay, days_of
from halls.premises.models import Premises, PremisesQuerySet
from halls.premises.rules import local
from halls.waiting.choices import Base
from org.access.choices import Right


class HallDaySerializer(serializers.Serializer[HallDay]):
    """Null is what the reader may not see or nobody measured."""

    hall = serializers.CharField(source="hall.unit.code")
    day = serializers.DateField(source="book.day")
    book = serializers.CharField(source="book.state")
    book_received_at = serializers.DateTimeField(source="book.received", allow_null=True)
    tickets = serializers.IntegerField(source="tally.tickets")
    overtime = serializers.SerializerMethodField()
    measured = serializers.SerializerMethodField()
    limit_minutes = serializers.IntegerField(source="limits.minutes", allow_null=True)
    share_line = serializers.DecimalField(source="limits.share", max_digits=5, decimal_places=2)
    p90_seconds = serializers.IntegerField(allow_null=True)
    outcomes = serializers.DictField(child=serializers.IntegerField())
    serving_seconds = serializers.IntegerField(source="use.use.busy")
    open_seconds = serializers.IntegerField(source="use.use.open")
    emergencies = serializers.SerializerMethodField()
    unresolved = serializers.IntegerField(source="matters")
    complaints = serializers.IntegerField(allow_null=True)
    actions_open = serializers.IntegerField(allow_null=True)
    actions_due = serializers.SerializerMethodField()
    sentences = serializers.SerializerMethodField()

    def get_overtime(self, day: HallDay) -> int:
        return day.tally.over_of(Base.ALL)

    def get_measured(self, day: HallDay) -> int:
        return day.tally.out_of(Base.ALL)

    def get_emergencies(self, day: HallDay) -> list[int]:
        return [one.pk for one in day.emergencies]

    def get_actions_due(self, day: HallDay) -> list[str]:
        return [one.number for one in day.actions_due]

    def get_sentences(self, day: HallDay) -> list[str]:
        return presenter.sentences_of(day)


class _Mornings(ScopedView):
    required_right = {"GET": Right.CHECK_VIEW}
    serializer_class = HallDaySerializer
    pagination_class = None
    parameters = frozenset({"day"})

    def get_queryset(self) -> PremisesQuerySet:
        person: Any = self.request.user
        return Premises.objects.visible_to(person).where(person, Right.CHECK_VIEW).select_related("unit")


class Mornings(_Mornings):
    """GET: halls in one's reach on a day (yesterday without one), the worst first."""

    @extend_schema(operation_id="mornings")
    def get(self, request: Request) -> Response:
        now = timezone.now()
        day = day_asked(self, presenter.yesterday(timezone.localtime(now)))
        found = days_of(list(self.get_queryset().order_by("unit__path")), day, reader=request.user, now=now)  # type: ignore[arg-type]
        return Response({"day": day, "halls": HallDaySerializer(presenter.worst_first(found), many=True).data})


class Morning(_Mornings):
    """GET: one hall's day."""

    @extend_schema(operation_id="morning")
    def get(self, request: Request, code: str) -> Response:
        hall = get_object_or_404(self.get_queryset(), unit__code=code)
        now = timezone.now()
        day = day_asked(self, presenter.yesterday(local(now, hall.time_zone)))
        found = days_of([hall], day, reader=request.user, now=now)  # type: ignore[arg-type]  # signed in
        if not found:
            raise Http404
        return Response(HallDaySerializer(found[0]).data)


urlpatterns = [
    path("mornings/", Mornings.as_view(), name="api_mornings"),
    path("halls/<str:code>/morning/", Morning.as_view(), name="api_morning"),
]
