"""A shopper's own visits, and nothing else: the task, taking it on or declining, and on to the check."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from halls.shops import services
from halls.shops.forms import WordsForm
from halls.shops.models import ShopVisit
from halls.shops.presenter import mine_line
from org.access.choices import Right


def given(request: SignedInRequest, pk: int) -> ShopVisit:
    require(request, Right.SHOP_RUN)
    rows = ShopVisit.objects.given_to(request.user).select_related("hall", "run", "round_of__template", "shopper")
    found: ShopVisit = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def shop_mine(request: SignedInRequest) -> HttpResponse:
    """What waits for an answer or a visit first, then what is sent."""
    require(request, Right.SHOP_RUN)
    rows = ShopVisit.objects.given_to(request.user).select_related("hall", "run", "round_of")
    today = timezone.localdate()
    lines = [mine_line(visit, today=today) for visit in rows.order_by("round_of__due_on", "pk")]
    context = {
        "waiting": [line for line in lines if not line.is_over],
        "over": [line for line in reversed(lines) if line.is_over][:50],
    }
    return render(request, "halls/shops/mine.html", context)


@require_safe
def shop_mine_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, given(request, pk))


@require_POST
def shop_mine_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    visit = given(request, pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, visit, form=form, status=400)
    try:
        if act == "begin":
            run = services.begin_visit(visit=visit, by=request.user, now=timezone.now())
            return redirect("check_fill", run.number)
        if act == "agree":
            services.agree(visit=visit, by=request.user, now=timezone.now())
        else:
            services.decline(visit=visit, words=form.cleaned_data["words"], by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, given(request, pk), form=form, status=refused_in(form, refusal))
    return redirect("shop_mine_visit", pk)


def _page(
    request: SignedInRequest, visit: ShopVisit, *, form: WordsForm | None = None, status: int = 200
) -> HttpResponse:
    line = mine_line(visit, today=timezone.localdate())
    context = {"visit": visit, "line": line, "form": form or WordsForm()}
    return render(request, "halls/shops/mine_visit.html", context, status=status)
