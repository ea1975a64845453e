"""Corrective actions for machines: the same acts and the same scope as the pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from improvement.actions import services
from improvement.actions.forms import ORIGIN
from improvement.actions.models import Action
from improvement.actions.registry import origin_of
from improvement.actions.selectors import effect_of, may_open_from, units_to_open_at
from org.access.choices import Right
from org.people.selectors import colleague

NAMED = ("unit", "owner", "made_by", "done_by", "verified_by")


class ActionSerializer(serializers.Serializer[Action]):
    """An action; people by staff number, the unit by its code."""

    number = serializers.CharField(read_only=True)
    state = serializers.CharField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    owner = serializers.CharField(source="owner.staff_number", max_length=32)
    cause = serializers.CharField(max_length=services.CAUSE_MOST)
    measure = serializers.CharField(max_length=services.WORDS_MOST)
    due_on = serializers.DateField()
    origin = serializers.RegexField(ORIGIN, max_length=80, write_only=True)
    origin_words = serializers.CharField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True)
    made_at = serializers.DateTimeField(read_only=True)
    done_by = serializers.CharField(source="done_by.staff_number", read_only=True, default=None)
    done_at = serializers.DateTimeField(read_only=True)
    done_words = serializers.CharField(read_only=True)
    verified_by = serializers.CharField(source="verified_by.staff_number", read_only=True, default=None)
    verified_at = serializers.DateTimeField(read_only=True)
    verified_words = serializers.CharField(read_only=True)


class OneActionSerializer(ActionSerializer):
    """For one action: with what came of it, null while that is not counted."""

    effect = serializers.SerializerMethodField()

    def get_effect(self, action: Action) -> dict[str, Any] | None:
        effect = effect_of(action, now=timezone.now())
        names = ("before", "after", "days", "passed")
        return {name: getattr(effect, name) for name in names} if effect else None


class ActionWordsSerializer(serializers.Serializer[Any]):
    words = serializers.CharField(max_length=services.WORDS_MOST)


class ActionReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=services.WORDS_MOST)


class ActionChangeSerializer(ActionReasonSerializer):
    owner = serializers.CharField(max_length=32, required=False)
    due_on = serializers.DateField(required=False)


class Actions(ScopedList):
    """GET: actions of one's units and one's own, due first. POST: open one from a thing one may see."""

    permission_classes = (SignedIn,)
    serializer_class = ActionSerializer
    filters = {"state": "state", "unit": "unit__code", "owner": "owner__staff_number"}
    orderings = {"due_on": "due_on", "-due_on": "-due_on"}
    ordering = "due_on"

    def get_queryset(self) -> QuerySet[Action]:
        return Action.objects.visible_to(self.request.user).select_related(*NAMED)

    @idempotent
    def post(self, request: Request) -> Response:
        require(request, Right.ACTION_EDIT)
        said = self.checked(request)
        label, _colon, pk = said.pop("origin").partition(":")
        declared = origin_of(label)
        origin = declared.visible(request.user, int(pk)) if declared else None
        if declared is None or origin is None:
            raise Http404
        if not may_open_from(request.user, declared, origin):  # type: ignore[arg-type]  # signed in
            raise PermissionDenied(Right.ACTION_EDIT)
        unit = get_object_or_404(units_to_open_at(request.user), code=said.pop("unit")["code"])
        owner = colleague(request.user, Right.ACTION_EDIT, said.pop("owner")["staff_number"])
        if owner is None:
            raise ValidationError({"owner": _("Nobody of your units has this staff number.")})
        given = {"origin_label": label, "origin": origin, "unit": unit, "owner": owner, **said}
        action = services.open_action(by=request.user, now=timezone.now(), **given)
        return Response(OneActionSerializer(action).data, status=201)


class OneAction(ScopedDetail):
    permission_classes = (SignedIn,)
    serializer_class = OneActionSerializer
    lookup_field = "number"

    def get_queryset(self) -> QuerySet[Action]:
        return Action.objects.visible_to(self.request.user).select_related(*NAMED)


class _Act(ScopedView):
    """One act on one action: load in scope, permit, check the body, act, answer."""

    permission_classes = (SignedIn,)
    serializer_class: Any = ActionWordsSerializer
    lookup_field = "number"
    right: Right = Right.ACTION_VERIFY

    def get_queryset(self) -> QuerySet[Action]:
        return Action.objects.visible_to(self.request.user).select_related(*NAMED)

    def act(self, request: Request, service: Callable[..., Action]) -> Response:
        action = self.get_object()
        self.permit(request, action)
        done = service(action=action, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(OneActionSerializer(done).data)

    def permit(self, request: Request, action: Action) -> None:
        require(request, self.right, at=action)


class Done(_Act):
    """The owner's own act, whatever right the owner has."""

    right = Right.ACTION_EDIT

    def permit(self, request: Request, action: Action) -> None:
        if action.owner_id != request.user.pk:
            super().permit(request, action)

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        return self.act(request, services.finish_action)


class Verify(_Act):
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        return self.act(request, services.verify_action)


class Reject(_Act):
    @idempotent
    def post(self, request: Request, number: str) -> Response:
        return self.act(request, services.reject_action)


class Change(_Act):
    """POST: somebody else, another due day, or both; what is not named stays."""

    serializer_class = ActionChangeSerializer
    right = Right.ACTION_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        action = self.get_object()
        self.permit(request, action)
        said = {"due_on": action.due_on, **self.checked(request)}
        wanted = said.pop("owner", action.owner.staff_number)
        kept = wanted == action.owner.staff_number
        owner = action.owner if kept else colleague(request.user, Right.ACTION_EDIT, wanted)
        if owner is None:
            raise ValidationError({"owner": _("Nobody of your units has this staff number.")})
        changed = services.change_action(action=action, owner=owner, by=request.user, now=timezone.now(), **said)
        return Response(OneActionSerializer(changed).data)


class Cancel(_Act):
    serializer_class = ActionReasonSerializer
    right = Right.ACTION_EDIT

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        return self.act(request, services.cancel_action)


urlpatterns = [
    path("actions/", Actions.as_view(), name="api_actions"),
    path("actions/<str:number>/", OneAction.as_view(), name="api_action"),
    path("actions/<str:number>/done/", Done.as_view(), name="api_action_done"),
    path("actions/<str:number>/verify/", Verify.as_view(), name="api_action_verify"),
    path("actions/<str:number>/reject/", Reject.as_view(), name="api_action_reject"),
    path("actions/<str:number>/change/", Change.as_view(), name="api_action_change"),
    path("actions/<str:number>/cancel/", Cancel.as_view(), name="api_action_cancel"),
]
