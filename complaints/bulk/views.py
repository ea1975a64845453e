"""Acts on many tickets: choose, try, confirm, see what came of each."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.bulk.choices import Result, Stage
from complaints.bulk.models import BulkAct
from complaints.bulk.registry import Act, act_of, offered_to
from complaints.bulk.rules import asked_once
from complaints.bulk.selectors import (
    list_address,
    may_undo,
    newest_of,
    rows_of,
    said_of,
    summary_of,
    title_of,
)
from complaints.bulk.services import ask_bulk, ask_undo, confirm_bulk
from complaints.tickets.filters import FILTER_NAMES, UnknownFilter, refuse_twice
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from org.access.choices import Right

SHORT_LIST = 200
EVERYTHING = "all"


@require_http_methods(["GET", "HEAD", "POST"])
def bulk(request: SignedInRequest) -> HttpResponse:
    """GET: one's own acts on many. POST: from a list with ticked rows to the act's form, and on to the trial run."""
    if not offered_to(request.user):
        raise PermissionDenied
    require(request, Right.COMPLAINT_VIEW)
    if request.method == "POST":
        return _ask(request)
    before = request.GET.get("before", "")
    acts, older = newest_of(request.user, before=int(before) if before.isdecimal() and len(before) < 18 else None)
    lines = [(act, title_of(act), said[:SHORT_LIST]) for act, said in zip(acts, said_of(acts), strict=True)]
    return render(request, "complaints/bulk.html", {"lines": lines, "older": older})


@require_safe
def bulk_act(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _own(request, pk))


@require_POST
def bulk_run(request: SignedInRequest, pk: int) -> HttpResponse:
    """Confirm the trial run."""
    found = _own(request, pk)
    require(request, _right_of(found))
    try:
        confirm_bulk(bulk=found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, found, refusal=refusal)
    return redirect(found)


@require_POST
def bulk_undo(request: SignedInRequest, pk: int) -> HttpResponse:
    """Begin to take back what was done: a trial run of its own."""
    found = _own(request, pk)
    require(request, _right_of(found))
    try:
        made = ask_undo(bulk=found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, found, refusal=refusal)
    return redirect(made)


def _own(request: SignedInRequest, pk: int) -> BulkAct:
    if not offered_to(request.user):
        raise PermissionDenied
    return get_object_or_404(BulkAct.objects.visible_to(request.user).select_related("job"), pk=pk)


def _right_of(found: BulkAct) -> str:
    act = act_of(found.act)
    return act.right if act else Right.COMPLAINT_EDIT


def _ask(request: SignedInRequest) -> HttpResponse:
    """The act's form where it has fields that were not filled in yet; else the trial run."""
    act = act_of(request.POST.get("act", ""))
    whole, numbers = bool(request.POST.get("all")), asked_once(request.POST.getlist("ticket"))
    if act is None or not act.offered or not (whole or numbers):
        return _begin(request, None, wrong=_("Tick the tickets first, or choose all of the list; then choose an act."))
    require(request, act.right)
    try:
        filters = _filters(request.POST.get("list", ""))
    except UnknownFilter as refusal:
        return _begin(request, None, wrong=str(refusal))
    said = "said" in request.POST
    form = act.form(request.POST if said else None, person=request.user)
    context: dict[str, Any] = {"numbers": numbers, "whole": whole, "filters": filters, "form": form}
    if form.fields and not (said and form.is_valid()):
        return _begin(request, act, status=400 if said else 200, **context)
    try:
        asked = ask_bulk(
            act=act,
            values=form.cleaned_data if form.fields else {},
            numbers=numbers,
            filters=filters if whole else None,
            by=request.user,
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _begin(request, act, wrong=str(refusal), **context)
    return redirect(asked)


def _begin(request: SignedInRequest, act: Act | None, *, wrong: str = "", status: int = 0, **more: Any) -> HttpResponse:
    context = {"act": act, "wrong": wrong, "list": request.POST.get("list", ""), **more}
    context["back_url"] = list_address(more.get("filters") or {})
    return render(request, "complaints/bulk_begin.html", context, status=status or (400 if wrong else 200))


def _filters(words: str) -> dict[str, str]:
    """The filters of the list's address, with its order and its view. Raises UnknownFilter.

    A list never says of itself what it does not know, nor a view by its number alone: either would mean everything.
    """
    params = QueryDict(words)
    refuse_twice(params)
    kept = {name: str(value) for name, value in params.items() if value}
    unknown = kept.keys() - FILTER_NAMES
    if unknown or (kept.keys() == {"view"} and kept["view"] != EVERYTHING):
        names = ", ".join(sorted(unknown or kept))
        raise UnknownFilter(_("These names filter nothing: %(names)s.") % {"names": names}, field="list")
    return kept


def _page(request: SignedInRequest, found: BulkAct, *, refusal: Refusal | None = None) -> HttpResponse:
    summary, taken_back_by = summary_of(found), found.taken_back_by()
    result, after = request.GET.get("result", ""), request.GET.get("after", "")
    page = rows_of(found, result=result, after=int(after) if after.isdecimal() and len(after) < 18 else 0)
    context = {
        "bulk": found,
        "title": title_of(found),
        "said": said_of([found])[0],
        "summary": summary,
        "page": page,
        "result": result if result in Result.values else "",
        "results": [(one, getattr(summary, one.value)) for one in Result if getattr(summary, one.value)],
        "stage": found.stage,
        "stages": Stage,
        "job": found.job,
        "back_url": list_address(found.filters),
        "taken_back_by": taken_back_by,
        "may_undo": may_undo(found, summary, taken_back_by=taken_back_by),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "refusal": refusal,
    }
    return render(request, "complaints/bulk_act.html", context, status=refusal.status if refusal else 200)
