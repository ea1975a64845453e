"""Field orders for machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.fieldorders import rules, services
from complaints.fieldorders.choices import CustomerTerm, ReviewResult
from complaints.fieldorders.models import FieldOrder
from complaints.fieldorders.presenter import may_direct
from complaints.fieldorders.selectors import workers_of
from complaints.tickets.api import OnTicket
from complaints.tickets.filters import units_for
from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right


class OrderSerializer(serializers.Serializer[FieldOrder]):
    number = serializers.CharField(read_only=True)
    complaint = serializers.CharField(source="complaint.number", read_only=True)
    state = serializers.CharField(read_only=True)
    term = serializers.ChoiceField(choices=CustomerTerm.choices)
    unit = serializers.CharField(source="unit.code", max_length=40)
    place = serializers.CharField(max_length=rules.PLACE_MOST)
    task = serializers.CharField(max_length=rules.WORDS_MOST)
    recorded_at = serializers.DateTimeField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True)
    worker = serializers.CharField(source="worker.staff_number", read_only=True, default=None)
    dispatched_at = serializers.DateTimeField(read_only=True)
    accepted_at = serializers.DateTimeField(read_only=True)
    done_at = serializers.DateTimeField(read_only=True)
    done_words = serializers.CharField(read_only=True)
    reviewed_at = serializers.DateTimeField(read_only=True)
    review = serializers.CharField(read_only=True)


class DispatchSerializer(serializers.Serializer[Any]):
    worker = serializers.CharField(max_length=32)


class DoneSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=rules.WORDS_MOST)


class ReviewSerializer(serializers.Serializer[Any]):
    review = serializers.ChoiceField(choices=ReviewResult.choices)
    words = serializers.CharField(max_length=rules.WORDS_MOST)
    recording = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")


class CancelSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=rules.WORDS_MOST)


def orders_of(request: Request) -> QuerySet[FieldOrder]:
    return FieldOrder.objects.visible_to(request.user).select_related("complaint__unit", "unit", "worker")


class Orders(ScopedList):
    """Of one's units, and one's own, newest first."""

    permission_classes = (SignedIn,)
    serializer_class = OrderSerializer
    filters = {"state": "state", "complaint": "complaint__number", "worker": "worker__staff_number"}
    orderings = {"due_at": "due_at", "-recorded_at": "-recorded_at"}
    ordering = "-recorded_at"

    def get_queryset(self) -> QuerySet[FieldOrder]:
        return orders_of(self.request)


class OneOrder(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = OrderSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[FieldOrder]:
        return orders_of(self.request)


class NewOrder(OnTicket):
    """POST: a visit that a ticket asks for."""

    serializer_class = OrderSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        said = self.checked(request)
        unit = get_object_or_404(units_for(request.user, Right.COMPLAINT_VIEW), code=said.pop("unit")["code"])
        order = services.record_order(complaint=complaint, unit=unit, by=request.user, now=timezone.now(), **said)
        return Response(OrderSerializer(order).data, status=201)


class _Act(ScopedView):
    """One act on one order; whoever goes needs no right but the order itself."""

    permission_classes = (SignedIn,)
    lookup_field = "number"
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[FieldOrder]:
        return orders_of(self.request)

    def permit(self, order: FieldOrder) -> None:
        """Only whoever goes, unless an act says otherwise."""
        if order.worker_id != self.request.user.pk:
            raise PermissionDenied

    def understood(self, order: FieldOrder, said: dict[str, Any]) -> dict[str, Any]:
        return said

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        order = self.get_object()
        self.permit(order)
        said = self.understood(order, self.checked(request))
        type(self).act(order=order, by=request.user, now=timezone.now(), **said)
        return Response(OrderSerializer(order).data)


class _Directed(_Act):
    def permit(self, order: FieldOrder) -> None:
        if not may_direct(self.request.user, order):
            raise PermissionDenied


class Dispatch(_Directed):
    serializer_class = DispatchSerializer
    act = staticmethod(services.dispatch_order)

    def understood(self, order: FieldOrder, said: dict[str, Any]) -> dict[str, Any]:
        found = [one for one in workers_of(order.unit) if one.staff_number == said["worker"]]
        if not found:
            raise ValidationError({"worker": _("Nobody of that number serves at the unit that goes.")})
        return {"worker": found[0]}


class Accept(_Act):
    serializer_class = NothingSerializer
    act = staticmethod(services.accept_order)


class Done(_Act):
    serializer_class = DoneSerializer
    act = staticmethod(services.finish_order)


class Review(_Act):
    serializer_class = ReviewSerializer
    act = staticmethod(services.review_order)

    def permit(self, order: FieldOrder) -> None:
        require(self.request, Right.COMPLAINT_CALL, at=order.complaint)


class Cancel(_Directed):
    serializer_class = CancelSerializer
    act = staticmethod(services.cancel_order)


urlpatterns = [
    path("field-orders/", Orders.as_view(), name="api_field_orders"),
    path("field-orders/<str:number>/", OneOrder.as_view(), name="api_field_order"),
    path("complaints/<str:number>/field-orders/", NewOrder.as_view(), name="api_field_order_new"),
    path("field-orders/<str:number>/dispatch/", Dispatch.as_view(), name="api_field_order_dispatch"),
    path("field-orders/<str:number>/accept/", Accept.as_view(), name="api_field_order_accept"),
    path("field-orders/<str:number>/done/", Done.as_view(), name="api_field_order_done"),
    path("field-orders/<str:number>/review/", Review.as_view(), name="api_field_order_review"),
    path("field-orders/<str:number>/cancel/", Cancel.as_view(), name="api_field_order_cancel"),
]
