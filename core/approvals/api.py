"""Approvals for programs: what waits for whoever calls, one request, and the decision.

A token reads. Deciding is a person's own act, so it needs the session of a page; about money, one in which
the password was typed lately.
"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.approvals.choices import Decision
from core.approvals.models import ApprovalRequest
from core.approvals.selectors import step_for, waiting_for
from core.approvals.services import decide, permit
from core.sudo import password_ok_until


class ApprovalSerializer(serializers.Serializer[ApprovalRequest]):
    id = serializers.IntegerField(read_only=True)
    kind = serializers.CharField(read_only=True)
    title = serializers.CharField(read_only=True)
    about = serializers.CharField(source="about_label", read_only=True)
    facts = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), read_only=True)
    money = serializers.BooleanField(read_only=True)
    state = serializers.CharField(read_only=True)
    round = serializers.IntegerField(read_only=True)
    asked_by = serializers.CharField(source="asked_by.get_username", read_only=True)
    asked_at = serializers.DateTimeField(read_only=True)
    due_at = serializers.DateTimeField(read_only=True, allow_null=True)
    decided_at = serializers.DateTimeField(read_only=True, allow_null=True)


class OpenApprovalSerializer(ApprovalSerializer):
    """For one request: with the step that a decision has to name, null where none is wanted of the caller."""

    step = serializers.SerializerMethodField()

    def get_step(self, request: ApprovalRequest) -> int | None:
        step = step_for(self.context["request"].user, request, timezone.now())
        return step.pk if step else None


class DecisionSerializer(serializers.Serializer[Any]):
    decision = serializers.ChoiceField(choices=Decision.choices)
    step = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    comment = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class Approvals(ScopedList):
    """What waits for the caller, newest first."""

    permission_classes = (SignedIn,)
    serializer_class = ApprovalSerializer
    filters = {"kind": "kind"}

    def get_queryset(self) -> QuerySet[Any]:
        return waiting_for(self.request.user, timezone.now()).select_related("asked_by")


class OneApproval(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = OpenApprovalSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return ApprovalRequest.objects.visible_to(self.request.user).select_related("asked_by")


class Decide(ScopedView):
    permission_classes = (SignedIn,)
    serializer_class = DecisionSerializer

    def get_queryset(self) -> QuerySet[Any]:
        return ApprovalRequest.objects.visible_to(self.request.user).select_related("asked_by")

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        asked = self.get_object()
        if request.auth is not None:
            raise PermissionDenied(_("A token does not decide; sign in and decide on the page."))
        now = timezone.now()
        permit(request=asked, by=request.user, now=now)
        said = self.checked(request)
        until = password_ok_until(request)
        decided = decide(request=asked, **said, password_ok_until=until, by=request.user, now=now)
        return Response(OpenApprovalSerializer(decided, context={"request": request}).data)
