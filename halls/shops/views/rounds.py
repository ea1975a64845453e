"""Rounds for who runs them: preparing one, its visits, and what is decided of each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.answering import answered
from core.files.selectors import files_of
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from halls.shops import services
from halls.shops.forms import (
    AssignForm,
    CorrectForm,
    DecideForm,
    EndForm,
    NoticeForm,
    RoundForm,
    RuleForm,
    WordsForm,
)
from halls.shops.models import ShopRound, ShopVisit
from halls.shops.presenter import round_page, visit_page
from halls.shops.selectors import findings_of, halls_in, rules_of, sheets_at, shoppers_for
from org.access.choices import Right
from org.units.models import Unit

PAGE = 25
DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/shops/form.html"
SHOWN_WITH = ("hall", "shopper", "first_reviewer", "run__unit", "round_of__unit", "appeal__made_by", "revisit_of")

ROUND_ACTS: dict[str, tuple[Callable[..., object], str | Promise]] = {
    "open": (services.open_round, _("Begin the round")),
    "close": (services.close_round, _("End the round")),
    "cancel": (services.cancel_round, _("Call the round off")),
}
VISIT_ACTS: dict[str, Callable[..., object]] = {
    "look": services.look_at_visit,
    "accept": services.accept_visit,
    "revise": services.revise_visit,
    "exclude": services.exclude_visit,
    "reject": services.reject_visit,
    "withdraw": services.withdraw,
}


def round_in_scope(request: SignedInRequest, pk: int) -> ShopRound:
    """H10: 403 for whoever runs no rounds, 404 outside one's units."""
    require(request, Right.CHECK_REVIEW)
    rows = ShopRound.objects.visible_to(request.user).select_related("unit", "template")
    found: ShopRound = get_object_or_404(rows, pk=pk)
    return found


def visit_in_scope(request: SignedInRequest, pk: int) -> ShopVisit:
    require(request, Right.CHECK_REVIEW)
    rows = ShopVisit.objects.visible_to(request.user).select_related(*SHOWN_WITH)
    found: ShopVisit = get_object_or_404(rows, pk=pk)
    return found


def unit_in_scope(request: SignedInRequest, code: str) -> Unit:
    require(request, Right.CHECK_REVIEW)
    found: Unit = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_REVIEW), code=code)
    return found


@require_safe
def shop_rounds(request: SignedInRequest) -> HttpResponse:
    require(request, Right.CHECK_REVIEW)
    person = request.user
    rows = ShopRound.objects.visible_to(person).select_related("unit", "template")
    context = {
        "page": leaf_of(rows.order_by("-opens_on", "-pk"), request.GET.get("page"), size=PAGE),
        "led": Unit.objects.where(person, Right.CHECK_REVIEW).shallowest_first().first(),
    }
    return render(request, "halls/shops/rounds.html", context)


@require_http_methods(DOOR)
def shop_rules(request: SignedInRequest, code: str) -> HttpResponse:
    """How rounds are held, from a day on; what was set before stands below."""
    unit = unit_in_scope(request, code)
    return answered(
        request,
        RuleForm(request.POST or None, initial={"valid_from": timezone.localdate()}),
        services.set_rule,
        to=reverse("shop_rules", args=[code]),
        template="halls/shops/rules.html",
        context={"unit": unit, "rules": rules_of(unit)},
        unit=unit,
    )


@require_http_methods(DOOR)
def shop_round_new(request: SignedInRequest, code: str) -> HttpResponse:
    unit = unit_in_scope(request, code)
    templates = list(sheets_at(unit))
    context = _form(_("Prepare a round"), reverse("shop_rounds"))
    context["why"] = "" if templates else _("Publish a sheet for mystery shoppers first: it says what is looked at.")
    form = RoundForm(request.POST or None, templates=templates)
    back = reverse("shop_rounds")
    return answered(request, form, services.make_round, to=back, template=FORM, context=context, unit=unit)


@require_safe
def shop_round(request: SignedInRequest, pk: int) -> HttpResponse:
    one = round_in_scope(request, pk)
    return render(request, "halls/shops/round.html", {"round": one, "page": round_page(one)})


