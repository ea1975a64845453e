"""Doors of the gates."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from complaints.gates import services
from complaints.gates.forms import ReportForm
from complaints.tickets.views.answering import answered
from complaints.tickets.views.page import in_scope
from core.http import SignedInRequest
from core.rights import require
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]


@require_http_methods(DOOR)
def dissatisfied_new(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return answered(
        request,
        ReportForm(request.POST if request.method == "POST" else None),
        services.report_dissatisfied,
        to=reverse("complaint", args=[number]),
        template="complaints/gates/report.html",
        context={"complaint": complaint},
        complaint=complaint,
    )
