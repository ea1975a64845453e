"""The waits of a period for machines: whole numbers, ratios unrounded, what is missing as null."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.permissions import RightPermission
from core.periods.asked import asked_period
from halls.waiting.choices import PERCENTS, Base, By
from halls.waiting.forms import ChoiceForm
from halls.waiting.rules import Tally, half_hour_words, is_finding, total
from halls.waiting.selectors import Asked, Line, asked_of, lines
from org.access.choices import Right
from org.units.asked import asked_unit

SCHEMA = "servicedesk.hall_waits/1"


class WaitsView(APIView):
    """Tickets, overtime on the base asked for, mean and percentiles of halls, and what they come to together."""

    permission_classes = [RightPermission]
    required_right = {"GET": Right.HALL_VIEW}

    @extend_schema(
        operation_id="hall_waits",
        parameters=[
            OpenApiParameter(
                "period", str, OpenApiParameter.PATH, description="2011-01, 2011-Q1, 2011 or 2011-01..2011-03"
            ),
            OpenApiParameter("unit", str, description="code of the unit; the highest one in scope if left out"),
            OpenApiParameter("base", str, enum=Base.values, description="out of which tickets; all if left out"),
            OpenApiParameter("by", str, enum=By.values, description="broken down by; hall if left out"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, period: str) -> Response:
        person: Any = request.user
        form = ChoiceForm(request.query_params)
        form.is_valid()
        asked = asked_of(
            unit=asked_unit(person, request.query_params.get("unit", ""), Right.HALL_VIEW),
            period=asked_period(period),
            base=form.chosen_base,
            reader=person,
            now=timezone.now(),
        )
        return Response(as_data(asked, form.chosen_by))


def as_data(asked: Asked, by: By) -> dict[str, Any]:
    found = lines(asked, by)
    return {
        "schema": SCHEMA,
        "unit": {"code": asked.unit.code, "name": asked.unit.name},
        "period": asked.period.words,
        "base": asked.base.value,
        "by": by.value,
        "lines": [_line(asked, by, line) for line in found],
        "total": _figures(total(line.tally for line in found), asked.base),
    }


def _line(asked: Asked, by: By, line: Line) -> dict[str, Any]:
    ranks = line.ranks or (None,) * len(PERCENTS)
    said = _figures(line.tally, asked.base) | {
        f"p{percent}_seconds": seconds for percent, seconds in zip(PERCENTS, ranks, strict=True)
    }
    if by is not By.HALL:
        return {"key": _key(line.key, by)} | said
    limits = [
        {"from": one.first, "to": one.last, "minutes": one.minutes, "share_allowed": float(one.share)}
        for one in asked.limits(line.key)
    ]
    above = is_finding(line.tally.share(asked.base), asked.share_line(line.key).share)
    return {"key": line.key.unit.code, "name": str(line.key), "limits": limits, "is_above_line": above} | said


def _key(key: Any, by: By) -> str | None:
    if key is None:
        return None
    if by is By.HALF_HOUR:
        return half_hour_words(key)
    return " ".join(key) if by is By.SERVICE else str(key + 1 if by is By.WEEKDAY else key)


def _figures(tally: Tally, base: Base) -> dict[str, Any]:
    share = tally.share(base)
    return {
        "tickets": tally.count(base),
        "tickets_with_limit": tally.out_of(base),
        "overtime": None if share is None else tally.over_of(base),
        "overtime_share": _number(share),
        "mean_wait_seconds": _number(tally.mean_seconds),
    }


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


urlpatterns = [path("halls/waits/<str:period>/", WaitsView.as_view(), name="api_hall_waits")]
