"""The reports for machines: the value the page prints, in the shape of complaints.reports.exports.as_data."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from complaints.reports.choices import CODES
from complaints.reports.exports import as_data
from complaints.reports.selectors import REPORTS, Asked
from core.api.permissions import RightPermission
from core.periods.rules import NotAPeriod
from core.periods.rules import period as read_period
from org.access.choices import Right
from org.people.models import Person
from org.units.models import Unit
from org.units.selectors import highest_of


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
        unit = _unit(request)
        try:
            asked = Asked(unit, read_period(period), timezone.now(), _person(request))
        except NotAPeriod as refusal:
            raise Http404(str(refusal)) from None
        return Response(as_data(REPORTS[code](asked), asked))


def _person(request: Request) -> Person:
    person: Any = request.user
    return person


def _unit(request: Request) -> Unit:
    person = _person(request)
    code = request.query_params.get("unit", "")
    units = Unit.objects.visible_to(person)
    unit = get_object_or_404(units, code=code) if code else highest_of(person.paths_for(Right.COMPLAINT_VIEW))
    if unit is None or not person.may(Right.COMPLAINT_VIEW, at=unit):
        raise PermissionDenied
    return unit


urlpatterns = [
    path(
        "complaint-reports/<complaintreport:code>/<str:period>/",
        ComplaintReportView.as_view(),
        name="api_complaint_report",
    )
]
