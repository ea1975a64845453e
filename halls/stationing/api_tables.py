"""Figures of stationing for machines: months, campaigns, scores before and after."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.periods.rules import Month
from core.ui.rules import half_up
from halls.stationing import rules, services
from halls.stationing.choices import CustomerKind, Score
from halls.stationing.filters import BY, ComparedFilter, TableFilter
from halls.stationing.models import HallScore, StationingCampaign
from halls.stationing.rules import Compared, Received
from halls.stationing.selectors import before_after, by_hall, by_manager, by_month, months_of, terms_for
from org.access.choices import Right
from org.units.models import Unit
from org.units.named import named_unit, named_units
from org.units.selectors import highest_of

TABLES = {"month": by_month, "hall": by_hall, "manager": by_manager}


def who(request: Request) -> Any:
    """The person who asks: a right was asked for before any of these runs, so somebody is signed in."""
    return request.user


class CampaignSerializer(serializers.Serializer[StationingCampaign]):
    id = serializers.IntegerField(read_only=True)
    unit = serializers.CharField(source="unit.code", max_length=40)
    name = serializers.CharField(max_length=rules.NAME_MOST)
    first_month = serializers.CharField(max_length=7)
    last_month = serializers.CharField(max_length=7)
    weekly_least = serializers.IntegerField(min_value=1, max_value=14)
    halls = serializers.ListField(child=serializers.CharField(max_length=40), write_only=True)


class Campaigns(ScopedList):
    serializer_class = CampaignSerializer
    required_right = {"GET": Right.HALL_VIEW, "POST": Right.STATIONING_LOG}
    orderings = {"-first_month": "-first_month"}
    ordering = "-first_month"

    def get_queryset(self) -> QuerySet[StationingCampaign]:
        return StationingCampaign.objects.visible_to(who(self.request)).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(who(request), code, see=Right.HALL_VIEW, right=Right.STATIONING_LOG)
        reach = Unit.objects.where(who(request), Right.HALL_VIEW)
        halls = named_units(said.pop("halls"), among=reach, field="halls")
        made = services.save_campaign(unit=unit, halls=halls, by=who(request), now=timezone.now(), **said)
        return Response(CampaignSerializer(made).data, status=201)


class HallScoreSerializer(serializers.Serializer[HallScore]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    score = serializers.ChoiceField(choices=Score.choices)
    month = serializers.CharField(max_length=7)
    value = PlainDecimalField(max_digits=5, decimal_places=2, min_value=Decimal(0), max_value=Decimal(100))
    source = serializers.CharField(max_length=160)  # type: ignore[assignment]  # hides an attribute of fields
    reason = serializers.CharField(
        max_length=rules.REASON_MOST, required=False, allow_blank=True, default="", write_only=True
    )


class Scores(ScopedList):
    serializer_class = HallScoreSerializer
    required_right = {"GET": Right.HALL_VIEW, "POST": Right.STATIONING_LOG}
    filters = {"unit": "unit__code", "score": "score", "month": "month"}
    orderings = {"-month": "-month"}
    ordering = "-month"

    def get_queryset(self) -> QuerySet[HallScore]:
        return HallScore.objects.visible_to(who(self.request)).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(who(request), code, see=Right.HALL_VIEW, right=Right.STATIONING_LOG)
        made = services.set_score(unit=unit, by=who(request), now=timezone.now(), **said)
        return Response(HallScoreSerializer(made).data, status=201)


class _Figures(ScopedView):
    """A table worked out for who asks; there are no rows to page through."""

    required_right = Right.HALL_VIEW
    serializer_class = serializers.Serializer

    def get_queryset(self) -> QuerySet[Any]:
        return StationingCampaign.objects.visible_to(who(self.request))


class Months(_Figures):
    """S3 4.3 by month, hall or manager, with numerator and denominator; a rate is a ratio."""

    parameters = frozenset({"unit", "campaign", "first", "last", "by"})

    @extend_schema(operation_id="stationing_months", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request) -> Response:
        chosen = TableFilter(self.wanted, person=who(request))
        rows = chosen.narrowed()
        if chosen.errors:
            raise ValidationError(chosen.said_wrong)
        first, last = chosen.months(Month.of(timezone.localdate()))
        by = chosen.cleaned_data.get("by") or BY[0][0]
        table = TABLES[by](rows.in_months(first, last))
        unit = chosen.cleaned_data.get("unit") or highest_of(who(request).paths_for(Right.HALL_VIEW))
        terms = terms_for(unit, on=min(last.last_day, timezone.localdate()))
        return Response(
            {
                "first": first.words,
                "last": last.words,
                "by": by,
                "formula": "(received - unresolved) / received",
                "target_percent": terms.target,
                "labels": terms.labels,
                "labels_are_assumed": terms.is_assumed,
                "rows": [{"key": line.key, "stints": line.stints, **_received(line.received)} for line in table.lines],
                "total": {"stints": table.stints, **_received(table.total)},
            }
        )


def _received(received: Received) -> dict[str, Any]:
    counts = {kind: getattr(received, kind) for kind in CustomerKind.values}
    return {**counts, "received": received.total, "unresolved": received.unresolved, "rate": _ratio(received.rate)}


def _ratio(value: Decimal | None) -> Decimal | None:
    return None if value is None else half_up(value, 6)


class BeforeAfter(_Figures):
    """S3 4.3 before and after: every hall of the campaign, whatever became of it. No parameter leaves one out."""

    parameters = frozenset({"score", "before", "after"})

    @extend_schema(operation_id="stationing_compared", responses=OpenApiTypes.OBJECT)
    def get(self, request: Request, pk: int) -> Response:
        campaign = get_object_or_404(self.get_queryset(), pk=pk)
        chosen = ComparedFilter(self.wanted)
        if not chosen.is_valid():
            raise ValidationError(chosen.said_wrong)
        score, before, after = chosen.asked(campaign)
        table = before_after(campaign, score, before, after)
        tally = table.tally
        return Response(
            {
                "campaign": campaign.name,
                "months": [one.words for one in months_of(campaign)],
                "score": score,
                "before": before.words,
                "after": after.words,
                "rows": [
                    {
                        "unit": row.hall.unit.code,
                        "on_post": row.hall.is_on_post,
                        "handheld": row.hall.has_handheld,
                        "waiting": row.hall.has_waiting,
                        "version": row.hall.version,
                        **_compared(row.compared),
                    }
                    for row in table.rows
                ],
                "rose": tally.rose,
                "fell": tally.fell,
                "stayed": tally.stayed,
                "no_data": tally.unknown,
                "mean": _compared(tally.mean),
            }
        )


def _compared(compared: Compared) -> dict[str, Any]:
    return {
        "before": _ratio(compared.before),
        "after": _ratio(compared.after),
        "points": _ratio(compared.points),
        "relative": _ratio(compared.relative),
    }


urlpatterns = [
    path("stationing/months/", Months.as_view(), name="api_stationing_months"),
    path("stationing/campaigns/", Campaigns.as_view(), name="api_stationing_campaign_new"),
    path("stationing/campaigns/<int:pk>/compared/", BeforeAfter.as_view(), name="api_stationing_compared"),
    path("stationing/scores/", Scores.as_view(), name="api_hall_score_new"),
]
