"""Entries that may be false, for machines."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.detection import services
from complaints.detection.choices import Verdict
from complaints.detection.models import FalseEntry
from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right


class FalseEntrySerializer(serializers.Serializer[FalseEntry]):
    id = serializers.IntegerField(source="pk")
    number = serializers.CharField(source="complaint.number")
    suspicion = serializers.CharField()
    found_at = serializers.DateTimeField()
    verdict = serializers.CharField()
    words = serializers.CharField()
    reviewed_at = serializers.DateTimeField()


class VerdictSerializer(serializers.Serializer[Any]):
    verdict = serializers.ChoiceField(choices=Verdict.choices)
    words = serializers.CharField(max_length=services.WORDS_MOST)


class FalseEntries(ScopedList):
    """GET: what was found, reviewed or not, newest first."""

    serializer_class = FalseEntrySerializer
    required_right = Right.COMPLAINT_JUDGE
    orderings = {"-found_at": "-found_at"}
    ordering = "-found_at"

    def get_queryset(self) -> QuerySet[FalseEntry]:
        return FalseEntry.objects.visible_to(self.request.user).select_related("complaint")


class Review(ScopedView):
    """POST: in order or false, with words."""

    serializer_class = VerdictSerializer
    required_right = Right.COMPLAINT_JUDGE

    def get_queryset(self) -> QuerySet[FalseEntry]:
        return FalseEntry.objects.visible_to(self.request.user).select_related("complaint")

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        entry = self.get_object()
        require(request, self.required_right, at=entry)
        services.review(entry=entry, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(FalseEntrySerializer(entry).data)


urlpatterns = [
    path("false-entries/", FalseEntries.as_view(), name="api_false_entries"),
    path("false-entries/<int:pk>/review/", Review.as_view(), name="api_false_entry_review"),
]
