"""Doors of detection: entries that may be false, and the 3·15 readiness list."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from complaints.detection import services
from complaints.detection.choices import Suspicion
from complaints.detection.forms import ReviewForm
from complaints.detection.models import FalseEntry
from complaints.detection.readiness import DAYS_CHOSEN, days_from, readiness
from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from org.access.choices import Right

PAGE = 50


@require_safe
def false_entries(request: SignedInRequest) -> HttpResponse:
    """Those waiting for a reviewer; with `?show=reviewed` the others."""
    require(request, Right.COMPLAINT_JUDGE)
    rows, over = FalseEntry.objects.visible_to(request.user), request.GET.get("show") == "reviewed"
    shown = rows.exclude(verdict="") if over else rows.waiting()
    suspicion = request.GET.get("suspicion", "")
    if suspicion in Suspicion.values:
        shown = shown.filter(suspicion=suspicion)
    shown = shown.select_related("complaint__unit", "about", "reviewed_by")
    context = {
        "page": leaf_of(shown, request.GET.get("page"), size=PAGE),
        "over": over,
        "suspicion": suspicion,
        "suspicions": Suspicion.choices,
        "minutes": settings.FALSE_ENTRY_MINUTES,
    }
    return render(request, "complaints/detection/false_entries.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def false_entry_review(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, Right.COMPLAINT_JUDGE)
    rows = FalseEntry.objects.visible_to(request.user).select_related("complaint", "about")
    entry = get_object_or_404(rows, pk=pk)
    form = ReviewForm(request.POST if request.method == "POST" else None)
    return answered(
        request,
        form,
        services.review,
        to=reverse("false_entries"),
        template="complaints/detection/review.html",
        context={"entry": entry, "complaint": entry.complaint},
        entry=entry,
    )


@require_safe
def report_readiness(request: SignedInRequest) -> HttpResponse:
    """What is still open before the 15th of March, by who received it first; to be read and printed."""
    require(request, Right.COMPLAINT_VIEW)
    days = days_from(request.GET.get("days", ""))
    context = {
        "page": readiness(request.user, days=days, now=timezone.now()),
        "days": days,
        "days_chosen": DAYS_CHOSEN,
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "complaints/detection/readiness.html", context)
