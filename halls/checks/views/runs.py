"""Checks that were carried out: the list, one of them, its print, and what a reviewer decides."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.leaves import leaf_of
from halls.checks import services
from halls.checks.forms import RunFilter, WordsForm
from halls.checks.models import CheckRun
from halls.checks.presenter import run_lines, run_page
from halls.checks.selectors import halls_for, matching
from org.access.choices import Right

PAGE = 50
SHOWN_WITH = ("unit", "template", "version_of__template", "checker", "reviewed_by")


LOOKS = (Right.CHECK_VIEW, Right.CHECK_RUN, Right.CHECK_REVIEW, Right.SHOP_RUN)


def run_in_scope(request: SignedInRequest, number: str) -> CheckRun:
    """404 outside one's units (H04), 403 for who has nothing to do with checks."""
    _looks(request)
    rows = CheckRun.objects.visible_to(request.user).select_related(*SHOWN_WITH)
    run: CheckRun = get_object_or_404(rows, number=number)
    return run


def _looks(request: SignedInRequest) -> None:
    if not any(map(request.user.may, LOOKS)):
        raise PermissionDenied(Right.CHECK_VIEW)


@require_safe
def check_runs(request: SignedInRequest) -> HttpResponse:
    """Newest day first; the filter stands in the address."""
    _looks(request)
    person = request.user
    halls = [(unit.code, unit.name) for unit in halls_for(person, Right.CHECK_VIEW)]
    form = RunFilter(request.GET, halls=halls)
    said = form.said()
    rows = matching(person, said).select_related("unit", "template", "checker")
    page = leaf_of(rows, request.GET.get("page"), size=PAGE)
    context = {
        "page": page,
        "lines": run_lines(page, person),
        "form": form,
        "is_filtered": bool(said),
        "drafts": CheckRun.objects.visible_to(person).drafts_of(person).select_related("unit", "template")[:5],
        "may_run": person.may(Right.CHECK_RUN),
        "may_edit": person.may(Right.CHECK_EDIT) or person.may(Right.CHECK_VIEW),
        "may_export": person.may(Right.EXPORT_RUN) and person.may(Right.CHECK_VIEW),
        "query": request.GET.urlencode(),
    }
    return render(request, "halls/checks/runs.html", context)


@require_safe
def check_run(request: SignedInRequest, number: str) -> HttpResponse:
    """One check; whoever is filling it in goes on with it."""
    run = run_in_scope(request, number)
    if run.is_draft and run.checker_id == request.user.pk:
        return redirect("check_fill", number)
    return _page(request, run)


@require_safe
def check_print(request: SignedInRequest, number: str) -> HttpResponse:
    """The sheet on paper."""
    run = run_in_scope(request, number)
    page = run_page(run, request.user, now=timezone.now())
    return render(request, "halls/checks/print.html", {"run": run, "page": page})


@require_POST
def check_review(request: SignedInRequest, number: str) -> HttpResponse:
    return _reviewed(request, number, services.review_run)


@require_POST
def check_accept(request: SignedInRequest, number: str) -> HttpResponse:
    return _reviewed(request, number, services.accept_run)


@require_POST
def check_return(request: SignedInRequest, number: str) -> HttpResponse:
    return _reviewed(request, number, services.return_run)


@require_POST
def check_reopen(request: SignedInRequest, number: str) -> HttpResponse:
    return _reviewed(request, number, services.reopen_run)


def _reviewed(request: SignedInRequest, number: str, act: Callable[..., object]) -> HttpResponse:
    run = run_in_scope(request, number)
    require(request, Right.CHECK_REVIEW, at=run.unit)
    return decided(request, run, act)


def decided(request: SignedInRequest, run: CheckRun, act: Callable[..., object]) -> HttpResponse:
    """The act with the words that were typed; refused, the check's page says why."""
    form = WordsForm(request.POST)
    if not form.is_valid():
        return _page(request, run, form=form, status=400)
    try:
        services.refuse_mystery(run)
        act(run=run, by=request.user, now=timezone.now(), words=form.cleaned_data["words"])
    except Refusal as refusal:
        status = refused_in(form, refusal)
        return _page(request, run_in_scope(request, run.number), form=form, status=status)
    return redirect("check_run", run.number)


def _page(request: SignedInRequest, run: CheckRun, *, form: WordsForm | None = None, status: int = 200) -> HttpResponse:
    page = run_page(run, request.user, now=timezone.now())
    context = {"run": run, "page": page, "form": form or WordsForm(), "just_sent": "sent" in request.GET}
    return render(request, "halls/checks/run.html", context, status=status)
