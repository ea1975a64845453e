"""Doors of the cadence: the sheets, making one, a department's answer, and what they measure by."""

from __future__ import annotations

import datetime as dt

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.cadence import presenter, services
from complaints.cadence.choices import SheetKind
from complaints.cadence.exports import workbook
from complaints.cadence.forms import AnswerForm, MakeForm, OwnerForm, StandardForm
from complaints.cadence.models import CauseOwner, QualityStandard, Sheet
from complaints.cadence.paper import pdf_of
from complaints.cadence.rules import last_over
from complaints.cadence.services.answering import is_head
from complaints.tickets.filters import units_for
from core.answering import answered
from core.exports.services import MEDIA_TYPES
from core.files.answers import download
from core.http import SignedInRequest
from core.papers.fonts import NoPdfFont
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from org.access.choices import Right

PAGE = 50
ANSWER_DAYS = 7
"""Offered as the day by which something is done; the department says another."""

OWNERS_SHOWN = 200
_TYPES = {"xlsx": MEDIA_TYPES["xlsx"], "pdf": "application/pdf"}


@require_safe
def sheets(request: SignedInRequest) -> HttpResponse:
    """The newest version of each sheet of one's units, newest period first; by kind and unit."""
    require(request, Right.COMPLAINT_VIEW)
    kind, code = request.GET.get("kind", ""), request.GET.get("unit", "")
    rows = Sheet.objects.visible_to(request.user).newest_versions().defer("content").select_related("unit")
    if kind in SheetKind.values:
        rows = rows.filter(kind=kind)
    offered = Sheet.objects.visible_to(request.user).order_by().values("unit")
    units = list(units_for(request.user, Right.COMPLAINT_VIEW).filter(pk__in=offered))
    if chosen := next((unit for unit in units if unit.code == code), None):
        rows = rows.filter(unit=chosen)
    context = {
        "page": leaf_of(rows.order_by("-last_day", "kind", "unit_path", "pk"), request.GET.get("page"), size=PAGE),
        "kind": kind,
        "kinds": SheetKind.choices,
        "unit": code,
        "units": units,
        "may_make": request.user.may(Right.INDICATOR_COMPUTE),
    }
    return render(request, "complaints/cadence/sheets.html", context)


def _sheet(request: SignedInRequest, pk: int) -> Sheet:
    require(request, Right.COMPLAINT_VIEW)
    rows = Sheet.objects.visible_to(request.user).select_related("unit", "made_by")
    return get_object_or_404(rows, pk=pk)


@require_safe
def sheet(request: SignedInRequest, pk: int) -> HttpResponse:
    """One sheet, to be read, printed and opened at every number."""
    return _shown(request, _sheet(request, pk))


def _shown(request: SignedInRequest, found: Sheet, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "page": presenter.page_of(found, request.user),
        "sheet": found,
        "days": presenter.day_words(found),
        "may_export": request.user.may(Right.EXPORT_RUN, at=found),
        "may_make": request.user.may(Right.INDICATOR_COMPUTE, at=found),
        "refusal": refusal,
    }
    return render(request, "complaints/cadence/sheet.html", context, status=refusal.status if refusal else 200)


@require_safe
def sheet_xlsx(request: SignedInRequest, pk: int) -> FileResponse:
    found = _sheet(request, pk)
    require(request, Right.EXPORT_RUN, at=found)
    return _file(found, workbook(found, by=request.user, now=timezone.now()), "xlsx")


@require_safe
def sheet_pdf(request: SignedInRequest, pk: int) -> FileResponse | HttpResponse:
    """The sheet on A4 for whoever may read it: a department prints its problems, though it exports no lists.

    On a machine without a Chinese font its page says what to install.
    """
    found = _sheet(request, pk)
    try:
        content = pdf_of(found, by=request.user, now=timezone.now())
    except NoPdfFont as refusal:
        return _shown(request, found, refusal=refusal)
    return _file(found, content, "pdf")


def _file(sheet: Sheet, content: bytes, ending: str) -> FileResponse:
    """Named by unit, kind and period."""
    name = f"{sheet.unit.name} {presenter.title_of(sheet)}.{ending}"
    return download(content, name=name, media_type=_TYPES[ending])


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_make(request: SignedInRequest) -> HttpResponse:
    """A sheet now, as a job: one that was not made by itself, or another version."""
    require(request, Right.INDICATOR_COMPUTE)
    today, kind = timezone.localdate(), request.GET.get("kind", SheetKind.WEEKLY)
    if kind not in SheetKind.values:
        kind = SheetKind.WEEKLY
    period = request.GET.get("period") or last_over(SheetKind(kind), today=today).words
    initial = {"kind": kind, "unit": request.GET.get("unit", ""), "period": period}
    form = MakeForm(request.POST or None, person=request.user, initial=initial)
    status = 400 if request.method == "POST" else 200
    if form.is_bound and form.is_valid():
        try:
            job = services.ask_for_sheet(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect("job", pk=job.pk)
    return render(request, "complaints/cadence/make.html", {"form": form}, status=status)


@require_POST
def sheet_acknowledge(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _answerable(request, pk)
    return answered(
        request,
        forms.Form(request.POST),
        services.acknowledge_problems,
        to=reverse("cadence_sheet", args=[pk]),
        template="complaints/cadence/answer.html",
        context={"sheet": found},
        sheet=found,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def sheet_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _answerable(request, pk)
    initial = {"due_on": timezone.localdate() + dt.timedelta(days=ANSWER_DAYS), "opens_action": True}
    return answered(
        request,
        AnswerForm(request.POST if request.method == "POST" else None, initial=initial),
        services.answer_problems,
        to=reverse("cadence_sheet", args=[pk]),
        template="complaints/cadence/answer.html",
        context={"sheet": found},
        sheet=found,
    )


def _answerable(request: SignedInRequest, pk: int) -> Sheet:
    found = _sheet(request, pk)
    require(request, Right.ACTION_EDIT, at=found)
    if not is_head(found, request.user):
        raise PermissionDenied
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def standard(request: SignedInRequest) -> HttpResponse:
    """What the circular on ticket quality measures by: every version; a newer one for who sets promised times."""
    may_set = request.user.may(Right.CLOCK_EDIT)
    require(request, Right.CLOCK_EDIT if request.method == "POST" else Right.COMPLAINT_VIEW)
    rows = list(QualityStandard.objects.select_related("made_by")[:OWNERS_SHOWN])
    month = presenter.a_month_on(timezone.localdate())
    form = StandardForm(request.POST if request.method == "POST" else None, initial={"valid_from": month})
    versions = [(row, presenter.standard_lines(row.__dict__)) for row in rows]
    return answered(
        request,
        form,
        services.set_standard,
        to=reverse("cadence_standard"),
        template="complaints/cadence/standard.html",
        context={"versions": versions, "may_set": may_set},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def owners(request: SignedInRequest) -> HttpResponse:
    """The department that each cause belongs to in a branch; a newer one from a day on for who keeps the cause tree."""
    may_set = request.user.may(Right.CATEGORY_EDIT)
    require(request, Right.CATEGORY_EDIT if request.method == "POST" else Right.COMPLAINT_VIEW)
    form = OwnerForm(
        request.POST if request.method == "POST" else None,
        person=request.user,
        initial={"valid_from": timezone.localdate()},
    )
    rows = CauseOwner.objects.visible_to(request.user).select_related("branch", "cause", "unit", "made_by")
    return answered(
        request,
        form,
        services.name_owner,
        to=reverse("cadence_owners"),
        template="complaints/cadence/owners.html",
        context={"owners": rows[:OWNERS_SHOWN], "may_set": may_set},
    )
