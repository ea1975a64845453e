"""The report for machines: the same value, in the shape of kpi.reports.exports.data."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.permissions import RightPermission
from core.periods.asked import asked_period
from kpi.reports.exports import as_data
from kpi.reports.selectors import report_of
from org.access.choices import Right
from org.units.asked import asked_unit


class ReportView(APIView):
    """Every indicator and table of a month, quarter, year or range, with numerators and denominators."""

    permission_classes = [RightPermission]
    required_right = {"GET": Right.INDICATOR_VIEW}

    @extend_schema(
        operation_id="report",
        parameters=[
            OpenApiParameter(
                "period", str, OpenApiParameter.PATH, description="2011-01, 2011-Q1, 2011 or 2011-01..2011-03"
            ),
            OpenApiParameter("unit", str, description="code of the unit; the highest one in scope if left out"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, period: str) -> Response:
        person: Any = request.user
        unit = asked_unit(person, request.query_params.get("unit", ""), Right.INDICATOR_VIEW)
        return Response(as_data(report_of(unit, asked_period(period), with_addresses=False)))
