"""Acts on many tickets for machines: the trial run, its confirmation, what came of each ticket."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.bulk import services
from complaints.bulk.models import BulkAct, BulkRow
from complaints.bulk.registry import Act, act_of, offered_to
from complaints.bulk.rules import NARROWING, TICKED_MOST
from complaints.bulk.selectors import summary_of
from complaints.tickets.filters import UnknownFilter
from core.api.idempotency import idempotent
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from org.access.choices import Right


class BulkAskSerializer(serializers.Serializer[Any]):
    """`tickets` by their numbers, or `list`: the filters of the worklist's address ({} for all that one may see).

    `values` are what the act's form asks for: `{"handler": "H001"}`, `{"text": "..."}`, `{"tag": "july"}`.
    A view's filters are given by their names, not by the view's.
    With `run` the trial run is confirmed at once where it is over and finds any ticket fit.
    """

    act = serializers.CharField(max_length=30)
    values = serializers.DictField(child=serializers.CharField(max_length=4000), default=dict)
    tickets = serializers.ListField(
        child=serializers.CharField(max_length=20), max_length=TICKED_MOST, required=False, allow_empty=False
    )
    list = serializers.DictField(child=serializers.CharField(max_length=2000), required=False, allow_empty=True)
    run = serializers.BooleanField(default=False)


class BulkReasonSerializer(serializers.Serializer[Any]):
    result = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True)
    count = serializers.IntegerField(read_only=True)


class BulkActSerializer(serializers.Serializer[BulkAct]):
    id = serializers.IntegerField(source="pk", read_only=True)
    act = serializers.CharField(read_only=True)
    stage = serializers.CharField(read_only=True)
    asked_at = serializers.DateTimeField(read_only=True)
    confirmed_at = serializers.DateTimeField(read_only=True)
    finished_at = serializers.DateTimeField(read_only=True)
    job = serializers.IntegerField(source="job_id", read_only=True, allow_null=True)
    undoes = serializers.IntegerField(source="undoes_id", read_only=True, allow_null=True)


class OpenBulkActSerializer(BulkActSerializer):
    """One act with its figures: how many wait, are done, need nothing, are left, and why."""

    waiting = serializers.IntegerField(read_only=True)
    done = serializers.IntegerField(read_only=True)
    same = serializers.IntegerField(read_only=True)
    refused = serializers.IntegerField(read_only=True)
    reasons = BulkReasonSerializer(many=True, read_only=True)


class BulkRowSerializer(serializers.Serializer[BulkRow]):
    number = serializers.CharField(read_only=True)
    result = serializers.CharField(read_only=True)
    sentence = serializers.CharField(read_only=True)
    at = serializers.DateTimeField(read_only=True)


class BulkNothingSerializer(serializers.Serializer[Any]):
    """The body is empty."""


def _shown(bulk: BulkAct) -> dict[str, Any]:
    bulk.refresh_from_db()
    found = summary_of(bulk)
    figures = {name: getattr(found, name) for name in ("waiting", "done", "same", "refused")}
    return {
        **BulkActSerializer(bulk).data,
        **figures,
        "reasons": BulkReasonSerializer(found.reasons, many=True).data,
    }


def _run(bulk: BulkAct, request: Request) -> BulkAct:
    act = act_of(bulk.act)
    require(request, act.right if act else Right.COMPLAINT_EDIT)
    return services.confirm_bulk(bulk=bulk, by=request.user, now=timezone.now())


class BulkActs(ScopedList):
    """GET: one's own acts on many, newest first. POST: the trial run of one, confirmed at once with `run`."""

    serializer_class = BulkActSerializer
    required_right = Right.COMPLAINT_EDIT
    orderings = {"-id": "-pk"}
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[BulkAct]:
        return BulkAct.objects.visible_to(self.request.user).select_related("job")

    def get_serializer_class(self) -> Any:
        return BulkAskSerializer if self.request.method == "POST" else BulkActSerializer

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        act = self._act(said["act"])
        require(request, act.right)
        require(request, Right.COMPLAINT_VIEW)
        if ("tickets" in said) == ("list" in said):
            raise ValidationError({"tickets": _("Give either the tickets or the list.")})
        if unknown := sorted(set(said.get("list", ())) - NARROWING):
            sentence = _("These names filter nothing: %(names)s.") % {"names": ", ".join(unknown)}
            raise ValidationError({"list": sentence})
        form = act.form(said["values"], person=request.user)
        if foreign := sorted(set(said["values"]) - set(form.fields)):
            raise ValidationError({"values": foreign})
        if form.fields and not form.is_valid():
            raise ValidationError({"values": {name: list(errors) for name, errors in form.errors.items()}})
        bulk = self._ask(act, form.cleaned_data if form.fields else {}, said)
        if said["run"] and bulk.looked_at and summary_of(bulk).waiting:
            bulk = _run(bulk, request)
        return Response(_shown(bulk), status=201)

    def _act(self, code: str) -> Act:
        act = act_of(code)
        if act is None or not act.offered:
            codes = [one.code for one in offered_to(self.request.user)]
            raise ValidationError({"act": codes})
        return act

    def _ask(self, act: Act, values: dict[str, Any], said: dict[str, Any]) -> BulkAct:
        try:
            return services.ask_bulk(
                act=act,
                values=values,
                numbers=said.get("tickets", ()),
                filters=said.get("list"),
                by=self.request.user,
                now=timezone.now(),
            )
        except UnknownFilter as refusal:
            raise ValidationError({"list": str(refusal)}) from None


class OneBulkAct(ScopedDetail):
    """GET: how far it is, and how many tickets came to which end."""

    serializer_class = OpenBulkActSerializer
    required_right = Right.COMPLAINT_EDIT

    def get_queryset(self) -> QuerySet[BulkAct]:
        return BulkAct.objects.visible_to(self.request.user)

    def get(self, request: Request, pk: int) -> Response:
        return Response(_shown(self.get_object()))


class BulkRows(ScopedList):
    """GET: what came of each ticket that was asked for, in their order."""

    serializer_class = BulkRowSerializer
    required_right = Right.COMPLAINT_EDIT
    filters = {"result": "result"}
    orderings = {"id": "pk"}
    ordering = "pk"

    def get_queryset(self) -> QuerySet[BulkRow]:
        own = BulkAct.objects.visible_to(self.request.user)
        return get_object_or_404(own, pk=self.kwargs["pk"]).rows.all()


class _Act(ScopedView):
    serializer_class = BulkNothingSerializer
    required_right = Right.COMPLAINT_EDIT

    def get_queryset(self) -> QuerySet[BulkAct]:
        return BulkAct.objects.visible_to(self.request.user)


class RunBulk(_Act):
    """POST: confirm the trial run."""

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        return Response(_shown(_run(self.get_object(), request)))


class UndoBulk(_Act):
    """POST: the trial run of taking it back, an act of its own."""

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        made = services.ask_undo(bulk=self.get_object(), by=request.user, now=timezone.now())
        return Response(_shown(made), status=201)


urlpatterns = [
    path("complaints/bulk/", BulkActs.as_view(), name="api_bulk_acts"),
    path("complaints/bulk/<int:pk>/", OneBulkAct.as_view(), name="api_bulk_act"),
    path("complaints/bulk/<int:pk>/rows/", BulkRows.as_view(), name="api_bulk_rows"),
    path("complaints/bulk/<int:pk>/run/", RunBulk.as_view(), name="api_bulk_run"),
    path("complaints/bulk/<int:pk>/undo/", UndoBulk.as_view(), name="api_bulk_undo"),
]
