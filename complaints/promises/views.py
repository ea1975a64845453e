"""Promises to customers: the list of what is still to be kept, and a door for each act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise as LazyWords
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints.principles.rules import Place, principles_at
from complaints.promises import services
from complaints.promises.forms import BreakForm, KeepForm, PromiseForm, ReleaseForm
from complaints.promises.models import Promise
from complaints.promises.presenter import promise_lines
from complaints.promises.selectors import open_promises
from complaints.tickets.forms import handlers_for
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from org.access.choices import Right

PAGE = 50


@require_safe
def promises(request: SignedInRequest) -> HttpResponse:
    """What is still to be kept, due first in front: one's own, or all within reach."""
    require(request, Right.COMPLAINT_VIEW)
    show_all = request.GET.get("show") == "all"
    rows = open_promises(request.user, mine=not show_all).select_related("complaint__unit", "owner", "made_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    lines = promise_lines(page, may_settle=False, now=timezone.now())
    return render(request, "complaints/promises/promises.html", {"page": page, "lines": lines, "show_all": show_all})


@require_http_methods(["GET", "HEAD", "POST"])
def promise_new(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return answered(
        request,
        PromiseForm(request.POST or None, owners=handlers_for(complaint), person=request.user),
        services.make_promise,
        to=reverse("complaint", args=[number]),
        template="complaints/promises/new.html",
        context={"complaint": complaint, "principles": principles_at(Place.PROMISE)},
        complaint=complaint,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def promise_keep(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    return _end(request, number, pk, KeepForm, services.keep_promise, _("Promise kept"))


@require_http_methods(["GET", "HEAD", "POST"])
def promise_break(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    return _end(request, number, pk, BreakForm, services.break_promise, _("Promise not kept"))


@require_http_methods(["GET", "HEAD", "POST"])
def promise_release(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    return _end(request, number, pk, ReleaseForm, services.release_promise, _("Customer released us"))


def _end(
    request: SignedInRequest,
    number: str,
    pk: int,
    kind: type[forms.Form],
    act: Callable[..., object],
    title: str | LazyWords,
) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    promise: Any = get_object_or_404(Promise.objects.visible_to(request.user).filter(complaint=complaint), pk=pk)
    promise.complaint = complaint
    return answered(
        request,
        kind(request.POST if request.method == "POST" else None),
        act,
        to=reverse("complaint", args=[number]),
        template="complaints/promises/end.html",
        context={"complaint": complaint, "promise": promise, "act_words": title},
        promise=promise,
    )
