"""The doors to customer bases."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.audit.selectors import timeline
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from org.access.choices import Right
from org.customers import services
from org.customers.forms import BaseFilter, BaseForm, NewBaseForm
from org.customers.models import CustomerBase
from org.customers.selectors import page_of


@require_safe
def customer_bases(request: SignedInRequest) -> HttpResponse:
    """The bases of the units in scope, newest month first."""
    require(request, Right.CUSTOMER_BASE_VIEW)
    form = BaseFilter(request.GET, person=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    rows = form.narrow(CustomerBase.objects.visible_to(request.user))
    context = {
        "form": form,
        "page": page_of(rows, after=request.GET.get("after", "")),
        "filtered": bool(wanted.get("unit") or wanted.get("month")),
        "may_edit": request.user.may(Right.CUSTOMER_BASE_EDIT),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "may_import": request.user.may(Right.CUSTOMER_BASE_EDIT) and request.user.may(Right.IMPORT_RUN),
    }
    return render(request, "org/customers/bases.html", context, status=200 if form.is_valid() else 400)


@require_http_methods(["GET", "HEAD", "POST"])
def customer_base_new(request: SignedInRequest) -> HttpResponse:
    require(request, Right.CUSTOMER_BASE_EDIT)
    initial = {name: request.GET.get(name, "") for name in ("unit", "month")}
    form = NewBaseForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        require(request, Right.CUSTOMER_BASE_EDIT, at=form.cleaned_data["unit"])
        try:
            services.enter_customer_base(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("customer_bases")
    context = {"form": form, "heading": _("New customer base"), "submit": _("Enter the number")}
    return render(request, "org/customers/form.html", context | _way_back())


@require_http_methods(["GET", "HEAD", "POST"])
def customer_base_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, Right.CUSTOMER_BASE_VIEW)
    base = get_object_or_404(CustomerBase.objects.visible_to(request.user).select_related("unit"), pk=pk)
    require(request, Right.CUSTOMER_BASE_EDIT, at=base.unit)
    initial = {"customers": base.customers, "counted_on": base.counted_on, "source": base.source}
    form = BaseForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_customer_base(base=base, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("customer_bases")
    context = {
        "form": form,
        "heading": f"{base.unit.name} · {base.month}",
        "submit": _("Save"),
        "history": timeline(base),
    }
    return render(request, "org/customers/form.html", context | _way_back())


def _way_back() -> dict[str, str]:
    note = _("Reports computed from now on use this number; each keeps the number it was computed with.")
    return {"back_url": reverse("customer_bases"), "back_label": _("Customer bases"), "note": note}
