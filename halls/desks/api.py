"""Utilisation for machines: seconds and the ratio, the formula beside them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.periods.rules import NotAPeriod
from core.ui.rules import half_up
from halls.desks import services
from halls.desks.choices import FORMULA, FORMULA_VERSION
from halls.desks.models import DeskBands
from halls.desks.rules import Use, slot_words
from halls.desks.selectors import bands_for, bands_visible, hall_halves, halls_use, latest_day
from halls.desks.spans import Span, asked_span
from halls.premises.models import Premises, PremisesQuerySet
from org.access.choices import Right
from org.units.named import named_unit


class DeskBandsSerializer(serializers.Serializer[DeskBands]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    valid_from = serializers.DateField()
    idle_until = serializers.DecimalField(max_digits=5, decimal_places=2)
    relatively_idle_until = serializers.DecimalField(max_digits=5, decimal_places=2)
    saturated_until = serializers.DecimalField(max_digits=5, decimal_places=2)
    note = serializers.CharField(max_length=services.NOTE_MOST, required=False, allow_blank=True, default="")


class DeskUseSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    serving_seconds = serializers.IntegerField()
    open_seconds = serializers.IntegerField()
    utilisation = serializers.DecimalField(max_digits=12, decimal_places=6, allow_null=True)
    band = serializers.CharField(allow_null=True)


def span_of(view: ScopedView, halls: PremisesQuerySet) -> Span:
    """What the parameters `day` or `month` ask for; raises ValidationError."""
    try:
        return asked_span(view.wanted, usual=latest_day(halls) or timezone.localdate())
    except NotAPeriod as refusal:
        raise ValidationError({"period": str(refusal)}) from None


def used(name: str, use: Use, band: str | None) -> dict[str, Any]:
    return {
        "name": name,
        "serving_seconds": use.busy,
        "open_seconds": use.open,
        "utilisation": None if use.share is None else str(half_up(use.share, 6)),
        "band": band,
    }


class Desks(ScopedView):
    """GET: halls in one's reach in a day or a month, the most used in front."""

    required_right = {"GET": Right.HALL_VIEW}
    parameters = frozenset({"day", "month"})
    serializer_class = DeskUseSerializer
    pagination_class = None

    def get_queryset(self) -> PremisesQuerySet:
        return Premises.objects.visible_to(self.request.user)

    def get(self, request: Request) -> Response:
        halls = self.get_queryset()
        span = span_of(self, halls)
        found = halls_use(halls, span, now=timezone.now())
        lines = [{"unit": one.hall.unit.code, **used(one.hall.unit.name, one.use, one.band)} for one in found.lines]
        pairs = [{"busy": busy.hall.unit.code, "idle": idle.hall.unit.code} for busy, idle in found.pairs]
        body = {"period": span.words, "formula": str(FORMULA), "rule": FORMULA_VERSION, "halls": lines, "pairs": pairs}
        return Response(body)


class HallDesks(ScopedView):
    """GET: one hall by counter and half-hour."""

    required_right = {"GET": Right.HALL_VIEW}
    parameters = frozenset({"day", "month"})
    serializer_class = DeskUseSerializer
    pagination_class = None

    def get_queryset(self) -> PremisesQuerySet:
        return Premises.objects.visible_to(self.request.user).select_related("unit")

    @extend_schema(operation_id="hall_desks")
    def get(self, request: Request, code: str) -> Response:
        hall: Premises = get_object_or_404(self.get_queryset(), unit__code=code)
        span = span_of(self, Premises.objects.filter(pk=hall.pk))
        halves = hall_halves(hall, span, now=timezone.now())
        bands = bands_for([hall.unit], on=span.last).get(hall.unit_id)
        cuts = bands.cuts if bands else None

        def said(name: str, use: Use) -> dict[str, Any]:
            return used(name, use, cuts.band(use.share) if cuts else None)

        return Response(
            {
                "period": span.words,
                "formula": str(FORMULA),
                "rule": FORMULA_VERSION,
                "days": len(halves.days),
                "hall": said(hall.unit.name, halves.whole),
                "counters": [said(one.counter.name, one.use) for one in halves.counters],
                "half_hours": [said(slot_words(slot), use) for slot, use in halves.slots.items()],
            }
        )


class BandsList(ScopedList):
    """GET: cut-offs set in one's units, newest first. POST: set them for a unit and below from a day on."""

    required_right = {"GET": Right.HALL_VIEW, "POST": Right.HALL_EDIT}
    serializer_class = DeskBandsSerializer
    filters = {"unit": "unit__code"}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[DeskBands]:
        return bands_visible(self.request.user, Right.HALL_VIEW)

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        unit = named_unit(request.user, said.pop("unit")["code"], see=Right.HALL_VIEW, right=Right.HALL_EDIT)
        bands = services.set_bands(unit=unit, by=request.user, now=timezone.now(), **said)
        return Response(DeskBandsSerializer(bands).data, status=201)


urlpatterns = [
    path("halls/desks/", Desks.as_view(), name="api_desks"),
    path("halls/desk-bands/", BandsList.as_view(), name="api_desk_bands"),
    path("halls/<str:code>/desks/", HallDesks.as_view(), name="api_hall_desks"),
]
