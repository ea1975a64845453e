"""The counter for machines: the same acts as on its screen, with the same refusals."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from halls.console.selectors import resting
from halls.console.services import Act, act_at_counter, sat_in
from halls.premises.models import Premises
from halls.queue import rules, services
from halls.queue.api import InHall, VisitSerializer, service_of
from halls.queue.choices import PauseReason
from halls.queue.models import Visit
from halls.queue.selectors import visit_at
from org.access.choices import Right


class CounterSerializer(serializers.Serializer[Any]):
    """Where one sits, and what is with the counter; `version` counts its acts."""

    counter = serializers.CharField(read_only=True, allow_null=True)
    version = serializers.IntegerField(read_only=True, allow_null=True)
    rests = serializers.ChoiceField(choices=PauseReason.choices, read_only=True, allow_null=True)
    visit = VisitSerializer(read_only=True, allow_null=True)


class SitSerializer(CounterSerializer):
    counter = serializers.CharField(max_length=8)
    take_over = serializers.BooleanField(required=False, default=False, write_only=True)


class PressSerializer(CounterSerializer):
    """`seen` is the version that was read last; given, the act is done only if the counter has not acted since."""

    seen = serializers.IntegerField(required=False, min_value=1, write_only=True)


class NumberSerializer(PressSerializer):
    visit = serializers.IntegerField(min_value=1)  # type: ignore[assignment]  # its id; the answer shows it whole


class CounterNoteSerializer(PressSerializer):
    note = serializers.CharField(
        max_length=rules.NOTE_MOST, required=False, allow_blank=True, default="", write_only=True
    )


class ServiceSerializer(PressSerializer):
    service = serializers.CharField(max_length=2, write_only=True)


class TransferSerializer(CounterNoteSerializer, ServiceSerializer):
    pass


class FinishSerializer(PressSerializer):
    is_exact = serializers.BooleanField(required=False, default=True, write_only=True)


class CounterPauseSerializer(PressSerializer):
    reason = serializers.ChoiceField(choices=PauseReason.choices, write_only=True)


class OwnCounter(InHall):
    """GET: where one sits in the hall."""

    required_right: Any = Right.QUEUE_SERVE
    serializer_class: Any = CounterSerializer

    def get(self, request: Request, code: str) -> Response:
        return Response(stand(self.loaded(request), request.user))


def stand(premises: Premises, person: Any) -> dict[str, Any]:
    """One's own counter as it stands; all None where one sits nowhere in the hall."""
    session = sat_in(premises, person)
    if session is None:
        return dict.fromkeys(("counter", "version", "rests", "visit"))
    visit, pause = visit_at(session), resting(session)
    return {
        "counter": session.counter.name,
        "version": session.version,
        "rests": pause.reason if pause else None,
        "visit": VisitSerializer(visit).data if visit else None,
    }


class Sit(InHall):
    required_right = Right.QUEUE_SERVE
    serializer_class = SitSerializer

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.loaded(request)
        said = self.checked(request)
        counter = get_object_or_404(premises.counters.filter(is_active=True), name=said["counter"])
        now = timezone.now()
        services.open_session(counter=counter, by=request.user, now=now, take_over=said["take_over"])
        return Response(stand(premises, request.user))


class _Press(InHall):
    """One act at one's own counter; the answer is how the counter stands after it."""

    required_right = Right.QUEUE_SERVE
    serializer_class: Any = PressSerializer
    act: Act

    def understood(self, premises: Premises, said: dict[str, Any]) -> dict[str, Any]:
        return said

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.loaded(request)
        said = self.understood(premises, self.checked(request))
        act_at_counter(type(self).act, premises=premises, by=request.user, now=timezone.now(), **said)
        return Response(stand(premises, request.user))


class _PressOnNumber(_Press):
    serializer_class = NumberSerializer

    def understood(self, premises: Premises, said: dict[str, Any]) -> dict[str, Any]:
        rows = Visit.objects.of(premises).live().select_related("premises__unit", "service")
        return said | {"visit": get_object_or_404(rows, pk=said["visit"])}


class _PressForService(_Press):
    def understood(self, premises: Premises, said: dict[str, Any]) -> dict[str, Any]:
        return said | {"service": service_of(premises, said["service"])}


class CallNext(_Press):
    act = staticmethod(services.call_next)


class Call(_PressOnNumber):
    act = staticmethod(services.call_this)


class Recall(_Press):
    act = staticmethod(services.recall)


class Start(_Press):
    act = staticmethod(services.start)


class Hold(_Press):
    serializer_class = CounterNoteSerializer
    act = staticmethod(services.hold)


class Resume(_PressOnNumber):
    act = staticmethod(services.resume)


class Left(_PressOnNumber):
    """POST: somebody on hold did not come back."""

    act = staticmethod(services.held_left)


class Transfer(_PressForService):
    serializer_class = TransferSerializer
    act = staticmethod(services.transfer)


class AddService(_PressForService):
    serializer_class = ServiceSerializer
    act = staticmethod(services.add_service)


class NoShow(_Press):
    act = staticmethod(services.not_here)


class Finish(_Press):
    serializer_class = FinishSerializer
    act = staticmethod(services.finish)


class Pause(_Press):
    serializer_class = CounterPauseSerializer
    act = staticmethod(services.pause)


class GoOn(_Press):
    act = staticmethod(services.go_on)


class SignOff(_Press):
    act = staticmethod(services.sign_off)


HALL = "halls/<str:code>/"

urlpatterns = [
    path(f"{HALL}counter/", OwnCounter.as_view(), name="api_console"),
    path(f"{HALL}sit/", Sit.as_view(), name="api_console_sit"),
    path(f"{HALL}call-next/", CallNext.as_view(), name="api_console_call_next"),
    path(f"{HALL}call/", Call.as_view(), name="api_console_call"),
    path(f"{HALL}recall/", Recall.as_view(), name="api_console_recall"),
    path(f"{HALL}start/", Start.as_view(), name="api_console_start"),
    path(f"{HALL}hold/", Hold.as_view(), name="api_console_hold"),
    path(f"{HALL}resume/", Resume.as_view(), name="api_console_resume"),
    path(f"{HALL}left/", Left.as_view(), name="api_console_left"),
    path(f"{HALL}transfer/", Transfer.as_view(), name="api_console_transfer"),
    path(f"{HALL}add-service/", AddService.as_view(), name="api_console_add_service"),
    path(f"{HALL}no-show/", NoShow.as_view(), name="api_console_no_show"),
    path(f"{HALL}finish/", Finish.as_view(), name="api_console_finish"),
    path(f"{HALL}pause/", Pause.as_view(), name="api_console_pause"),
    path(f"{HALL}go-on/", GoOn.as_view(), name="api_console_go_on"),
    path(f"{HALL}sign-off/", SignOff.as_view(), name="api_console_sign_off"),
]
