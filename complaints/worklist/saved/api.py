"""Saved views for machines: the same words as the pages, filters by their names in the address."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.tickets.filters import units_for
from complaints.tickets.paging import Sort
from complaints.worklist.columns import COLUMNS
from complaints.worklist.saved import services
from complaints.worklist.saved.models import SavedView
from complaints.worklist.saved.rules import MOST_FILTERS
from complaints.worklist.saved.selectors import address_of, may_remove
from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedList
from org.access.choices import Right


class SavedViewSerializer(serializers.Serializer[SavedView]):
    """A view; `filters` as the address of the worklist names them, `unit` the code of whom it is shared with."""

    id = serializers.IntegerField(source="pk", read_only=True)
    owner = serializers.CharField(source="owner.staff_number", read_only=True)
    name = serializers.CharField(max_length=services.NAME_MOST)
    filters = serializers.DictField(child=serializers.CharField(max_length=2000), required=False)
    sort = serializers.ChoiceField(choices=Sort.choices, required=False)
    columns = serializers.ListField(
        child=serializers.ChoiceField(choices=sorted(COLUMNS)), required=False, max_length=len(COLUMNS)
    )
    unit = serializers.CharField(source="unit.code", max_length=40, required=False, allow_null=True, default=None)
    is_first = serializers.BooleanField(required=False, write_only=True)
    address = serializers.SerializerMethodField()

    def get_address(self, view: SavedView) -> str:
        return address_of(view)

    def validate_filters(self, filters: dict[str, str]) -> dict[str, str]:
        if len(filters) > MOST_FILTERS:
            raise serializers.ValidationError(f"> {MOST_FILTERS}")
        return filters


def _details(said: dict[str, Any], request: Request) -> dict[str, Any]:
    """The unit by its code; one where the person sees no complaints does not exist."""
    if "unit" in said:
        code = said["unit"]["code"] if said["unit"] else None
        units = units_for(request.user, Right.COMPLAINT_VIEW)
        said["unit"] = get_object_or_404(units, code=code) if code else None
    return said


def _rows(request: Request) -> QuerySet[SavedView]:
    return SavedView.objects.visible_to(request.user).select_related("owner", "unit")


class SavedViews(ScopedList):
    """GET: one's own views, those shared with one's units, and those one looks after. POST: keep one."""

    serializer_class = SavedViewSerializer
    required_right = Right.COMPLAINT_VIEW
    orderings = {"name": "name", "-name": "-name"}
    ordering = "name"

    def get_queryset(self) -> QuerySet[SavedView]:
        return _rows(self.request)

    @idempotent
    def post(self, request: Request) -> Response:
        nothing: dict[str, Any] = {"filters": {}, "sort": Sort.NEWEST, "columns": [], "unit": None}
        said = nothing | _details(self.checked(request), request)
        view = services.keep_view(by=request.user, now=timezone.now(), **said)
        answer = Response(SavedViewSerializer(view).data, status=201)
        answer["Location"] = reverse("api_saved_view", args=[view.pk])
        return answer


class OneSavedView(ScopedDetail):
    """GET: one view. PATCH: change one's own. DELETE: one's own, or one shared with a unit one answers for."""

    serializer_class = SavedViewSerializer
    required_right = Right.COMPLAINT_VIEW
    lookup_field = "pk"

    def get_queryset(self) -> QuerySet[SavedView]:
        return _rows(self.request)

    def get_serializer(self, *args: Any, **more: Any) -> Any:
        return super().get_serializer(*args, **more, partial="data" in more)

    def patch(self, request: Request, pk: int) -> Response:
        view = self.get_object()
        if view.owner_id != request.user.pk:
            raise PermissionDenied
        said = _details(self.checked(request), request)
        is_first = said.pop("is_first", None)
        now = timezone.now()
        services.change_view(view=view, by=request.user, now=now, **said)
        if is_first is not None:
            services.put_first(view=view if is_first else None, by=request.user, now=now)
        return Response(SavedViewSerializer(view).data)

    def delete(self, request: Request, pk: int) -> Response:
        view = self.get_object()
        if not may_remove(view, request.user):
            raise PermissionDenied
        services.delete_view(view=view, by=request.user, now=timezone.now())
        return Response(status=204)


urlpatterns = [
    path("saved-views/", SavedViews.as_view(), name="api_saved_views"),
    path("saved-views/<int:pk>/", OneSavedView.as_view(), name="api_saved_view"),
]
