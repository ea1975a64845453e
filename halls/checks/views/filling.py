"""Filling a check in: begin it, answer with a tap or with the whole form, add photos, send it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from core.files.services import TooLarge, TooManyUploads
from core.files.sniffing import UnreadableImage, WrongType
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from halls.checks import services
from halls.checks.choices import CheckKind
from halls.checks.forms import said_in
from halls.checks.models import Answer, AnswerPhoto, CheckRun
from halls.checks.presenter import fill_page
from halls.checks.selectors import halls_for, versions_in_use
from halls.checks.services import Said
from halls.checks.views.runs import run_in_scope
from org.access.choices import Right
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]
FILL, ITEM = "halls/checks/fill.html", "halls/checks/_answered.html"
STATUS_OF: dict[type[Refusal], int] = {WrongType: 415, TooLarge: 413, UnreadableImage: 400, TooManyUploads: 429}


@require_http_methods(DOOR)
def check_new(request: SignedInRequest) -> HttpResponse:
    """Choose the hall and the sheet; a book of today that was begun goes on."""
    require(request, Right.CHECK_RUN)
    halls = halls_for(request.user, Right.CHECK_RUN)
    code = request.POST.get("hall") or request.GET.get("hall") or (halls[0].code if len(halls) == 1 else "")
    hall = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_RUN), code=code) if code else None
    # Mystery visits are given to somebody; nobody takes one.
    sheets = [one for one in versions_in_use(hall) if one.template.kind != CheckKind.MYSTERY] if hall else []
    context: dict[str, Any] = {"halls": halls, "hall": hall, "sheets": sheets}
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
    if run.checker_id != request.user.pk:
        raise PermissionDenied
    return run


@require_http_methods(DOOR)
def check_fill(request: SignedInRequest, number: str) -> HttpResponse:
    """The whole form. Its buttons save or send; with a script each tap is saved by itself (check_answer)."""
    run = _own(request, number)
    if not run.is_draft:
        return redirect("check_run", number)
    if request.method != "POST":
        return _filled(request, run)
    try:
        _save_all(request, run)
        if request.POST.get("do") == "send":
            services.submit_run(run=run, by=request.user, now=timezone.now())
            return redirect(f"{reverse('check_run', args=[number])}?sent=1")
    except services.CannotSend as refusal:
        said = {key: " ".join(map(str, words)) for key, words in refusal.missing.items()}
        return _filled(request, run, errors=said, error=str(refusal), status=refusal.status)
    except Refusal as refusal:
        return _filled(request, run, errors=_beside(refusal), error=str(refusal), status=_status(refusal))
    return redirect("check_fill", number)


def _save_all(request: SignedInRequest, run: CheckRun) -> None:
    said: dict[int, Said] = {}
    answers = list(run.answers.all())  # type: ignore[attr-defined]
    for answer in answers:
        one = said_in(request.POST, answer)
        if one is not None:
            said[answer.pk] = one
    services.save_answers(run=run, said=said, by=request.user, now=timezone.now())
    for answer in answers:
        upload = request.FILES.get(f"a{answer.pk}-photo")
        if upload is not None:
            services.add_photo(run=run, answer=answer, upload=upload, by=request.user, now=timezone.now())


@require_POST
def check_answer(request: SignedInRequest, number: str, item: int) -> HttpResponse:
    """One tap: answers with the item as it stands now, and how far the check is."""
    run = _own(request, number)
    answer = get_object_or_404(run.answers.all(), item=item)  # type: ignore[attr-defined]
    try:
        said = said_in(request.POST, answer)
        if said is not None:
            services.save_answer(run=run, answer=answer, said=said, by=request.user, now=timezone.now())
        upload = request.FILES.get(f"a{answer.pk}-photo")
        if upload is not None:
            services.add_photo(run=run, answer=answer, upload=upload, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _item(request, run, answer, error=str(refusal))
    return _item(request, run, answer)


@require_POST
def check_photo_remove(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    """Take a photo away before the check is sent."""
    run = _own(request, number)
    photos = AnswerPhoto.objects.kept().filter(answer__run=run).select_related("answer", "attachment__file")
    photo = get_object_or_404(photos, pk=pk)
    try:
        services.remove_photo(run=run, photo=photo, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _item(request, run, photo.answer, error=str(refusal))
    return _item(request, run, photo.answer)


@require_POST
def check_discard(request: SignedInRequest, number: str) -> HttpResponse:
    """Throw a draft away that was begun by mistake."""
    run = _own(request, number)
    try:
        services.discard_run(run=run, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _filled(request, run, error=str(refusal), status=refusal.status)
    return redirect("check_runs")


def _beside(refusal: Refusal) -> dict[int, str]:
    return {int(refusal.field): str(refusal)} if refusal.field and refusal.field.isdigit() else {}


def _status(refusal: Refusal) -> int:
    return STATUS_OF.get(type(refusal), refusal.status)


def _item(request: SignedInRequest, run: CheckRun, answer: Answer, *, error: str = "") -> HttpResponse:
    """The item alone for a page that asks by htmx (which shows 422), the whole page otherwise."""
    if request.headers.get("HX-Request") != "true":
        if not error:
            return redirect(f"{reverse('check_fill', args=[run.number])}#a{answer.item_id}")
        return _filled(request, run, errors={answer.pk: error}, error=error, status=409)
    page = fill_page(run, errors={answer.pk: error} if error else None)
    line = next(one for part in page.sections for one in part.lines if one.answer.pk == answer.pk)
    section = next(part for part in page.sections if line in part.lines)
    context = {"run": run, "page": page, "line": line, "section": section, "beside": True}
    return render(request, ITEM, context, status=422 if error else 200)


def _filled(
    request: SignedInRequest,
    run: CheckRun,
    *,
    errors: dict[int, str] | None = None,
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    page = fill_page(run, errors=errors, error=error)
    return render(request, FILL, {"run": run, "page": page}, status=status)
