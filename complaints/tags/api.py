"""Tags for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.tags import services
from complaints.tags.models import Tag
from complaints.tags.selectors import carried_by
from complaints.tickets.api import OnTicket
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from core.api.views import ScopedList, ScopedView
from org.access.choices import Right


class PutSerializer(serializers.Serializer[Any]):
    tag = serializers.SlugField(max_length=30)


class TagSerializer(serializers.Serializer[Tag]):
    """What a tag means; all of it each time it is written."""

    code = serializers.SlugField(max_length=30)
    name = serializers.CharField(max_length=40)
    definition = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    source = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")  # type: ignore[assignment]  # a tag has a source of its own
    is_zero_tolerance = serializers.BooleanField(default=False)
    is_offered = serializers.BooleanField(default=True)
    version = serializers.IntegerField(read_only=True)


class EditTagSerializer(TagSerializer):
    """`version` is the one that was read."""

    version = serializers.IntegerField(min_value=1, max_value=2**31 - 1)


class OffSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


def _carried(complaint: Complaint) -> list[dict[str, Any]]:
    return [{"tag": one.tag.code, "name": one.tag.name, "put_at": one.put_at} for one in carried_by(complaint)]


class Put(OnTicket):
    serializer_class = PutSerializer
    required_right = Right.COMPLAINT_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.put_tag(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(_carried(complaint), status=201)


class TakeOff(OnTicket):
    serializer_class = OffSerializer
    required_right = Right.TAG_EDIT

    @idempotent
    def post(self, request: Request, number: str, code: str) -> Response:
        complaint = self.loaded(request)
        said = self.checked(request)
        services.take_tag_off(complaint=complaint, tag=code, by=request.user, now=timezone.now(), **said)
        return Response(_carried(complaint))


class Tags(ScopedList):
    """GET: every tag. POST: another one. Tags belong to the whole company, not to a unit."""

    serializer_class = TagSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.TAG_EDIT}
    filters = {"code": "code"}
    ordering = "code"

    def get_queryset(self) -> QuerySet[Tag]:
        return Tag.objects.order_by("code")

    @idempotent
    def post(self, request: Request) -> Response:
        tag = services.define_tag(by=request.user, now=timezone.now(), **self.checked(request))
        return Response(TagSerializer(tag).data, status=201)


class PlantTags(ScopedView):
    """POST: bring in the sources' tags that are not here yet."""

    serializer_class = NothingSerializer
    required_right = Right.TAG_EDIT

    @idempotent
    def post(self, request: Request) -> Response:
        self.checked(request)
        return Response({"added": services.plant_tags(by=request.user, now=timezone.now())})


class EditTag(ScopedView):
    """POST: say anew what a tag means; tickets keep theirs."""

    serializer_class = EditTagSerializer
    required_right = Right.TAG_EDIT

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        tag = get_object_or_404(Tag.objects.order_by("code"), code=code)
        changed = services.define_tag(tag=tag, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(TagSerializer(changed).data)


urlpatterns = [
    path("tags/", Tags.as_view(), name="api_tags"),
    path("tags/first/", PlantTags.as_view(), name="api_tags_plant"),
    path("tags/<slug:code>/edit/", EditTag.as_view(), name="api_tag_edit"),
    path("complaints/<str:number>/tags/", Put.as_view(), name="api_complaint_tags"),
    path("complaints/<str:number>/tags/<slug:code>/off/", TakeOff.as_view(), name="api_complaint_tag_off"),
]
