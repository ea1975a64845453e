"""Visits as they were, and days that are counted by hand."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from halls.intake import services
from halls.intake.filters import TotalFilter, VisitFilter
from halls.intake.forms import CorrectForm, NewTotalForm, WithdrawForm
from halls.intake.models import DayTotal
from halls.intake.presenter import facts_of, steps_of, visit_lines
from halls.intake.selectors import page_of, versions_of
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.views import hall_in_scope
from halls.queue.models import Visit
from org.access.choices import Right

PAGE = 50
DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/intake/total_form.html"


@require_safe
def visits(request: SignedInRequest) -> HttpResponse:
    """The visits of a hall, or of all below a unit, of a day or at most a month; the last to arrive in front."""
    require(request, Right.HALL_VIEW)
    form = VisitFilter(request.GET.dict(), person=request.user)
    rows = form.rows()
    page = page_of(rows, after=request.GET.get("after", ""), size=PAGE)
    context = {
        "form": form,
        "page": page,
        "count": rows.count(),
        "limits": form.limit_minutes,
        "lines": list(visit_lines(page.rows, form.limits)),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "may_import": request.user.may(Right.QUEUE_LEAD) and request.user.may(Right.IMPORT_RUN),
        "query": request.GET.urlencode(),
    }
    status = 404 if not form.is_known else 400 if form.errors else 200
    return render(request, "halls/intake/visits.html", context, status=status)


@require_safe
def visit(request: SignedInRequest, pk: int) -> HttpResponse:
    """One visit with its stretches."""
    require(request, Right.HALL_VIEW)
    rows = Visit.objects.visible_to(request.user).select_related(
        "premises__unit", "service", "counter", "staff", "import_run__file"
    )
    found: Visit = get_object_or_404(rows, pk=pk)
    context = {"visit": found, "steps": steps_of(found, now=timezone.now()), "facts": facts_of(found)}
    return render(request, "halls/intake/visit.html", context)


@require_safe
def day_totals(request: SignedInRequest) -> HttpResponse:
    """Days counted by hand, newest first; the filter stands in the address."""
    require(request, Right.HALL_VIEW)
    form = TotalFilter(request.GET, person=request.user)
    rows = form.rows().select_related("premises__unit", "service", "made_by")
    context = {
        "form": form,
        "page": leaf_of(rows, request.GET.get("page"), size=PAGE),
        "halls": list(Premises.objects.where(request.user, Right.QUEUE_LEAD).select_related("unit")),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "query": request.GET.urlencode(),
    }
    return render(request, "halls/intake/totals.html", context, status=400 if form.errors else 200)


@require_http_methods(DOOR)
def day_total_new(request: SignedInRequest, code: str) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.QUEUE_LEAD)
    now = timezone.now()
    today = business_day(now, premises.time_zone)
    last = today if services.is_over(premises, today, now=now) else today - dt.timedelta(days=1)
    return answered(
        request,
        NewTotalForm(request.POST or None, premises=premises, day=last),
        services.enter_total,
        to=reverse("day_totals"),
        template=FORM,
        context={"title": _("Count a day by hand"), "hall": premises, "back_url": reverse("day_totals")},
        names=("business_day", "channel", "service", "figures", "reason"),
        premises=premises,
    )


@require_safe
def day_total(request: SignedInRequest, pk: int) -> HttpResponse:
    """A day's count with every version of it."""
    require(request, Right.HALL_VIEW)
    total = _total(request, pk)
    versions = versions_of(total)
    may_act = request.user.may(Right.QUEUE_LEAD, at=total.premises.unit)
    current = versions[0]
    context = {
        "total": current,
        "hall": total.premises,
        "versions": versions,
        "may_act": may_act and not current.is_withdrawn,
    }
    return render(request, "halls/intake/total.html", context)


@require_http_methods(DOOR)
def day_total_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, CorrectForm, services.correct_total, _("Correct"), ("figures", "reason", "version"))


@require_http_methods(DOOR)
def day_total_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, pk, WithdrawForm, services.withdraw_total, _("Withdraw the count"), ("reason", "version"))


def _act(request: SignedInRequest, pk: int, kind: Any, act: Any, title: str, names: tuple[str, ...]) -> HttpResponse:
    require(request, Right.HALL_VIEW)
    total = _total(request, pk)
    require(request, Right.QUEUE_LEAD, at=total.premises.unit)
    back = reverse("day_total", args=[pk])
    return answered(
        request,
        kind(request.POST or None, total=total),
        act,
        to=back,
        template=FORM,
        context={"title": title, "hall": total.premises, "total": total, "back_url": back},
        names=names,
        anew=lambda row: kind(total=row),
        total=total,
    )


def _total(request: SignedInRequest, pk: int) -> DayTotal:
    rows = DayTotal.objects.visible_to(request.user).select_related("premises__unit", "service", "made_by")
    found: DayTotal = get_object_or_404(rows, pk=pk)
    return found
