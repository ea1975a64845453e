"""Filling a check in: begin it, answer with a tap or with the whole form, add photos, send it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from halls.checks import services
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from halls.checks.presenter import fill_page
from halls.checks.selectors import books_at, halls_for, may_begin, may_clear, versions_in_use
from halls.checks.views.posted import Refused, keep_posted
from halls.checks.views.runs import decided, run_in_scope
from org.access.choices import Right
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]
FILL, ITEM = "halls/checks/fill.html", "halls/checks/_answered.html"


@require_http_methods(DOOR)
def check_new(request: SignedInRequest) -> HttpResponse:
    """Choose the hall and the sheet; a book of today that was begun goes on."""
    require(request, Right.CHECK_RUN)
    halls = halls_for(request.user, Right.CHECK_RUN)
    code = request.POST.get("hall") or request.GET.get("hall") or (halls[0].code if len(halls) == 1 else "")
    hall = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_RUN), code=code) if code else None
    sheets = [one for one in versions_in_use(hall) if may_begin(one.template.kind, hall, request.user)] if hall else []
    books = books_at(hall, timezone.now()) if hall else {}
    lines = [(one, books.get(one.template_id)) for one in sheets]
    context: dict[str, Any] = {"halls": halls, "hall": hall, "lines": lines}
    status = 200
    if request.method == "POST":
        chosen = next((one for one in sheets if str(one.template_id) == request.POST.get("template")), None)
        if hall is None or chosen is None:
            return render(request, "halls/checks/new.html", {**context, "is_missing": True}, status=400)
        try:
            run = services.start_run(unit=hall, template=chosen.template, by=request.user, now=timezone.now())
        except Refusal as refusal:
            going = CheckRun.objects.visible_to(request.user).filter(unit=hall, template=chosen.template)
            context |= {"refusal": refusal, "going": going.order_by("-pk").first()}
            status = refusal.status
        else:
            return redirect("check_fill", run.number)
    return render(request, "halls/checks/new.html", context, status=status)


def _own(request: SignedInRequest, number: str) -> CheckRun:
    run = run_in_scope(request, number)
    _refuse_others(request, run)
    return run


def _refuse_others(request: SignedInRequest, run: CheckRun) -> None:
    if run.checker_id != request.user.pk:
        raise PermissionDenied


@require_http_methods(DOOR)
def check_fill(request: SignedInRequest, number: str) -> HttpResponse:
    """The whole form. Its buttons save or send; with a script each tap is saved by itself (check_answer)."""
    run = _own(request, number)
    if not run.is_draft:
        return redirect("check_run", number)
    if request.method != "POST":
        return _filled(request, run)
    try:
        refused = keep_posted(request, run)
        if refused:
            return _filled(request, run, refused)
        if request.POST.get("do") == "send":
            services.submit_run(run=run, by=request.user, now=timezone.now())
            return redirect(f"{reverse('check_run', args=[number])}?sent=1")
    except services.CannotSend as refusal:
        said = {key: " ".join(map(str, words)) for key, words in refusal.missing.items()}
        return _filled(request, run, Refused(said, error=str(refusal), status=refusal.status))
    except Refusal as refusal:
        return _filled(request, run, Refused(error=str(refusal), status=refusal.status))
    return redirect("check_fill", number)


@require_POST
def check_answer(request: SignedInRequest, number: str, item: int) -> HttpResponse:
    """One tap: answers with the item as it stands now, and how far the check is."""
    run = _own(request, number)
    answer = get_object_or_404(run.answers.all(), item=item)  # type: ignore[attr-defined]
    try:
        refused = keep_posted(request, run, answer)
    except Refusal as refusal:
        refused = Refused({answer.pk: str(refusal)}, error=str(refusal), status=refusal.status)
    return _item(request, run, answer, refused)


@require_POST
def check_photo_remove(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Take a photo away before the check is sent; without a script the whole form comes along and is kept too."""
    run = _own(request, number)
    photos = AnswerPhoto.objects.kept().filter(answer__run=run).select_related("answer", "attachment__file")
    photo = get_object_or_404(photos, pk=pk)
    try:
        refused = keep_posted(request, run)
        services.remove_photo(run=run, photo=photo, by=request.user, now=timezone.now())
    except Refusal as refusal:
        refused = Refused({photo.answer_id: str(refusal)}, error=str(refusal), status=refusal.status)
    return _item(request, run, photo.answer, refused)


@require_POST
def check_discard(request: SignedInRequest, number: str) -> HttpResponse:
    """Throw a draft away that was begun by mistake; somebody else's, with a reason, for who leads the hall."""
    run = run_in_scope(request, number)
    if may_clear(run, request.user):
        return decided(request, run, services.clear_draft)
    _refuse_others(request, run)
    try:
        services.discard_run(run=run, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _filled(request, run, Refused(error=str(refusal), status=refusal.status))
    return redirect("check_runs")


def _item(request: SignedInRequest, run: CheckRun, answer: Answer, refused: Refused) -> HttpResponse:
    """The item alone for a page that asks by htmx (which shows 422), the whole page otherwise."""
    if request.headers.get("HX-Request") != "true":
        if refused:
            return _filled(request, run, refused)
        return redirect(f"{reverse('check_fill', args=[run.number])}#a{answer.item_id}")
    page = fill_page(run, errors=refused.errors, typed=refused.typed)
    line = next(one for part in page.sections for one in part.lines if one.answer.pk == answer.pk)
    section = next(part for part in page.sections if line in part.lines)
    context = {"run": run, "page": page, "line": line, "section": section, "beside": True}
    return render(request, ITEM, context, status=422 if refused else 200)


def _filled(request: SignedInRequest, run: CheckRun, refused: Refused | None = None) -> HttpResponse:
    kept = refused or Refused()
    page = fill_page(run, errors=kept.errors, typed=kept.typed, error=kept.error)
    return render(request, FILL, {"run": run, "page": page}, status=kept.status)
