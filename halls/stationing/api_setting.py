"""What stationing goes by, for machines: the rule, a campaign changed, what was found in its halls."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.fields import PlainDecimalField
from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from halls.stationing import rules, services
from halls.stationing.api_tables import CampaignSerializer, who
from halls.stationing.models import CampaignHall, StationingCampaign, StationingRule
from halls.stationing.services import Facts
from org.access.choices import Right
from org.units.models import Unit
from org.units.named import named_unit, named_units


class OneCampaignSerializer(CampaignSerializer):
    """POST: the campaign is written whole; `version` is the one that was read."""

    unit = serializers.CharField(source="unit.code", read_only=True)
    version = serializers.IntegerField(min_value=1)


class CampaignFactsSerializer(serializers.Serializer[CampaignHall]):
    """null is what nobody has looked at; `version` is the one that was read."""

    unit = serializers.CharField(source="unit.code", read_only=True)
    is_on_post = serializers.BooleanField(allow_null=True)
    has_handheld = serializers.BooleanField(allow_null=True)
    has_waiting = serializers.BooleanField(allow_null=True)
    version = serializers.IntegerField(min_value=1)


class StationingRuleSerializer(serializers.Serializer[StationingRule]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    valid_from = serializers.DateField()
    first_label = serializers.CharField(max_length=rules.LABEL_MOST)
    second_label = serializers.CharField(max_length=rules.LABEL_MOST)
    third_label = serializers.CharField(max_length=rules.LABEL_MOST)
    target = PlainDecimalField(max_digits=4, decimal_places=1, min_value=Decimal(0), max_value=Decimal(100))
    note = serializers.CharField(max_length=rules.REASON_MOST, required=False, allow_blank=True, default="")
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True, default=None)


class _OnCampaign(ScopedView):
    required_right = Right.STATIONING_LOG

    def get_queryset(self) -> QuerySet[StationingCampaign]:
        return StationingCampaign.objects.visible_to(who(self.request)).select_related("unit")

    def loaded(self, request: Request) -> StationingCampaign:
        campaign: StationingCampaign = self.get_object()
        require(request, self.required_right, at=campaign.unit)
        return campaign


class ChangeCampaign(_OnCampaign):
    """POST: other months, halls or stints a week; a hall in which somebody has stood stays."""

    serializer_class = OneCampaignSerializer

    @extend_schema(operation_id="stationing_campaign_change")
    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        campaign, said = self.loaded(request), self.checked(request)
        below = Unit.objects.at_or_below(campaign.unit)
        halls = named_units(said.pop("halls"), among=below, field="halls")
        kept = services.save_campaign(
            unit=campaign.unit, campaign=campaign, halls=halls, by=who(request), now=timezone.now(), **said
        )
        return Response(OneCampaignSerializer(kept).data)


class Found(_OnCampaign):
    """POST: what was found in a hall of the campaign, by the hall's code."""

    serializer_class = CampaignFactsSerializer

    @idempotent
    def post(self, request: Request, pk: int, code: str) -> Response:
        rows = self.loaded(request).halls.select_related("unit", "campaign")
        hall = get_object_or_404(rows, unit__code=code)
        said = self.checked(request)
        version = said.pop("version")
        done = services.set_facts(hall=hall, facts=Facts(**said), version=version, by=who(request), now=timezone.now())
        return Response(CampaignFactsSerializer(done).data)


class Rules(ScopedList):
    """GET: what the kinds of customer are called and what rate is asked for. POST: say it anew from a day on."""

    serializer_class = StationingRuleSerializer
    required_right: Any = {"GET": Right.HALL_VIEW, "POST": Right.HALL_EDIT}
    filters = {"unit": "unit__code"}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[StationingRule]:
        reach = Unit.objects.where(who(self.request), Right.HALL_VIEW)
        return StationingRule.objects.filter(unit__in=reach).select_related("unit", "made_by")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(who(request), code, see=Right.HALL_VIEW, right=Right.HALL_EDIT)
        made = services.set_stationing_rule(unit=unit, by=who(request), now=timezone.now(), **said)
        return Response(StationingRuleSerializer(made).data, status=201)


urlpatterns = [
    path("stationing/rules/", Rules.as_view(), name="api_stationing_rules"),
    path("stationing/campaigns/<int:pk>/", ChangeCampaign.as_view(), name="api_stationing_campaign_edit"),
    path("stationing/campaigns/<int:pk>/halls/<str:code>/", Found.as_view(), name="api_stationing_facts"),
]