@require_http_methods(DOOR)
def shop_notice(request: SignedInRequest, pk: int) -> HttpResponse:
    one = round_in_scope(request, pk)
    said = {"version": one.version, "notice_on": one.notice_on, "notice_words": one.notice_words}
    form = NoticeForm(request.POST or None, initial=said)
    return _act(request, one, form, services.record_notice, _("Notice to the staff"))


@require_http_methods(DOOR)
def shop_round_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    one = round_in_scope(request, pk)
    service, title = ROUND_ACTS[act]
    form = EndForm(request.POST or None, initial={"version": one.version})
    if act == "open":
        del form.fields["words"]
    return _act(request, one, form, service, title)


@require_http_methods(DOOR)
def shop_assign(request: SignedInRequest, pk: int) -> HttpResponse:
    """Send a shopper to a hall; `?again=` names the visit that is to be repeated."""
    one = round_in_scope(request, pk)
    today = timezone.localdate()
    again = request.GET.get("again", "")
    before = ShopVisit.objects.visible_to(request.user).filter(pk=int(again) if again.isdecimal() else 0).first()
    initial = {"hall": before.hall.code, "crowd": before.crowd, "task": before.task} if before else {}
    form = AssignForm(
        request.POST or None,
        halls=list(halls_in(one.unit, on=today)),
        shoppers=shoppers_for(one.unit, on=today),
        initial=initial,
    )
    title = _("Send a shopper")
    return _act(request, one, form, services.assign, title, revisit_of=before)


@require_safe
def shop_visit(request: SignedInRequest, pk: int) -> HttpResponse:
    return _visit(request, visit_in_scope(request, pk))


@require_POST
def shop_visit_act(request: SignedInRequest, pk: int, act: str) -> HttpResponse:
    visit = visit_in_scope(request, pk)
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _visit(request, visit, form=form, status=400)
    try:
        VISIT_ACTS[act](visit=visit, by=request.user, now=timezone.now(), words=form.cleaned_data["words"])
    except Refusal as refusal:
        return _visit(request, visit_in_scope(request, pk), form=form, status=refused_in(form, refusal))
    return redirect("shop_visit", pk)


@require_http_methods(DOOR)
def shop_correct(request: SignedInRequest, pk: int) -> HttpResponse:
    """H09: another score after publication, with its reason."""
    visit = visit_in_scope(request, pk)
    back = reverse("shop_visit", args=[pk])
    context = _form(_("Correct the result"), back) | {"subtitle": visit.hall.name}
    context["why"] = "" if visit.published_at else _("Only what was published is corrected.")
    form = CorrectForm(request.POST or None, findings=findings_of(visit) if visit.published_at else [])
    return answered(request, form, services.correct, to=back, template=FORM, context=context, visit=visit)


@require_http_methods(DOOR)
def shop_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Decide on the hall's appeal, item by item."""
    visit = visit_in_scope(request, pk)
    rows = ShopVisit.objects.visible_to(request.user).filter(appeal__isnull=False).select_related("appeal__visit__run")
    found = get_object_or_404(rows, pk=pk).appeal
    items = list(found.items.select_related("answer"))
    files = {item.pk: files_of(item, person=request.user) for item in items}
    form = DecideForm(request.POST or None, items=items)
    lines = [(item, *fields, files[item.pk]) for item, *fields in form.lines()]
    back = reverse("shop_visit", args=[pk])
    context = {"visit": visit, "appeal": found, "lines": lines}
    return answered(
        request,
        form,
        services.decide_appeal,
        to=back,
        template="halls/shops/decide.html",
        context=context,
        appeal=found,
    )


def _form(title: str | Promise, back: str) -> dict[str, Any]:
    return {"title": title, "back_address": back, "why": "", "subtitle": ""}


def _act(
    request: SignedInRequest,
    one: ShopRound,
    form: forms.Form,
    act: Callable[..., object],
    title: str | Promise,
    **fixed: Any,
) -> HttpResponse:
    back = reverse("shop_round", args=[one.pk])
    context = _form(title, back) | {"subtitle": one.name}
    return answered(request, form, act, to=back, template=FORM, context=context, round_of=one, **fixed)


def _visit(
    request: SignedInRequest, visit: ShopVisit, *, form: WordsForm | None = None, status: int = 200
) -> HttpResponse:
    page = visit_page(visit, request.user)
    context = {"visit": visit, "page": page, "form": form or WordsForm()}
    return render(request, "halls/shops/visit.html", context, status=status)
