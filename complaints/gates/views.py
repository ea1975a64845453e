"""Doors of the gates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.gates import services
from complaints.gates.forms import EndForm, ListForm, RefuseForm, ReportForm, ReviewForm
from complaints.gates.models import DifficultCustomer
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from org.access.choices import Right

PAGE = 50
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


@require_http_methods(DOOR)
def demand_refuse(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return answered(
        request,
        RefuseForm(request.POST if request.method == "POST" else None),
        services.ask_to_refuse,
        to=reverse("complaint", args=[number]),
        template="complaints/gates/refuse.html",
        context={"complaint": complaint},
        complaint=complaint,
    )


@require_safe
def difficult_customers(request: SignedInRequest) -> HttpResponse:
    """Those in force; with `?show=ended` those that were ended or ran out."""
    require(request, Right.DIFFICULT_VIEW)
    rows, today = DifficultCustomer.objects.visible_to(request.user), timezone.localdate()
    standing = rows.in_force(on=today)
    over = request.GET.get("show") == "ended"
    shown = rows.exclude(pk__in=standing.values("pk")) if over else standing
    page = Paginator(shown.select_related("unit", "reviewer", "listed_by", "ended_by"), PAGE)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "over": over,
        "may_edit": request.user.may(Right.DIFFICULT_EDIT),
    }
    return render(request, "complaints/gates/difficult_customers.html", context)


@require_http_methods(DOOR)
def difficult_new(request: SignedInRequest) -> HttpResponse:
    require(request, Right.DIFFICULT_EDIT)
    form = ListForm(request.POST if request.method == "POST" else None, person=request.user)
    return _listed(request, form, services.list_customer, _("Put a customer on the list"))


@require_http_methods(DOOR)
def difficult_review(request: SignedInRequest, pk: int) -> HttpResponse:
    """The reviewer, or whoever keeps the list."""
    entry = _entry(request, pk)
    if request.user.pk != entry.reviewer_id:
        require(request, Right.DIFFICULT_EDIT, at=entry)
    initial = {"purpose": entry.purpose, "expires_on": entry.expires_on}
    form = ReviewForm(request.POST if request.method == "POST" else None, initial=initial)
    return _listed(request, form, services.review_entry, _("Review the entry"), entry=entry)


@require_http_methods(DOOR)
def difficult_end(request: SignedInRequest, pk: int) -> HttpResponse:
    entry = _entry(request, pk)
    require(request, Right.DIFFICULT_EDIT, at=entry)
    form = EndForm(request.POST if request.method == "POST" else None)
    return _listed(request, form, services.end_entry, _("Take the customer off the list"), entry=entry)


def _entry(request: SignedInRequest, pk: int) -> DifficultCustomer:
    require(request, Right.DIFFICULT_VIEW)
    return get_object_or_404(DifficultCustomer.objects.visible_to(request.user), pk=pk)


def _listed(request: SignedInRequest, form: Form, act: Callable[..., object], title: Any, **fixed: Any) -> HttpResponse:
    context = {"title": title, **fixed}
    to, template = reverse("difficult_customers"), "complaints/gates/difficult_form.html"
    return answered(request, form, act, to=to, template=template, context=context, **fixed)
