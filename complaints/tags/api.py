"""Tags for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.tags import services
from complaints.tags.selectors import carried_by
from complaints.tickets.api import rows_of
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.views import ScopedView
from core.rights import require
from org.access.choices import Right


class PutSerializer(serializers.Serializer[Any]):
    tag = serializers.SlugField(max_length=30)


class OffSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class _Act(ScopedView):
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Complaint]:
        return rows_of(self.request)

    def loaded(self, request: Request) -> Complaint:
        complaint = self.get_object()
        require(request, self.required_right, at=complaint)
        return complaint


def _carried(complaint: Complaint) -> list[dict[str, Any]]:
    return [{"tag": one.tag.code, "name": one.tag.name, "put_at": one.put_at} for one in carried_by(complaint)]


class Put(_Act):
    serializer_class = PutSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.put_tag(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(_carried(complaint), status=201)


class TakeOff(_Act):
    serializer_class = OffSerializer
    required_right = Right.TAG_EDIT

    @idempotent
    def post(self, request: Request, number: str, code: str) -> Response:
        complaint = self.loaded(request)
        said = self.checked(request)
        services.take_tag_off(complaint=complaint, tag=code, by=request.user, now=timezone.now(), **said)
        return Response(_carried(complaint))


urlpatterns = [
    path("complaints/<str:number>/tags/", Put.as_view(), name="api_complaint_tags"),
    path("complaints/<str:number>/tags/<slug:code>/off/", TakeOff.as_view(), name="api_complaint_tag_off"),
]
