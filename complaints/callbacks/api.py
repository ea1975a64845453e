"""Follow-up calls for machines: the queue and every act on a call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.callbacks import rules, services
from complaints.callbacks.choices import Satisfaction
from complaints.callbacks.forms import WHY_NOT
from complaints.callbacks.models import CallBack
from complaints.callbacks.selectors import SHOWN_WITH, call_of, queue
from complaints.tickets.api import OnTicket
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedList, ScopedView
from org.access.choices import Right


class CallBackSerializer(serializers.Serializer[CallBack]):
    number = serializers.CharField(source="casework.complaint.number", read_only=True)
    state = serializers.CharField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True)
    not_before = serializers.DateTimeField(read_only=True)
    attempts = serializers.IntegerField(read_only=True)
    taken_by = serializers.CharField(source="taken_by.staff_number", read_only=True, default=None)
    taken_until = serializers.DateTimeField(read_only=True)
    done_at = serializers.DateTimeField(read_only=True)
    satisfaction = serializers.CharField(read_only=True)
    score = serializers.IntegerField(read_only=True)


def _words(most: int, *, required: bool = False) -> serializers.CharField:
    return serializers.CharField(max_length=most, **({} if required else _MAY_BE_EMPTY))


_MAY_BE_EMPTY: dict[str, Any] = {"required": False, "allow_blank": True, "default": ""}


class ReachedSerializer(serializers.Serializer[Any]):
    satisfaction = serializers.ChoiceField(choices=Satisfaction.choices)
    score = serializers.IntegerField(min_value=1, max_value=10, required=False, allow_null=True, default=None)
    words = _words(rules.WORDS_MOST)
    recording = _words(rules.RECORDING_MOST)


class MissedSerializer(serializers.Serializer[Any]):
    why = serializers.ChoiceField(choices=WHY_NOT)
    again_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    words = _words(rules.WORDS_MOST)
    recording = _words(rules.RECORDING_MOST)


class GiveUpSerializer(serializers.Serializer[Any]):
    reason = _words(rules.WORDS_MOST, required=True)


class CallBacks(ScopedList):
    """The calls that the caller may make, without the own cases."""

    serializer_class = CallBackSerializer
    required_right = Right.COMPLAINT_CALL
    orderings = {"due_at": "due_at"}
    ordering = "due_at"

    def get_queryset(self) -> QuerySet[CallBack]:
        return queue(self.request.user).select_related(*SHOWN_WITH)


class Next(ScopedView):
    """POST: the call in hand, or the next free one; null where the queue is empty."""

    serializer_class = NothingSerializer
    required_right = Right.COMPLAINT_CALL

    def get_queryset(self) -> QuerySet[CallBack]:
        return queue(self.request.user)

    @idempotent
    def post(self, request: Request) -> Response:
        self.checked(request)
        call = services.take_next(by=request.user, now=timezone.now())
        return Response(CallBackSerializer(call).data if call else None)


class _Act(OnTicket):
    """One act on the call of one ticket."""

    required_right = Right.COMPLAINT_CALL
    act: Callable[..., object]

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        call = call_of(complaint)
        if call is None:
            raise Http404
        type(self).act(call=call, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(CallBackSerializer(call).data)


class Take(_Act):
    serializer_class = NothingSerializer
    act = staticmethod(services.take_call)


class Release(_Act):
    serializer_class = NothingSerializer
    act = staticmethod(services.hand_back)


class ReachedCustomer(_Act):
    serializer_class = ReachedSerializer
    act = staticmethod(services.reach_customer)


class Missed(_Act):
    serializer_class = MissedSerializer
    act = staticmethod(services.miss_call)


class GiveUp(_Act):
    serializer_class = GiveUpSerializer
    act = staticmethod(services.give_up)


class Again(OnTicket):
    """POST: ask for another call after one was given up."""

    serializer_class = NothingSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        self.checked(request)
        call = services.call_again(complaint=complaint, by=request.user, now=timezone.now())
        return Response(CallBackSerializer(call).data, status=201)


urlpatterns = [
    path("call-backs/", CallBacks.as_view(), name="api_call_backs"),
    path("call-backs/next/", Next.as_view(), name="api_call_back_next"),
    path("complaints/<str:number>/call-back/take/", Take.as_view(), name="api_call_back_take"),
    path("complaints/<str:number>/call-back/release/", Release.as_view(), name="api_call_back_release"),
    path("complaints/<str:number>/call-back/reached/", ReachedCustomer.as_view(), name="api_call_back_reached"),
    path("complaints/<str:number>/call-back/missed/", Missed.as_view(), name="api_call_back_missed"),
    path("complaints/<str:number>/call-back/give-up/", GiveUp.as_view(), name="api_call_back_give_up"),
    path("complaints/<str:number>/call-back/again/", Again.as_view(), name="api_call_back_again"),
]
