"""Promises for machines."""

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

from complaints.promises import rules, services
from complaints.promises.models import Promise
from complaints.promises.selectors import open_promises
from complaints.tickets.api import OnTicket
from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right
from org.people.models import Person


class PromiseSerializer(serializers.Serializer[Promise]):
    id = serializers.IntegerField(read_only=True)
    number = serializers.CharField(source="complaint.number", read_only=True)
    words = serializers.CharField(max_length=rules.WORDS_MOST)
    due_at = serializers.DateTimeField()
    owner = serializers.CharField(source="owner.staff_number", max_length=32)
    state = serializers.CharField(read_only=True)
    ended_at = serializers.DateTimeField(read_only=True)
    ended_how = serializers.CharField(read_only=True)


class HowSerializer(serializers.Serializer[Any]):
    how = serializers.CharField(max_length=rules.HOW_MOST, required=False, allow_blank=True, default="")


class Promises(ScopedList):
    """What is still to be kept, within reach."""

    serializer_class = PromiseSerializer
    required_right = Right.COMPLAINT_VIEW
    filters = {"owner": "owner__staff_number", "number": "complaint__number"}
    orderings = {"due_at": "due_at"}
    ordering = "due_at"

    def get_queryset(self) -> QuerySet[Promise]:
        return open_promises(self.request.user, mine=False).select_related("complaint", "owner")


class NewPromise(OnTicket):
    """POST: what the customer of a ticket was promised."""

    serializer_class = PromiseSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        said = self.checked(request)
        people = Person.objects.visible_to(request.user) | Person.objects.filter(pk=request.user.pk)
        owner = get_object_or_404(people, staff_number=said.pop("owner")["staff_number"])
        made = services.make_promise(complaint=complaint, owner=owner, by=request.user, now=timezone.now(), **said)
        return Response(PromiseSerializer(made).data, status=201)


class _End(ScopedView):
    serializer_class = HowSerializer
    required_right = Right.COMPLAINT_EDIT
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[Promise]:
        return Promise.objects.visible_to(self.request.user).select_related("complaint__unit", "owner")

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        promise = self.get_object()
        require(request, self.required_right, at=promise.complaint)
        type(self).act(promise=promise, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(PromiseSerializer(promise).data)


class Keep(_End):
    act = staticmethod(services.keep_promise)


class Break(_End):
    act = staticmethod(services.break_promise)


class Release(_End):
    act = staticmethod(services.release_promise)


urlpatterns = [
    path("promises/", Promises.as_view(), name="api_promises"),
    path("complaints/<str:number>/promises/", NewPromise.as_view(), name="api_promise_new"),
    path("promises/<int:pk>/keep/", Keep.as_view(), name="api_promise_keep"),
    path("promises/<int:pk>/break/", Break.as_view(), name="api_promise_break"),
    path("promises/<int:pk>/release/", Release.as_view(), name="api_promise_release"),
]
