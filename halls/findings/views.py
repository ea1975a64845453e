"""Wait findings: halls above their line in a month, one finding with its causes and actions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.periods.rules import Month, NotAPeriod
from core.periods.rules import month as month_named
from core.rights import require
from halls.findings import services
from halls.findings.forms import FindingForm
from halls.findings.models import WaitFinding
from halls.findings.presenter import finding_page, hall_months, measures
from halls.findings.selectors import LABEL, figures_of
from halls.premises.models import Premises
from halls.premises.views import hall_in_scope
from halls.waiting.selectors import latest_month_in
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/findings/form.html"


@require_safe
def wait_findings(request: SignedInRequest) -> HttpResponse:
    """Halls within reach in a month, those above their line in front (S0-Q1); the last one that is over and in which
    somebody came at first."""
    require(request, Right.HALL_VIEW)
    now = timezone.now()
    this = Month.of(timezone.localdate(now))
    visible = Premises.objects.visible_to(request.user)
    said = request.GET.get("month", "")
    month = _month(said) if said else min(latest_month_in(visible) or this, this.plus(-1))
    halls = list(visible.select_related("unit").order_by("unit__path"))
    context = {
        "month": month.words,
        "before": month.plus(-1).words,
        "after": month.plus(1).words if month < this else "",
        "lines": hall_months(figures_of(halls, month, now=now), month),
        "may_find": request.user.may(Right.QUEUE_LEAD),
    }
    return render(request, "halls/findings/findings.html", context)


@require_safe
def wait_finding(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk)
    unit = found.premises.unit
    context = {
        "finding": found,
        "hall": found.premises,
        "page": finding_page(found, now=timezone.now()),
        "origin": f"{LABEL}:{found.pk}",
        "may_edit": request.user.may(Right.QUEUE_LEAD, at=unit),
        "may_open_action": request.user.may(Right.ACTION_EDIT, at=unit),
    }
    return render(request, "halls/findings/finding.html", context)


@require_http_methods(DOOR)
def wait_finding_new(request: SignedInRequest, code: str, period: str) -> HttpResponse:
    """Write down what was found of a month that is above the line; where that was done, go there."""
    hall = hall_in_scope(request, code, Right.QUEUE_LEAD)
    month = _month(period)
    standing = WaitFinding.objects.filter(premises=hall, month=month.number).first()
    if standing is not None and request.method != "POST":
        return redirect("wait_finding", standing.pk)
    return answered(
        request,
        FindingForm(request.POST if request.method == "POST" else None),
        services.make_finding,
        # Which leads to the finding that stands then.
        to=reverse("wait_finding_new", args=[code, period]),
        template=FORM,
        context={
            "hall": hall,
            "title": _("Why did customers wait too long?"),
            "figures": figures_of([hall], month, now=timezone.now())[0],
            "month": month.words,
            "measures": measures(),
        },
        names=("causes", "words"),
        premises=hall,
        month=month,
    )


@require_http_methods(DOOR)
def wait_finding_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk, Right.QUEUE_LEAD)
    form = FindingForm(request.POST if request.method == "POST" else None, finding=found)
    context: dict[str, Any] = {
        "hall": found.premises,
        "finding": found,
        "title": _("Change what was found"),
        "month": Month.from_number(found.month).words,
        "measures": measures(),
    }
    to = reverse("wait_finding", args=[pk])
    return answered(request, form, services.change_finding, to=to, template=FORM, context=context, finding=found)


def _month(words: str) -> Month:
    """Raises Http404 for words that name none: nothing stands at such an address."""
    try:
        return month_named(words)
    except NotAPeriod as refusal:
        raise Http404(str(refusal)) from None


def _in_scope(request: SignedInRequest, pk: int, right: str = Right.HALL_VIEW) -> WaitFinding:
    require(request, right)
    rows = WaitFinding.objects.visible_to(request.user).select_related("premises__unit", "made_by")
    found: WaitFinding = get_object_or_404(rows.prefetch_related("causes"), pk=pk)
    require(request, right, at=found.premises.unit)
    return found
