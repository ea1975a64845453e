"""Swaps of shifts for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from halls.rosters import rules, services
from halls.rosters.api import VERSION_MOST
from halls.rosters.models import Shift, Swap
from halls.rosters.selectors import staff_on
from org.access.choices import Right


class SwapSerializer(serializers.Serializer[Swap]):
    id = serializers.IntegerField(read_only=True)
    shift = serializers.IntegerField(source="shift_id", read_only=True)
    for_shift = serializers.IntegerField(source="for_shift_id", read_only=True)
    asked_by = serializers.CharField(source="asked_by.staff_number", read_only=True)
    colleague = serializers.CharField(source="colleague.staff_number", read_only=True)
    why = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    answer = serializers.CharField(read_only=True)
    decided_by = serializers.CharField(source="decided_by.staff_number", read_only=True, default=None)
    reason = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class AskSwapSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=VERSION_MOST)
    colleague = serializers.CharField(max_length=32)
    for_shift = serializers.IntegerField(required=False, allow_null=True, default=None, min_value=1)
    why = serializers.CharField(max_length=rules.WHY_MOST)


class _AsReadSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=VERSION_MOST)


class AnswerSwapSerializer(_AsReadSerializer):
    agrees = serializers.BooleanField()
    answer = serializers.CharField(max_length=rules.WHY_MOST, required=False, allow_blank=True, default="")


class DecideSwapSerializer(_AsReadSerializer):
    approves = serializers.BooleanField()
    reason = serializers.CharField(max_length=rules.WHY_MOST, required=False, allow_blank=True, default="")


class WithdrawSwapSerializer(_AsReadSerializer):
    pass


class _OnSwaps(ScopedView):
    required_right: Any = Right.ROSTER_VIEW

    def get_queryset(self) -> QuerySet[Swap]:
        person: Any = self.request.user
        rows = Swap.objects.visible_to(person)
        return rows.select_related("shift__premises__unit", "for_shift", "asked_by", "colleague", "decided_by")


class Swaps(_OnSwaps, ScopedList):
    """GET: the register within one's reach, the newest first."""

    serializer_class = SwapSerializer
    filters = {"state": "state", "hall": "shift__premises__unit__code"}
    orderings = {"-asked_at": "-asked_at"}
    ordering = "-asked_at"


class AskSwap(ScopedView):
    """POST: ask a colleague to take one's own shift."""

    required_right = {"POST": Right.ROSTER_VIEW}
    serializer_class = AskSwapSerializer

    def get_queryset(self) -> QuerySet[Shift]:
        person: Any = self.request.user
        rows = Shift.objects.standing().visible_to(person)
        return rows.select_related("premises__unit", "person", "week")

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        shift: Shift = self.get_object()
        if shift.person_id != request.user.pk:
            raise PermissionDenied
        said = self.checked(request)
        staff = {one.staff_number: one for one in staff_on(shift.premises, shift.day)}
        colleague = staff.get(said.pop("colleague"))
        if colleague is None:
            raise ValidationError({"colleague": _("Nobody of this number is posted at the hall that day.")})
        wanted = said.pop("for_shift")
        other = self.get_queryset().filter(pk=wanted).first() if wanted else None
        if wanted and other is None:
            raise ValidationError({"for_shift": _("There is no such shift within your reach.")})
        by: Any = request.user
        swap = services.ask_swap(shift=shift, colleague=colleague, for_shift=other, by=by, now=timezone.now(), **said)
        return Response(SwapSerializer(swap).data, status=201)


class AnswerSwap(_OnSwaps):
    """POST: agree or decline, by whoever was asked."""

    serializer_class = AnswerSwapSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        swap: Swap = self.get_object()
        by: Any = request.user
        services.answer_swap(swap=swap, by=by, now=timezone.now(), **self.checked(request))
        return Response(SwapSerializer(swap).data)


class DecideSwap(_OnSwaps):
    """POST: approve or refuse, by the head."""

    serializer_class = DecideSwapSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        swap: Swap = self.get_object()
        require(request, Right.ROSTER_EDIT, at=swap.shift.premises.unit)
        by: Any = request.user
        services.decide_swap(swap=swap, by=by, now=timezone.now(), **self.checked(request))
        return Response(SwapSerializer(swap).data)


class WithdrawSwap(_OnSwaps):
    """POST: by whoever asked."""

    serializer_class = WithdrawSwapSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        swap: Swap = self.get_object()
        by: Any = request.user
        services.withdraw_swap(swap=swap, by=by, now=timezone.now(), **self.checked(request))
        return Response(SwapSerializer(swap).data)


urlpatterns = [
    path("halls/swaps/", Swaps.as_view(), name="api_swaps"),
    path("halls/swaps/<int:pk>/answer/", AnswerSwap.as_view(), name="api_swap_answer"),
    path("halls/swaps/<int:pk>/decide/", DecideSwap.as_view(), name="api_swap_decide"),
    path("halls/swaps/<int:pk>/withdraw/", WithdrawSwap.as_view(), name="api_swap_withdraw"),
    path("halls/shifts/<int:pk>/swap/", AskSwap.as_view(), name="api_shift_swap"),
]
