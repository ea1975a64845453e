"""Cross inspection: the rounds, one with its pairs, and a door for each act."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from halls.crossing import services
from halls.crossing.forms import AnotherForm, RoundForm, TellForm, WhyForm
from halls.crossing.models import CrossRound
from halls.crossing.presenter import round_page
from halls.crossing.selectors import candidates_in, halls_in, open_pairs_of, templates_at
from org.access.choices import Right
from org.units.models import Unit

PAGE = 25
DOOR = ["GET", "HEAD", "POST"]
SEEDS = 2**31


def new_seed() -> int:
    return secrets.randbelow(SEEDS)


@require_safe
def cross_rounds(request: SignedInRequest) -> HttpResponse:
    """What one still has to inspect, then the rounds within reach, the newest first."""
    person = request.user
    require_checks(request)
    own = open_pairs_of(person)
    rows = CrossRound.objects.visible_to(person).select_related("unit", "template")
    context = {
        "own": own,
        "page": leaf_of(rows.order_by("-opens_on", "-pk"), request.GET.get("page"), size=PAGE),
        "led": Unit.objects.where(person, Right.CHECK_EDIT).shallowest_first().first(),
    }
    return render(request, "halls/crossing/rounds.html", context)


@require_http_methods(DOOR)
def cross_round_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Draw a round among the halls of a unit."""
    require(request, Right.CHECK_EDIT)
    unit = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_EDIT), code=code)
    today = timezone.localdate()
    templates = list(templates_at(unit))
    form = RoundForm(
        request.POST or None,
        templates=templates,
        people=candidates_in(unit, on=today),
        halls=list(halls_in(unit, on=today)),
    )
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            said = form.cleaned_data | {"unit": unit, "seed": new_seed()}
            try:
                made = services.make_round(by=request.user, now=timezone.now(), **said)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("cross_round", made.pk)
    context = {"form": form, "unit": unit, "templates": templates}
    return render(request, "halls/crossing/new.html", context, status=status)


@require_safe
def cross_round(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _in_scope(request, pk)
    page = round_page(one, request.user, today=timezone.localdate())
    context = {"round": one, "page": page, "tell_form": TellForm(initial={"version": one.version})}
    return render(request, "halls/crossing/round.html", context)


@require_http_methods(DOOR)
def cross_round_draw(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _led(request, pk)
    act: dict[str, Any] = {"round_of": one, "seed": new_seed()}
    return _act(request, one, WhyForm, services.draw_again, _("Draw the pairs again"), version=one.version, **act)


@require_http_methods(DOOR)
def cross_round_tell(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _led(request, pk)
    return _act(
        request, one, TellForm, services.tell_round, _("Tell the inspectors"), version=one.version, round_of=one
    )


@require_http_methods(DOOR)
def cross_round_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    one = _led(request, pk)
    return _act(request, one, WhyForm, services.cancel_round, _("Cancel the round"), version=one.version, round_of=one)


@require_http_methods(DOOR)
def cross_pair_change(request: SignedInRequest, pk: int, pair: int) -> HttpResponse:
    """Somebody else goes to a hall."""
    one = _led(request, pk)
    found = get_object_or_404(one.pairs.select_related("hall", "round_of__unit"), pk=pair)
    people = [one for one in candidates_in(one.unit, on=timezone.localdate()) if one.person.pk != found.person_id]
    title = _("Send somebody else to %(hall)s") % {"hall": found.hall.name}
    return answered(
        request,
        AnotherForm(request.POST or None, people=people, initial={"version": found.version}),
        services.send_another,
        to=reverse("cross_round", args=[pk]),
        template="halls/crossing/act.html",
        context={"round": one, "title": title},
        pair=found,
    )


@require_POST
def cross_pair_inspect(request: SignedInRequest, pk: int, pair: int) -> HttpResponse:
    """Begin the check of the hall, or go on with it."""
    one = _in_scope(request, pk)
    found = get_object_or_404(one.pairs.select_related("hall", "round_of__template", "person", "run"), pk=pair)
    if found.person_id != request.user.pk:
        raise PermissionDenied
    try:
        run = services.inspect(pair=found, by=request.user, now=timezone.now())
    except Refusal as refusal:
        page = round_page(one, request.user, today=timezone.localdate())
        context = {"round": one, "page": page, "refusal": str(refusal)}
        return render(request, "halls/crossing/round.html", context, status=refusal.status)
    return redirect("check_run", run.number)


def require_checks(request: SignedInRequest) -> None:
    """Whoever carries checks out or may see them somewhere."""
    if not request.user.may(Right.CHECK_RUN):
        require(request, Right.CHECK_VIEW)


def _in_scope(request: SignedInRequest, pk: int) -> CrossRound:
    require_checks(request)
    rows = CrossRound.objects.visible_to(request.user).select_related("unit", "template")
    found: CrossRound = get_object_or_404(rows, pk=pk)
    return found


def _led(request: SignedInRequest, pk: int) -> CrossRound:
    one = _in_scope(request, pk)
    require(request, Right.CHECK_EDIT, at=one.unit)
    return one


def _act(
    request: SignedInRequest,
    one: CrossRound,
    kind: type[forms.Form],
    act: Callable[..., object],
    title: str | Promise,
    *,
    version: int,
    **fixed: Any,
) -> HttpResponse:
    return answered(
        request,
        kind(request.POST or None, initial={"version": version}),
        act,
        to=reverse("cross_round", args=[one.pk]),
        template="halls/crossing/act.html",
        context={"round": one, "title": title},
        **fixed,
    )
