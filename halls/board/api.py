"""The live board for machines, and moving a number in the queue."""

from __future__ import annotations

from decimal import ROUND_HALF_UP
from typing import Any

from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from halls.board.presenter import Board, board_of
from halls.queue import rules, services
from halls.queue.api import InHall, OnVisit, VisitSerializer, service_of
from org.access.choices import Right


class BoardAlarmSerializer(serializers.Serializer[Any]):
    kind = serializers.CharField(read_only=True)
    words = serializers.CharField(read_only=True)


class BoardServiceSerializer(serializers.Serializer[Any]):
    service = serializers.CharField(source="service.prefix", read_only=True)
    waiting = serializers.IntegerField(read_only=True)
    longest_seconds = serializers.IntegerField(read_only=True)


class BoardCounterSerializer(serializers.Serializer[Any]):
    counter = serializers.CharField(source="now.counter.name", read_only=True)
    staff = serializers.CharField(source="now.session.staff.staff_number", read_only=True, default=None)
    rests = serializers.CharField(source="now.pause.reason", read_only=True, default=None)
    number = serializers.CharField(source="now.visit.label", read_only=True, default=None)
    minutes = serializers.IntegerField(read_only=True, allow_null=True)


class BoardSerializer(serializers.Serializer[Board]):
    """A hall at a moment; what is null is not set, and nothing is measured by it. The share is in per cent."""

    at = serializers.DateTimeField(read_only=True)
    waiting = serializers.IntegerField(source="figures.waiting", read_only=True)
    longest_minutes = serializers.IntegerField(source="figures.longest_minutes", read_only=True)
    limit_minutes = serializers.IntegerField(source="figures.limit_minutes", read_only=True, allow_null=True)
    over_limit = serializers.IntegerField(source="figures.over_limit", read_only=True, allow_null=True)
    today = serializers.IntegerField(source="figures.today", read_only=True)
    today_over = serializers.IntegerField(source="figures.today_over", read_only=True, allow_null=True)
    share = serializers.DecimalField(
        max_digits=5, decimal_places=2, rounding=ROUND_HALF_UP, read_only=True, allow_null=True
    )
    share_limit = serializers.DecimalField(
        source="figures.share_limit", max_digits=5, decimal_places=2, read_only=True, allow_null=True
    )
    alarms = BoardAlarmSerializer(many=True, read_only=True)
    services = BoardServiceSerializer(many=True, read_only=True)
    counters = BoardCounterSerializer(many=True, read_only=True)
    outcomes = serializers.DictField(child=serializers.IntegerField(), read_only=True)


class RedirectSerializer(VisitSerializer):
    """`version` is the one that was read; what is not given stays."""

    service = serializers.CharField(source="service.prefix", max_length=2, required=False)
    priority = serializers.IntegerField(min_value=0, max_value=rules.PRIORITY_MOST, required=False)
    version = serializers.IntegerField(min_value=1)
    note = serializers.CharField(max_length=rules.NOTE_MOST, required=False, allow_blank=True, write_only=True)


class Live(InHall):
    """GET: the hall's live board."""

    required_right = Right.HALL_VIEW
    serializer_class = BoardSerializer

    def get(self, request: Request, code: str) -> Response:
        return Response(BoardSerializer(board_of(self.loaded(request), now=timezone.now())).data)


class Redirect(OnVisit):
    """GET: one number that lives. POST: let it wait for another service, or with another priority."""

    required_right = {"GET": Right.HALL_VIEW, "POST": Right.QUEUE_LEAD}
    serializer_class = RedirectSerializer

    def get(self, request: Request, code: str, pk: int) -> Response:
        return Response(RedirectSerializer(self.number(self.loaded(request), pk)).data)

    @idempotent
    def post(self, request: Request, code: str, pk: int) -> Response:
        premises = self.loaded(request)
        visit = self.number(premises, pk)
        said = self.checked(request)
        asked = said.pop("service", None)
        service = service_of(premises, asked["prefix"]) if asked else visit.service
        priority = said.pop("priority", visit.priority)
        now = timezone.now()
        services.redirect_visit(visit=visit, service=service, priority=priority, by=request.user, now=now, **said)
        return Response(RedirectSerializer(visit).data)


urlpatterns = [
    path("halls/<str:code>/live/", Live.as_view(), name="api_hall_live"),
    path("halls/<str:code>/visits/<int:pk>/redirect/", Redirect.as_view(), name="api_visit_redirect"),
]
