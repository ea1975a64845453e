"""Loss analysis: one kind of check of a unit and period, and the findings behind a figure."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import SignedInRequest
from core.periods.asked import asked_period
from core.periods.forms import MonthsForm
from core.periods.rules import Month, month_period
from core.ui.leaves import leaf_of
from halls.checks.choices import CheckKind
from halls.losses.presenter import LossPage, losses_address
from halls.losses.selectors import Asked, found_at, latest_month
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.models import Unit
from org.units.selectors import ancestors, children

PAGE = 50


@require_safe
def losses(request: SignedInRequest) -> HttpResponse:
    """Mystery visits first: the table of S0 1.2 is theirs."""
    return losses_latest(request, CheckKind.MYSTERY.value)


@require_safe
def losses_latest(request: SignedInRequest, kind: str) -> HttpResponse:
    """The last month with such checks, or the months chosen in the period menu."""
    unit = _unit(request)
    chosen = MonthsForm.of(request.GET)
    if chosen.is_valid():
        return redirect(losses_address(unit, chosen.chosen, kind))
    if chosen.is_bound:
        chooser = reverse("losses_latest", args=[kind])
        context = {"form": chosen, "unit": unit, "current_unit": unit, "chooser_address": chooser}
        return render(request, "halls/losses/period.html", context, status=400)
    last = latest_month(unit, kind) or Month.of(timezone.localdate())
    return redirect(losses_address(unit, month_period(last), kind))


@require_safe
def losses_period(request: SignedInRequest, kind: str, period: str) -> HttpResponse:
    asked = Asked(_unit(request), asked_period(period), kind)
    context = {
        "page": LossPage(asked, today=timezone.localdate()),
        "unit": asked.unit,
        "current_unit": asked.unit,
        "above": [one for one in ancestors(asked.unit)[:-1] if request.user.may(Right.CHECK_VIEW, at=one)],
        "below": children(asked.unit, on=asked.period.last_day),
        "may_export": request.user.may(Right.EXPORT_RUN, at=asked.unit),
    }
    return render(request, "halls/losses/losses.html", context)


@require_safe
def losses_found(request: SignedInRequest, kind: str, period: str) -> HttpResponse:
    """The findings behind one figure, the newest first, each with its check."""
    asked, code = Asked(_unit(request), asked_period(period), kind), request.GET.get("code", "")
    hall = None
    if wanted := request.GET.get("hall"):
        hall = get_object_or_404(Unit.objects.at_or_below(asked.unit), code=wanted)
    page = leaf_of(found_at(asked, code=code, hall=hall), request.GET.get("page"), size=PAGE)
    context = {
        "page": page,
        "hall": hall,
        "unit": asked.unit,
        "title": page.object_list[0].words if page.object_list else code,
        "back_address": losses_address(asked.unit, asked.period, asked.kind),
        "period": asked.period,
    }
    return render(request, "halls/losses/found.html", context)


def _unit(request: SignedInRequest) -> Unit:
    """The unit named in the address, or the highest one whose checks the person sees."""
    return asked_unit(request.user, request.GET.get("unit", ""), Right.CHECK_VIEW)
