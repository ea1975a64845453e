"""The report for machines: the same value, in the shape of kpi.reports.exports.data."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core.api.permissions import RightPermission
from core.periods.rules import NotAPeriod
from core.periods.rules import period as read_period
from kpi.reports.exports import as_data
from kpi.reports.selectors import report_of
from org.access.choices import Right
from org.units.models import Unit
from org.units.selectors import highest_of


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
        unit = _unit(request)
        try:
            chosen = read_period(period)
        except NotAPeriod as refusal:
            raise Http404(str(refusal)) from None
        return Response(as_data(report_of(unit, chosen, with_addresses=False)))


def _unit(request: Request) -> Unit:
    person: Any = request.user
    code = request.query_params.get("unit", "")
    if not code:
        unit = highest_of(person.paths_for(Right.INDICATOR_VIEW))
    else:
        unit = get_object_or_404(Unit.objects.visible_to(person), code=code)
    if unit is None or not person.may(Right.INDICATOR_VIEW, at=unit):
        raise PermissionDenied
    return unit
