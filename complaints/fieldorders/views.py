"""Field orders: the lists, one order with what may be done now, its print, and what review calls found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.fieldorders import services
from complaints.fieldorders.forms import CancelForm, DispatchForm, DoneForm, RecordForm, ReviewForm
from complaints.fieldorders.models import FieldOrder, FieldOrderQuerySet
from complaints.fieldorders.presenter import may_direct, order_lines, order_page
from complaints.fieldorders.selectors import ENDED, findings_of, orders_of_worker, to_be_reviewed, workers_of
from complaints.tickets.filters import units_for
from complaints.tickets.rules import NotAMonth, month_number, month_of, month_words
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from org.access.choices import Right
from org.people.models import Person

PAGE = 50
SHOWN_WITH = ("complaint__unit", "unit", "worker", "recorded_by", "reviewed_by")
MINE, OPEN, REVIEW, ALL = "mine", "open", "review", "all"


@require_safe
def field_orders(request: SignedInRequest) -> HttpResponse:
    """One's own first; then those of one's units."""
    person = request.user
    sees_units = person.may(Right.COMPLAINT_VIEW)
    show = request.GET.get("show", "")
    if show not in (MINE, OPEN, REVIEW, ALL) or not sees_units:
        show = MINE if not sees_units or orders_of_worker(person).exists() else OPEN
    page = leaf_of(_rows(person, show).select_related(*SHOWN_WITH), request.GET.get("page"), size=PAGE)
    context = {
        "page": page,
        "lines": order_lines(page, now=timezone.now()),
        "show": show,
        "sees_units": sees_units,
        "may_call": person.may(Right.COMPLAINT_CALL),
    }
    return render(request, "complaints/fieldorders/field_orders.html", context)


def _rows(person: Person, show: str) -> FieldOrderQuerySet:
    if show == MINE:
        return orders_of_worker(person)
    if show == REVIEW:
        return to_be_reviewed(person)
    rows = FieldOrder.objects.visible_to(person)
    if show == OPEN:
        return rows.exclude(state__in=ENDED).order_by(F("due_at").asc(nulls_last=True), "pk")
    return rows.order_by("-recorded_at", "-pk")


@require_safe
def false_closures(request: SignedInRequest) -> HttpResponse:
    """S1-P8: what review calls of a month found, by unit and worker."""
    require(request, Right.COMPLAINT_VIEW)
    try:
        month = month_number(request.GET.get("month", ""))
    except NotAMonth:
        month = month_of(timezone.now())
    context = {"rows": findings_of(request.user, month), "month": month_words(month)}
    return render(request, "complaints/fieldorders/false_closures.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def field_order_new(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    units = list(units_for(request.user, Right.COMPLAINT_VIEW))
    initial = {"unit": complaint.unit.code, "place": complaint.place}
    return answered(
        request,
        RecordForm(request.POST or None, units=units, initial=initial),
        services.record_order,
        to=reverse("complaint", args=[number]),
        template="complaints/fieldorders/new.html",
        context={"complaint": complaint},
        complaint=complaint,
    )


@require_safe
def field_order(request: SignedInRequest, number: str) -> HttpResponse:
    return _page(request, _in_scope(request, number))


@require_safe
def field_order_print(request: SignedInRequest, number: str) -> HttpResponse:
    """The order on paper, for whoever goes: the customer's number masked."""
    order = _in_scope(request, number)
    page = order_page(order, request.user, now=timezone.now())
    return render(request, "complaints/fieldorders/print.html", {"order": order, "page": page})


@require_POST
def field_order_dispatch(request: SignedInRequest, number: str) -> HttpResponse:
    order = _directed(request, number)
    form = DispatchForm(request.POST, workers=workers_of(order.unit))
    return _done(request, order, form, services.dispatch_order, shown="dispatch_form")


@require_POST
def field_order_accept(request: SignedInRequest, number: str) -> HttpResponse:
    order = _in_scope(request, number)
    return _done(request, order, forms.Form(request.POST), services.accept_order, shown="refused_form")


@require_POST
def field_order_done(request: SignedInRequest, number: str) -> HttpResponse:
    order = _in_scope(request, number)
    if order.worker_id != request.user.pk:
        raise PermissionDenied
    return _done(request, order, DoneForm(request.POST), services.finish_order, shown="done_form")


@require_POST
def field_order_review(request: SignedInRequest, number: str) -> HttpResponse:
    order = _in_scope(request, number)
    require(request, Right.COMPLAINT_CALL, at=order.complaint)
    return _done(request, order, ReviewForm(request.POST), services.review_order, shown="review_form")


@require_POST
def field_order_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    order = _directed(request, number)
    return _done(request, order, CancelForm(request.POST), services.cancel_order, shown="cancel_form")


def _in_scope(request: SignedInRequest, number: str) -> FieldOrder:
    rows = FieldOrder.objects.visible_to(request.user).select_related(*SHOWN_WITH, "complaint__handler")
    order: FieldOrder = get_object_or_404(rows, number=number)
    return order


def _directed(request: SignedInRequest, number: str) -> FieldOrder:
    order = _in_scope(request, number)
    if not may_direct(request.user, order):
        raise PermissionDenied
    return order


def _done(
    request: SignedInRequest, order: FieldOrder, form: forms.Form, act: Callable[..., object], *, shown: str
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, order, status=400, **{shown: form})
    try:
        act(order=order, by=request.user, now=timezone.now(), **form.cleaned_data)
    except Refusal as refusal:
        status = refused_in(form, refusal)
        return _page(request, _in_scope(request, order.number), status=status, **{shown: form})
    return redirect("field_order", order.number)


def _page(request: SignedInRequest, order: FieldOrder, *, status: int = 200, **forms_shown: Any) -> HttpResponse:
    page = order_page(order, request.user, now=timezone.now())
    context = {
        "order": order,
        "complaint": order.complaint,
        "page": page,
        "dispatch_form": DispatchForm(workers=workers_of(order.unit)) if page.may_dispatch else None,
        "done_form": DoneForm(),
        "review_form": ReviewForm(),
        "cancel_form": CancelForm(),
        **forms_shown,
    }
    return render(request, "complaints/fieldorders/field_order.html", context, status=status)
