"""Corrective actions on the page: their list, one of them, and a door per act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.audit.selectors import timeline
from core.files.selectors import files_of
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from improvement.actions import services
from improvement.actions.choices import ActionState, Show
from improvement.actions.forms import CancelForm, ChangeForm, DoneForm, ListFilter, OpenForm, RejectForm, VerifyForm
from improvement.actions.models import Action
from improvement.actions.registry import Origin, origin_of
from improvement.actions.rules import standing_of
from improvement.actions.selectors import SIZES, effect_of, matching, may_open_from, page_of
from org.access.choices import Right

BAD = 400
FORM = ["GET", "HEAD", "POST"]
MOST_PEOPLE = 300


@require_safe
def actions(request: SignedInRequest) -> HttpResponse:
    """Those of one's units, and one's own wherever they are; due first."""
    today = timezone.localdate()
    chosen = ListFilter(request.GET, person=request.user)
    is_good = chosen.is_valid()
    said = chosen.cleaned_data
    page = page_of(
        matching(request.user, said, today=today),
        size=said.get("size") or SIZES[0],
        after=said.get("after", ""),
        today=today,
    )
    query = request.GET.copy()
    for name in ("after", "size"):
        query.pop(name, None)
    context = {
        "page": page,
        "tabs": list(Show),
        "show": Show(said.get("show") or Show.ALIVE),
        "unit": said.get("unit"),
        "wrong": [error for errors in chosen.errors.values() for error in errors],
        "query": query.urlencode(),
        "may_export": request.user.may(Right.EXPORT_RUN) and request.user.may(Right.ACTION_VIEW),
    }
    return render(request, "improvement/actions.html", context, status=200 if is_good else BAD)


@require_http_methods(FORM)
def action_new(request: SignedInRequest) -> HttpResponse:
    """Open an action from the thing that the address names: `?origin=app.model:42`."""
    label, origin, declared = _origin_in_scope(request)
    facts = declared.facts(origin)
    if not may_open_from(request.user, declared, origin):
        raise PermissionDenied(Right.ACTION_EDIT)
    form = OpenForm(request.POST if request.method == "POST" else None, person=request.user, facts=facts)
    status = 200
    if request.method == "POST":
        status = BAD
        if form.is_valid():
            try:
                action = services.open_action(
                    origin_label=label, origin=origin, by=request.user, now=timezone.now(), **form.cleaned_data
                )
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("action", action.number)
    people = request.user.colleagues_for(Right.ACTION_EDIT).filter(is_active=True)[:MOST_PEOPLE]
    context = {"form": form, "facts": facts, "origin_title": declared.title, "people": people}
    return render(request, "improvement/new.html", context, status=status)


def _origin_in_scope(request: SignedInRequest) -> tuple[str, Any, Origin]:
    require(request, Right.ACTION_EDIT)
    label, _colon, pk = request.GET.get("origin", "").partition(":")
    declared = origin_of(label)
    origin = declared.visible(request.user, int(pk)) if declared and pk.isdecimal() and len(pk) < 19 else None
    if declared is None or origin is None:
        raise Http404
    return label, origin, declared


@require_safe
def action(request: SignedInRequest, number: str) -> HttpResponse:
    return render(request, "improvement/action.html", _page(request, in_scope(request, number)))


@require_safe
def action_print(request: SignedInRequest, number: str) -> HttpResponse:
    return render(request, "improvement/print.html", _page(request, in_scope(request, number)))


@require_http_methods(FORM)
def action_done(request: SignedInRequest, number: str) -> HttpResponse:
    found = in_scope(request, number)
    if found.owner_id != request.user.pk:
        require(request, Right.ACTION_EDIT, at=found)
    return _answer(request, found, DoneForm(request.POST or None), "done", services.finish_action)


@require_http_methods(FORM)
def action_verify(request: SignedInRequest, number: str) -> HttpResponse:
    found = in_scope(request, number)
    require(request, Right.ACTION_VERIFY, at=found)
    return _answer(request, found, VerifyForm(request.POST or None), "verify", services.verify_action)


@require_http_methods(FORM)
def action_reject(request: SignedInRequest, number: str) -> HttpResponse:
    found = in_scope(request, number)
    require(request, Right.ACTION_VERIFY, at=found)
    return _answer(request, found, RejectForm(request.POST or None), "reject", services.reject_action)


@require_http_methods(FORM)
def action_change(request: SignedInRequest, number: str) -> HttpResponse:
    found = in_scope(request, number)
    require(request, Right.ACTION_EDIT, at=found)
    form = ChangeForm(request.POST if request.method == "POST" else None, person=request.user, action=found)
    return _answer(request, found, form, "change", services.change_action)


@require_http_methods(FORM)
def action_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    found = in_scope(request, number)
    require(request, Right.ACTION_EDIT, at=found)
    return _answer(request, found, CancelForm(request.POST or None), "cancel", services.cancel_action)


def in_scope(request: SignedInRequest, number: str) -> Action:
    related = ("unit", "owner", "made_by", "done_by", "verified_by")
    rows = Action.objects.visible_to(request.user).select_related(*related)
    found: Action = get_object_or_404(rows, number=number)
    return found


def _page(request: SignedInRequest, found: Action) -> dict[str, Any]:
    person, now = request.user, timezone.now()
    may_edit = person.may(Right.ACTION_EDIT, at=found)
    own = person.pk in (found.owner_id, found.done_by_id)
    declared = origin_of(found.origin_label)
    return {
        "action": found,
        "standing": standing_of(found.state, found.due_on, today=timezone.localdate(now)),
        "effect": effect_of(found, now=now),
        "origin_visible": bool(declared and declared.visible(person, found.origin_id)),
        "attachments": files_of(found, person=person),
        "lines": timeline(found),
        "may_finish": found.state == ActionState.OPEN and (found.owner_id == person.pk or may_edit),
        "may_verify": found.state == ActionState.DONE and not own and person.may(Right.ACTION_VERIFY, at=found),
        "may_change": found.state == ActionState.OPEN and may_edit,
        "may_cancel": found.state == ActionState.OPEN and may_edit,
    }


def _answer(
    request: SignedInRequest, found: Action, form: forms.Form, act: str, service: Callable[..., object]
) -> HttpResponse:
    """Act on a valid form and show the action; else the form with what is wrong."""
    status = 200
    if request.method == "POST":
        status = BAD
        if form.is_valid():
            try:
                service(action=found, by=request.user, now=timezone.now(), **form.cleaned_data)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("action", found.number)
    return render(request, f"improvement/{act}.html", {"form": form, "action": found}, status=status)
