"""The list of reports, a report of a unit and period, and its workbook."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from complaints.reports.exports import workbook
from complaints.reports.page import ReportPage, report_address
from complaints.reports.registry import page_named, report_pages
from complaints.reports.selectors import REPORTS, Asked, latest_month
from core.exports.services import MEDIA_TYPES
from core.files.answers import download
from core.http import SignedInRequest
from core.periods.asked import asked_period
from core.periods.forms import MonthsForm
from core.periods.rules import Month, month_period
from core.rights import require
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.models import Unit
from org.units.selectors import ancestors, children


@require_safe
def complaint_reports(request: SignedInRequest) -> HttpResponse:
    """Every report there is, then the lists to go through, each with the question it answers."""
    require(request, Right.COMPLAINT_VIEW)
    pages = report_pages(request.user)
    shelves = [
        (_("Reports"), [page for page in pages if not page.is_list]),
        (_("Lists to go through"), [page for page in pages if page.is_list]),
    ]
    return render(request, "complaints/reports/list.html", {"shelves": shelves})


@require_safe
def report_latest(request: SignedInRequest, code: str) -> HttpResponse:
    """The report of the last month with complaints, or of the months chosen in the period menu.

    A choice that names no period is shown again with what is wrong about it, never as another month.
    """
    unit = _unit(request)
    chosen = MonthsForm.of(request.GET)
    if chosen.is_valid():
        return redirect(report_address(code, unit, chosen.chosen))
    if chosen.is_bound:
        context = {"page": page_named(code), "form": chosen, "unit": unit, "current_unit": unit}
        return render(request, "complaints/reports/period.html", context, status=400)
    last = latest_month(unit) or Month.of(timezone.localdate())
    return redirect(report_address(code, unit, month_period(last)))


@require_safe
def complaint_report(request: SignedInRequest, code: str, period: str) -> HttpResponse:
    asked = _asked(request, period)
    page = ReportPage(REPORTS[code](asked), asked.unit, asked.period, today=timezone.localdate())
    context = {
        "page": page,
        "report": page.report,
        "unit": asked.unit,
        "current_unit": asked.unit,
        "above": [one for one in ancestors(asked.unit)[:-1] if request.user.may(Right.COMPLAINT_VIEW, at=one)],
        "below": children(asked.unit, on=asked.period.last_day),
        "may_export": request.user.may(Right.EXPORT_RUN, at=asked.unit),
    }
    return render(request, "complaints/reports/report.html", context)


@require_safe
def complaint_report_xlsx(request: SignedInRequest, code: str, period: str) -> FileResponse:
    asked = _asked(request, period)
    require(request, Right.EXPORT_RUN, at=asked.unit)
    name = f"{asked.unit.name} {page_named(code).title} {asked.period.words}.xlsx"
    return download(workbook(REPORTS[code](asked), asked), name=name, media_type=MEDIA_TYPES["xlsx"])


def _asked(request: SignedInRequest, words: str) -> Asked:
    return Asked(_unit(request), asked_period(words), timezone.now(), request.user)


def _unit(request: SignedInRequest) -> Unit:
    """The unit named in the address, or the highest one whose complaints the person sees."""
    return asked_unit(request.user, request.GET.get("unit", ""), Right.COMPLAINT_VIEW)
