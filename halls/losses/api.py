"""The loss analysis for machines: unrounded points as text, what is missing as null."""

from __future__ import annotations

from typing import Any

from django.urls import path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.permissions import RightPermission
from core.periods.asked import asked_period
from halls.checks.choices import CheckKind
from halls.losses import rules
from halls.losses.forms import KindForm
from halls.losses.selectors import Asked, gaps_of
from org.access.choices import Right
from org.units.asked import asked_unit

SCHEMA = "servicedesk.hall_losses/1"


class LossesView(APIView):
    """Scores of halls, of dimensions, points lost by item and hall, and what each side saw."""

    permission_classes = [RightPermission]
    required_right = {"GET": Right.CHECK_VIEW}

    @extend_schema(
        operation_id="hall_losses",
        parameters=[
            OpenApiParameter(
                "period", str, OpenApiParameter.PATH, description="2011-01, 2011-Q1, 2011 or 2011-01..2011-03"
            ),
            OpenApiParameter("unit", str, description="code of the unit; the highest one in scope if left out"),
            OpenApiParameter("kind", str, enum=CheckKind.values, description="mystery if left out"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, period: str) -> Response:
        person: Any = request.user
        unit = asked_unit(person, request.query_params.get("unit", ""), Right.CHECK_VIEW)
        return Response(as_data(Asked(unit, asked_period(period), KindForm(request.query_params).chosen)))


def as_data(asked: Asked) -> dict[str, Any]:
    means = {hall: one.mean(asked.averages) for hall, one in asked.scores.items()}
    standing = rules.standing(means, asked.lines)
    return {
        "schema": SCHEMA,
        "unit": {"code": asked.unit.code, "name": asked.unit.name},
        "period": asked.period.words,
        "kind": asked.kind,
        "averages": asked.averages,
        "mean": rules.together(asked.scores.values()).mean(asked.averages),
        "spread": rules.spread(means.values()),
        "halls": [
            {
                "hall": hall.code,
                "name": hall.name,
                "checks": asked.scores[pk].checks,
                "without_score": asked.scores[pk].unscored,
                "score": means[pk],
                "line": asked.lines.get(pk),
                "is_named": pk in standing.named,
            }
            for pk, hall in asked.halls.items()
        ],
        "dimensions": [{"dimension": code, "score": score, "lost": lost} for code, score, lost in asked.dimensions],
        "losses": [
            {
                "code": loss.code,
                "item": loss.words,
                "hall": asked.halls[loss.hall].code,
                "asked": loss.asked,
                "findings": loss.findings,
                "without_deduction": loss.zero,
                "lost": loss.lost,
                "periods_in_a_row": asked.in_a_row.get((loss.code, loss.hall), 0),
            }
            for loss in asked.losses
            if loss.findings
        ],
        "gaps": [
            {
                "code": one.code,
                "item": one.words,
                "sides": {side: {"asked": seen.asked, "findings": seen.findings} for side, seen in one.sides.items()},
                "gap": one.gap,
            }
            for one in gaps_of(asked.unit, asked.period)
        ],
    }


urlpatterns = [path("halls/losses/<str:period>/", LossesView.as_view(), name="api_hall_losses")]
