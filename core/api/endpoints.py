"""Core's own endpoints: one's jobs and one's inbox."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from core.api.permissions import SignedIn
from core.api.views import ScopedDetail, ScopedList
from core.jobs.models import Job
from core.jobs.registry import title_of
from core.notifications.models import Notification


class JobSerializer(serializers.Serializer[Job]):
    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True)
    title = serializers.SerializerMethodField()
    state = serializers.CharField(read_only=True)
    done = serializers.IntegerField(read_only=True)
    total = serializers.IntegerField(read_only=True, allow_null=True)
    message = serializers.CharField(read_only=True)
    error = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    finished_at = serializers.DateTimeField(read_only=True, allow_null=True)

    def get_title(self, job: Job) -> str:
        return str(title_of(job.kind))


class NotificationSerializer(serializers.Serializer[Notification]):
    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True)
    address = serializers.CharField(read_only=True)
    urgent = serializers.BooleanField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    read_at = serializers.DateTimeField(read_only=True, allow_null=True)


class Jobs(ScopedList):
    """Newest first: one's own jobs, everybody's for those who may see them."""

    permission_classes = (SignedIn,)
    serializer_class = JobSerializer
    filters = {"state": "state", "kind": "kind"}

    def get_queryset(self) -> QuerySet[Any]:
        return Job.objects.visible_to(self.request.user)


class OneJob(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = JobSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return Job.objects.visible_to(self.request.user)


class Notifications(ScopedList):
    """One's inbox, newest first."""

    permission_classes = (SignedIn,)
    serializer_class = NotificationSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return Notification.objects.visible_to(self.request.user)
