"""Cross inspection for machines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
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
from core.api.serializers import NothingSerializer
from core.api.views import ScopedDetail, ScopedList, ScopedView
from core.rights import require
from halls.crossing import services
from halls.crossing.models import CrossPair, CrossRound
from halls.crossing.selectors import candidates_in, halls_in, progress_of, templates_at
from halls.crossing.services import WHY_MOST
from halls.crossing.views import new_seed, require_checks
from org.access.choices import Right
from org.units.models import Unit


class CrossPairSerializer(serializers.Serializer[CrossPair]):
    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="hall.code", read_only=True)
    inspector = serializers.CharField(source="person.staff_number", read_only=True)
    home = serializers.CharField(source="home.code", read_only=True)
    check = serializers.CharField(source="run.number", read_only=True, default=None)
    changed_why = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class CrossRoundSerializer(serializers.Serializer[CrossRound]):
    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    template = serializers.IntegerField(source="template_id")
    name = serializers.CharField(max_length=60)
    opens_on = serializers.DateField()
    due_on = serializers.DateField()
    inspectors = serializers.ListField(child=serializers.CharField(max_length=32), write_only=True)
    halls = serializers.ListField(child=serializers.CharField(max_length=40), write_only=True)
    state = serializers.CharField(read_only=True)
    seed = serializers.IntegerField(read_only=True)
    draws = serializers.IntegerField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class OneCrossRoundSerializer(CrossRoundSerializer):
    pairs = serializers.SerializerMethodField()

    def get_pairs(self, one: CrossRound) -> list[dict[str, Any]]:
        return [dict(CrossPairSerializer(pair).data) for pair in progress_of(one).pairs]


class _AsReadSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1)


class CrossTellSerializer(_AsReadSerializer):
    pass


class CrossWhySerializer(_AsReadSerializer):
    why = serializers.CharField(max_length=WHY_MOST)


class CrossAnotherSerializer(CrossWhySerializer):
    inspector = serializers.CharField(max_length=32)


def rounds_of(request: Request) -> QuerySet[CrossRound]:
    require_checks(request)
    return CrossRound.objects.visible_to(request.user).select_related("unit", "template")


class CrossRounds(ScopedList):
    """GET: rounds within reach, the newest first. POST: draw one among halls and people of a unit."""

    permission_classes = (SignedIn,)
    serializer_class = CrossRoundSerializer
    filters = {"state": "state", "unit": "unit__code"}
    orderings = {"-opens_on": "-opens_on"}
    ordering = "-opens_on"

    def get_queryset(self) -> QuerySet[CrossRound]:
        return rounds_of(self.request)

    @idempotent
    def post(self, request: Request) -> Response:
        require(request, Right.CHECK_EDIT)
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_EDIT), code=code)
        template = get_object_or_404(templates_at(unit), pk=said.pop("template_id"))
        today = timezone.localdate()
        people = {one.key: one for one in candidates_in(unit, on=today)}
        halls = {hall.code: hall for hall in halls_in(unit, on=today)}
        made = services.make_round(
            unit=unit,
            template=template,
            inspectors=_named("inspectors", said.pop("inspectors"), people),
            halls=_named("halls", said.pop("halls"), halls),
            seed=new_seed(),
            by=request.user,
            now=timezone.now(),
            **said,
        )
        return Response(OneCrossRoundSerializer(made).data, status=201)


def _named(field: str, keys: list[str], known: dict[str, Any]) -> list[Any]:
    foreign = [key for key in keys if key not in known]
    if foreign:
        raise ValidationError({field: _("%(keys)s cannot be chosen here.") % {"keys": "、".join(foreign)}})
    return [known[key] for key in dict.fromkeys(keys)]


class OneCrossRound(ScopedDetail):
    """A round with its pairs."""

    permission_classes = (SignedIn,)
    serializer_class = OneCrossRoundSerializer

    def get_queryset(self) -> QuerySet[CrossRound]:
        return rounds_of(self.request)


class _Led(ScopedView):
    """An act on a round by whoever leads it."""

    permission_classes = (SignedIn,)
    act: Callable[..., object]

    def get_queryset(self) -> QuerySet[CrossRound]:
        return rounds_of(self.request)

    def more(self) -> dict[str, Any]:
        return {}

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        one = self.get_object()
        require(request, Right.CHECK_EDIT, at=one.unit)
        said = self.checked(request) | self.more()
        type(self).act(round_of=one, by=request.user, now=timezone.now(), **said)
        return Response(OneCrossRoundSerializer(one).data)


class DrawCrossRound(_Led):
    serializer_class = CrossWhySerializer
    act = staticmethod(services.draw_again)

    def more(self) -> dict[str, Any]:
        return {"seed": new_seed()}


class TellCrossRound(_Led):
    serializer_class = CrossTellSerializer
    act = staticmethod(services.tell_round)


class CancelCrossRound(_Led):
    serializer_class = CrossWhySerializer
    act = staticmethod(services.cancel_round)


class _OnPair(ScopedView):
    permission_classes = (SignedIn,)

    def get_queryset(self) -> QuerySet[CrossRound]:
        return rounds_of(self.request)

    def pair(self, number: int) -> CrossPair:
        rows = self.get_object().pairs.select_related("hall", "home", "person", "run", "round_of__template")
        found: CrossPair = get_object_or_404(rows.select_related("round_of__unit"), pk=number)
        return found


class ChangeCrossPair(_OnPair):
    """POST: somebody else goes."""

    serializer_class = CrossAnotherSerializer

    @idempotent
    def post(self, request: Request, pk: int, pair: int) -> Response:
        found = self.pair(pair)
        require(request, Right.CHECK_EDIT, at=found.round_of.unit)
        said = self.checked(request)
        people = {one.key: one for one in candidates_in(found.round_of.unit, on=timezone.localdate())}
        (candidate,) = _named("inspector", [said.pop("inspector")], people)
        services.send_another(pair=found, candidate=candidate, by=request.user, now=timezone.now(), **said)
        return Response(CrossPairSerializer(found).data)


class InspectCrossPair(_OnPair):
    """POST: begin the check of the hall; the answer names it."""

    serializer_class = NothingSerializer

    @idempotent
    def post(self, request: Request, pk: int, pair: int) -> Response:
        found = self.pair(pair)
        if found.person_id != request.user.pk:
            raise PermissionDenied
        self.checked(request)
        services.inspect(pair=found, by=request.user, now=timezone.now())
        return Response(CrossPairSerializer(found).data, status=201)


urlpatterns = [
    path("halls/cross/", CrossRounds.as_view(), name="api_cross_rounds"),
    path("halls/cross/<int:pk>/", OneCrossRound.as_view(), name="api_cross_round"),
    path("halls/cross/<int:pk>/draw/", DrawCrossRound.as_view(), name="api_cross_round_draw"),
    path("halls/cross/<int:pk>/tell/", TellCrossRound.as_view(), name="api_cross_round_tell"),
    path("halls/cross/<int:pk>/cancel/", CancelCrossRound.as_view(), name="api_cross_round_cancel"),
    path("halls/cross/<int:pk>/pairs/<int:pair>/change/", ChangeCrossPair.as_view(), name="api_cross_pair_change"),
    path("halls/cross/<int:pk>/pairs/<int:pair>/inspect/", InspectCrossPair.as_view(), name="api_cross_pair_inspect"),
]
