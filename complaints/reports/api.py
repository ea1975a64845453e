"""The reports for machines: the value the page prints, in the shape of complaints.reports.exports.as_data."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from complaints.reports.choices import CODES
from complaints.reports.exports import as_data
from complaints.reports.selectors import REPORTS, Asked
from core.api.permissions import RightPermission
from core.periods.asked import asked_period
from org.access.choices import Right
from org.units.asked import asked_unit


class ComplaintReportView(APIView):
    """One report of a unit and period: its tables with numbers, what they are out of, and how they are counted."""

    permission_classes = [RightPermission]
    required_right = {"GET": Right.COMPLAINT_VIEW}

    @extend_schema(
        operation_id="complaint_report",
        parameters=[
            OpenApiParameter("code", str, OpenApiParameter.PATH, enum=CODES),
            OpenApiParameter(
                "period", str, OpenApiParameter.PATH, description="2011-01, 2011-Q1, 2011 or 2011-01..2011-03"
            ),
            OpenApiParameter("unit", str, description="code of the unit; the highest one in scope if left out"),
        ],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request: Request, code: str, period: str) -> Response:
        person: Any = request.user
        unit = asked_unit(person, request.query_params.get("unit", ""), Right.COMPLAINT_VIEW)
        asked = Asked(unit, asked_period(period), timezone.now(), person)
        return Response(as_data(REPORTS[code](asked), asked))


urlpatterns = [
    path(
        "complaint-reports/<complaintreport:code>/<str:period>/",
        ComplaintReportView.as_view(),
        name="api_complaint_report",
    )
]
