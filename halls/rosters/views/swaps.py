"""Swaps: the register, one of them, and the doors of answering, deciding and withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from halls.rosters import presenter, services
from halls.rosters.forms import AnswerForm, DecideForm, WithdrawForm
from halls.rosters.models import Swap
from org.access.choices import Right

A_PAGE = 25
PAGE = "halls/rosters/swap.html"
FORMS: dict[str, type[forms.Form]] = {"answer": AnswerForm, "decide": DecideForm, "withdraw": WithdrawForm}


def swaps_in_scope(request: SignedInRequest) -> Any:
    require(request, Right.ROSTER_VIEW)
    rows = Swap.objects.visible_to(request.user)
    return rows.select_related("shift__premises__unit", "for_shift", "asked_by", "colleague", "decided_by")


@require_safe
def swaps(request: SignedInRequest) -> HttpResponse:
    """The register of swaps within reach: those that are open, or all, the newest first."""
    rows = swaps_in_scope(request)
    show = "all" if request.GET.get("show") == "all" else "open"
    if show == "open":
        rows = rows.open()
    leaf = leaf_of(rows.order_by("-asked_at", "-pk"), request.GET.get("page"), size=A_PAGE)
    context = {"page": leaf, "lines": [presenter.swap_line(one) for one in leaf], "show": show}
    return render(request, "halls/rosters/swaps.html", context)


@require_safe
def swap(request: SignedInRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(swaps_in_scope(request), pk=pk)
    context = _context(request, found)
    if context["act"]:
        context["form"] = FORMS[context["act"]](initial={"version": found.version})
    return render(request, PAGE, context)


@require_POST
def swap_answer(request: SignedInRequest, pk: int) -> HttpResponse:
    """The colleague agrees or declines."""
    return _act(request, pk, AnswerForm, services.answer_swap)


@require_POST
def swap_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """The head approves or refuses."""
    found = get_object_or_404(swaps_in_scope(request), pk=pk)
    require(request, Right.ROSTER_EDIT, at=found.shift.premises.unit)
    return _act(request, pk, DecideForm, services.decide_swap)


@require_POST
def swap_withdraw(request: SignedInRequest, pk: int) -> HttpResponse:
    """Who asked changes their mind."""
    return _act(request, pk, WithdrawForm, services.withdraw_swap)


def _act(request: SignedInRequest, pk: int, kind: type[forms.Form], act: Callable[..., object]) -> HttpResponse:
    found = get_object_or_404(swaps_in_scope(request), pk=pk)
    return answered(
        request,
        kind(request.POST),
        act,
        to=reverse("swap", args=[pk]),
        template=PAGE,
        context=_context(request, found),
        swap=found,
    )


def _context(request: SignedInRequest, found: Swap) -> dict[str, Any]:
    return {**presenter.swap_line(found), "act": presenter.act_for(request.user, found)}
