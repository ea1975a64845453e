"""The report page, its workbook, and the order to compute a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from complaints.reports.selectors import latest_month
from core.exports.services import MEDIA_TYPES
from core.files.answers import download
from core.http import SignedInRequest
from core.periods.asked import asked_period
from core.periods.forms import MonthsForm
from core.periods.rules import Month, month_period
from core.rights import require
from kpi.indicators.services import request_month, running_computation
from kpi.reports.exports import workbook
from kpi.reports.page import ReportPage, report_address
from kpi.reports.selectors import report_of, stored_figures
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.models import Unit
from org.units.selectors import ancestors, children

if TYPE_CHECKING:
    from core.periods.rules import Period
    from kpi.reports.rules.report import Report


@require_safe
def report_latest(request: SignedInRequest) -> HttpResponse:
    """The report of the last month with complaints, or of the months chosen in the period menu.

    A choice that names no period is shown again with what is wrong about it, never as another month.
    """
    unit = _unit(request)
    chosen = MonthsForm.of(request.GET)
    if chosen.is_valid():
        return redirect(report_address(unit.code, chosen.chosen))
    if chosen.is_bound:
        context = {"form": chosen, "unit": unit, "current_unit": unit}
        return render(request, "kpi/reports/period.html", context, status=400)
    last = latest_month(unit) or Month.of(timezone.localdate())
    return redirect(report_address(unit.code, month_period(last)))


@require_safe
def month_report(request: SignedInRequest, period: str) -> HttpResponse:
    unit, chosen = _unit(request), asked_period(period)
    report = _report(request, unit, chosen)
    context = {
        "page": ReportPage(report, unit, today=timezone.localdate()),
        "report": report,
        "unit": unit,
        "current_unit": unit,
        "above": [one for one in ancestors(unit)[:-1] if request.user.may(Right.INDICATOR_VIEW, at=one)],
        "below": children(unit, on=chosen.last_day),
        "stored": stored_figures(report, unit),
        "job": running_computation(unit=unit, month=chosen.last, by=request.user),
        "newest_address": _newest_address(unit) if report.is_empty else "",
        "may_export": request.user.may(Right.EXPORT_RUN, at=unit),
        "may_compute": request.user.may(Right.INDICATOR_COMPUTE, at=unit),
        "may_set_targets": request.user.may(Right.TARGET_EDIT, at=unit),
        "may_set_customers": request.user.may(Right.CUSTOMER_BASE_EDIT, at=unit),
    }
    return render(request, "kpi/reports/month_report.html", context)


@require_safe
def month_report_xlsx(request: SignedInRequest, period: str) -> FileResponse:
    unit, chosen = _unit(request), asked_period(period)
    require(request, Right.EXPORT_RUN, at=unit)
    name = f"{unit.name} {chosen.words}.xlsx"
    return download(workbook(_report(request, unit, chosen)), name=name, media_type=MEDIA_TYPES["xlsx"])


@require_POST
def month_report_compute(request: SignedInRequest, period: str) -> HttpResponse:
    """Every month of the period is computed by a job of its own; the last one's progress is shown."""
    unit, chosen = _unit(request), asked_period(period)
    require(request, Right.INDICATOR_COMPUTE, at=unit)
    now = timezone.now()
    job = [request_month(unit=unit, month=month, by=request.user, now=now) for month in chosen.months][-1]
    if request.htmx:
        return render(request, "kpi/reports/_computing.html", {"job": job})
    return redirect("job", pk=job.pk)


def _unit(request: SignedInRequest) -> Unit:
    """The unit named in the address, or the highest one whose figures the person may see."""
    return asked_unit(request.user, request.GET.get("unit", ""), Right.INDICATOR_VIEW)


def _newest_address(unit: Unit) -> str:
    """The report of the last month in which the unit received complaints; empty without any."""
    last = latest_month(unit)
    return report_address(unit.code, month_period(last)) if last else ""


def _report(request: SignedInRequest, unit: Unit, period: Period) -> Report:
    return report_of(unit, period, with_addresses=request.user.may(Right.COMPLAINT_VIEW, at=unit))
