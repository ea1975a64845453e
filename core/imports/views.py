"""The wizard: a sheet from its file to the rows it became. Somebody else's import does not exist."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import rights
from core.files.views import answer_with
from core.imports import pages, services
from core.imports.forms import CheckForm, ColumnsForm, ReadingForm, UploadForm
from core.imports.models import ImportRun
from core.imports.reading import SheetRefused
from core.imports.registry import kind_of, kinds_for, known_codes
from core.imports.selectors import newest_imports, reached_step
from core.refusals import Refusal


@require_safe
def imports(request: HttpRequest) -> HttpResponse:
    rights.require(request, rights.IMPORT_RUN)
    before = request.GET.get("before", "")
    visible = ImportRun.objects.visible_to(request.user)
    given_up = request.GET.get("state") == "refused"
    runs, older = newest_imports(visible, given_up=given_up, before=before)
    context = {"runs": runs, "older": older, "given_up": given_up, "given_up_count": visible.given_up().count()}
    return render(request, "core/imports/imports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def import_upload(request: HttpRequest) -> HttpResponse:
    rights.require(request, rights.IMPORT_RUN)
    kinds = kinds_for(request.user)
    typed = (request.POST, request.FILES) if request.method == "POST" else ()
    form = UploadForm(*typed, kinds=kinds, initial={"kind": request.GET.get("kind")})
    if request.method == "POST" and form.is_valid():
        file, kind = form.cleaned_data["file"], kind_of(form.cleaned_data["kind"])
        try:
            now = timezone.now()
            run = services.upload_sheet(kind=kind, content=file.file, name=file.name, by=request.user, now=now)
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
        else:
            return _read(run, {})
    context = {"form": form, "kinds": kinds, "steps": pages.steps_of(None, "file")}
    return render(request, "core/imports/upload.html", context, status=422 if form.errors else 200)


@require_safe
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an import stands: what notices and jobs link to."""
    return redirect(_address(_mine(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def import_reading(request: HttpRequest, pk: int) -> HttpResponse:
    run = _mine(request, pk)
    form = ReadingForm(request.POST or None, **pages.reading_choices(run), initial=run.options.get("reading", {}))
    if request.method == "POST" and form.is_valid():
        return _read(run, form.cleaned_data)
    return _page(request, "reading", run, form, pages.reading_page(run, is_mine=run.by_id == request.user.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def import_columns(request: HttpRequest, pk: int) -> HttpResponse:
    run = _read_already(request, pk)
    plan = services.plan_of_run(run)
    form = ColumnsForm(
        request.POST or None,
        kind=plan.kind,
        headers=plan.headers,
        said=plan.said,
        person=request.user,
        initial=run.options.get("columns", {}),
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.choose_columns(
                run=run, columns=form.cleaned_data, said=form.said(), by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            return redirect(_address(run))
    return _page(request, "columns", run, form, pages.columns_page(run, form, is_mine=run.by_id == request.user.pk))


@require_http_methods(["GET", "HEAD", "POST"])
def import_values(request: HttpRequest, pk: int) -> HttpResponse:
    run = _read_already(request, pk, "contents")
    form = pages.meanings_form(run, request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.decide_meanings(
                run=run,
                values=form.values(),
                dates=form.dates(),
                missing=form.missing(),
                by=request.user,
                now=timezone.now(),
            )
            services.require_decided(run=run)
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            return redirect("import_check", run.pk)
    return _page(request, "values", run, form, pages.values_page(run, form, request.user))


@require_http_methods(["GET", "HEAD", "POST"])
def import_check(request: HttpRequest, pk: int) -> HttpResponse:
    run = _read_already(request, pk, "contents")
    form = CheckForm(request.POST or None, initial={"control_total": run.control_total})
    if request.method == "POST" and form.is_valid():
        try:
            total = form.cleaned_data["control_total"]
            services.request_check(run=run, control_total=total, by=request.user, now=timezone.now())
        except Refusal as refusal:
            _refused(form, refusal)
        else:
            return redirect("import_check", run.pk)
    return _page(request, "check", run, form, pages.check_page(run))


@require_POST
def import_start(request: HttpRequest, pk: int) -> HttpResponse:
    run = _read_already(request, pk, "contents")
    form = CheckForm({"control_total": run.control_total})
    try:
        services.request_import(run=run, by=request.user, now=timezone.now())
    except Refusal as refusal:
        _refused(form, refusal)
        return _page(request, "check", run, form, pages.check_page(run), status=409)
    return redirect("import_result", run.pk)


@require_safe
def import_result(request: HttpRequest, pk: int) -> HttpResponse:
    run = _mine(request, pk)
    if reached_step(run) != "result":
        return redirect(_address(run))
    return _page(request, "result", run, None, pages.result_page(run, request.user))


@require_safe
def import_rejected(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The rejected rows are the sender's own words; only whoever sent them may have them back."""
    run = _mine(request, pk)
    if run.by_id != request.user.pk:
        raise PermissionDenied
    if run.rejected_file is None:
        raise Http404
    return answer_with(run.rejected_file)


@require_POST
def import_abandon(request: HttpRequest, pk: int) -> HttpResponse:
    run = _mine(request, pk)
    try:
        services.abandon_import(run=run, by=request.user, now=timezone.now())
    except Refusal:
        return redirect(_address(run))
    return redirect("imports")


def _mine(request: HttpRequest, pk: int) -> ImportRun:
    """The import inside the person's scope; acting on somebody else's is forbidden."""
    runs = ImportRun.objects.visible_to(request.user).select_related("by", "file", "rows_file", "rejected_file", "job")
    run = get_object_or_404(runs, pk=pk)
    rights.require(request, rights.IMPORT_RUN)
    if run.kind not in known_codes():
        raise Http404
    if request.method == "POST" and run.by_id != request.user.pk:
        raise PermissionDenied
    return run


def _read_already(request: HttpRequest, pk: int, found: str = "sheet") -> ImportRun:
    run = _mine(request, pk)
    if found not in run.findings:
        raise Http404
    return run


def _read(run: ImportRun, answers: dict[str, Any]) -> HttpResponse:
    try:
        services.request_reading(run=run, answers=answers, now=timezone.now())
    except SheetRefused:
        # The run now says why; its page shows it.
        return redirect("import_reading", run.pk)
    return redirect("import_reading", run.pk)


def _address(run: ImportRun) -> str:
    return reverse(f"import_{reached_step(run)}", args=[run.pk])


def _refused(form: Any, refusal: Refusal) -> None:
    questions = refusal.questions if isinstance(refusal, services.Undecided) else [str(refusal)]
    for question in questions:
        form.add_error(refusal.field if refusal.field in form.fields else None, question)


def _page(
    request: HttpRequest, step: str, run: ImportRun, form: Any, context: dict[str, Any], status: int | None = None
) -> HttpResponse:
    frame = {
        "run": run,
        "kind": kind_of(run.kind),
        "form": form,
        "steps": pages.steps_of(run, step),
        "is_mine": run.by_id == request.user.pk,
    }
    code = status or (422 if form is not None and form.errors else 200)
    return render(request, f"core/imports/{step}.html", frame | context, status=code)
