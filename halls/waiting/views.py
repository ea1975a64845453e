"""Waits of the halls of a unit, of one hall, and halls in pairs; each in its own period."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import SignedInRequest
from core.periods.asked import asked_period
from core.periods.forms import MonthsForm
from core.periods.rules import Month, month_period
from core.rights import require
from halls.premises.models import Premises
from halls.premises.views import hall_in_scope
from halls.waiting.addresses import hall_address, waits_address
from halls.waiting.forms import ChoiceForm
from halls.waiting.hall_presenter import HallPage, PairsPage
from halls.waiting.presenter import WaitsPage
from halls.waiting.selectors import Asked, asked_of, latest_month
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.models import Unit
from org.units.selectors import ancestors, children


@require_safe
def waits(request: SignedInRequest) -> HttpResponse:
    """The last month in which somebody came, or the months chosen in the period menu."""
    unit = _unit(request)
    chosen = MonthsForm.of(request.GET)
    if chosen.is_valid():
        return redirect(waits_address(unit, chosen.chosen))
    if chosen.is_bound:
        context = {"form": chosen, "unit": unit, "current_unit": unit, "chooser_address": reverse("waits")}
        return render(request, "halls/waiting/period.html", context, status=400)
    last = latest_month(unit, request.user) or Month.of(timezone.localdate())
    return redirect(waits_address(unit, month_period(last)))


@require_safe
def waits_period(request: SignedInRequest, period: str) -> HttpResponse:
    asked, form = _asked(request, period)
    page = WaitsPage(asked, form.chosen_by, today=timezone.localdate())
    may_export = request.user.may(Right.EXPORT_RUN)
    return render(request, "halls/waiting/waits.html", _around(request, asked.unit, page) | {"may_export": may_export})


@require_safe
def waits_pairs(request: SignedInRequest, period: str) -> HttpResponse:
    asked, _form = _asked(request, period)
    page = PairsPage(asked, today=timezone.localdate())
    return render(request, "halls/waiting/pairs.html", _around(request, asked.unit, page))


@require_safe
def hall_waits(request: SignedInRequest, code: str) -> HttpResponse:
    hall = hall_in_scope(request, code)
    chosen = MonthsForm.of(request.GET)
    if chosen.is_valid():
        return redirect(hall_address(hall, chosen.chosen))
    if chosen.is_bound:
        around = {"form": chosen, "unit": hall.unit, "chooser_address": reverse("hall_waits", args=[code])}
        return render(request, "halls/waiting/period.html", around, status=400)
    last = latest_month(hall.unit, request.user) or Month.of(timezone.localdate())
    return redirect(hall_address(hall, month_period(last)))


@require_safe
def hall_waits_period(request: SignedInRequest, code: str, period: str) -> HttpResponse:
    asked, _form = _asked(request, period, hall_in_scope(request, code))
    page = HallPage(asked, today=timezone.localdate())
    return render(request, "halls/waiting/hall.html", {"page": page, "hall": page.hall, "unit": asked.unit})


def _asked(request: SignedInRequest, words: str, hall: Premises | None = None) -> tuple[Asked, ChoiceForm]:
    form = ChoiceForm(request.GET)
    form.is_valid()
    unit = hall.unit if hall else _unit(request)
    asked = asked_of(
        unit=unit,
        period=asked_period(words),
        base=form.chosen_base,
        reader=request.user,
        now=timezone.now(),
        hall=hall,
    )
    return asked, form


def _unit(request: SignedInRequest) -> Unit:
    """The unit named in the address, or the highest one whose halls the person sees."""
    require(request, Right.HALL_VIEW)
    return asked_unit(request.user, request.GET.get("unit", ""), Right.HALL_VIEW)


def _around(request: SignedInRequest, unit: Unit, page: WaitsPage | PairsPage) -> dict[str, object]:
    return {
        "page": page,
        "unit": unit,
        "current_unit": unit,
        "above": [one for one in ancestors(unit)[:-1] if request.user.may(Right.HALL_VIEW, at=one)],
        "below": children(unit, on=page.period.last_day),
    }
