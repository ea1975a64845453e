"""Check templates: the list, one with its versions, the builder, what it looks like on a phone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from halls.checks import services
from halls.checks.forms_builder import DraftForm, NewTemplateForm, rearranged
from halls.checks.models import CheckTemplate, TemplateVersion
from halls.checks.presenter import preview_page
from halls.checks.selectors import templates_with_versions, with_items
from org.access.choices import Right
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]


def template_in_scope(request: SignedInRequest, pk: int, right: str | None = None) -> CheckTemplate:
    _sees(request)
    rows = CheckTemplate.objects.visible_to(request.user).select_related("unit", "made_by")
    found: CheckTemplate = get_object_or_404(rows, pk=pk)
    if right is not None:
        require(request, right, at=found.unit)
    return found


def _version(request: SignedInRequest, pk: int, number: int, right: str | None = None) -> TemplateVersion:
    template = template_in_scope(request, pk, right)
    rows = template.versions.select_related("published_by", "template__unit")  # type: ignore[attr-defined]
    version: TemplateVersion = get_object_or_404(rows, number=number)
    version.template = template
    return version


def _sees(request: SignedInRequest) -> None:
    if not request.user.may(Right.CHECK_RUN):
        require(request, Right.CHECK_VIEW)


@require_safe
def check_templates(request: SignedInRequest) -> HttpResponse:
    _sees(request)
    show_retired = "retired" in request.GET
    context = {
        "rows": templates_with_versions(request.user, retired=show_retired),
        "show_retired": show_retired,
        "may_edit": request.user.may(Right.CHECK_EDIT),
    }
    return render(request, "halls/checks/templates.html", context)


@require_http_methods(DOOR)
def check_template_new(request: SignedInRequest) -> HttpResponse:
    """A template begins with an empty draft."""
    require(request, Right.CHECK_EDIT)
    units = list(Unit.objects.where(request.user, Right.CHECK_EDIT).order_by("path"))
    form = NewTemplateForm(request.POST or None, units=units)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            made = services.make_template(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect("check_version", made.template_id, made.number)
    return render(request, "halls/checks/template_new.html", {"form": form}, status=status)


@require_safe
def check_template(request: SignedInRequest, pk: int) -> HttpResponse:
    """Its versions, newest first."""
    return _template_page(request, template_in_scope(request, pk))


def _template_page(request: SignedInRequest, template: CheckTemplate, **more: Any) -> HttpResponse:
    versions = list(template.versions.select_related("published_by", "made_by"))  # type: ignore[attr-defined]
    context = {
        "template": template,
        "versions": versions,
        "has_draft": any(not one.is_frozen for one in versions),
        "may_edit": request.user.may(Right.CHECK_EDIT, at=template.unit),
        **more,
    }
    refusal = more.get("refusal")
    return render(request, "halls/checks/template.html", context, status=refusal.status if refusal else 200)


@require_http_methods(DOOR)
def check_version(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """The builder of a draft; a published version is read as the phone shows it."""
    version = _version(request, pk, number, Right.CHECK_EDIT)
    if version.is_frozen:
        return redirect("check_preview", pk, number)
    if request.method != "POST":
        return _built(request, DraftForm(version))
    form = DraftForm(version, request.POST)
    if not form.is_valid():
        return _built(request, form, status=400)
    do = request.POST.get("do", "save")
    try:
        kept = services.save_draft(
            version=version,
            sections=rearranged(form.sections(), do),
            seen=form.seen,
            by=request.user,
            now=timezone.now(),
            **form.settings.cleaned_data,
        )
        if do == "publish":
            services.publish(version=kept, seen=kept.version, by=request.user, now=timezone.now())
            return redirect("check_template", pk)
    except services.CannotPublish as refusal:
        return _built(request, _again(version, refusal.reasons), status=refusal.status)
    except Refusal as refusal:
        form.wrong = [str(refusal)]
        return _built(request, form, status=refusal.status)
    place = f"#s{do.split(':')[1]}" if ":" in do else ""
    return redirect(f"{reverse('check_version', args=[pk, number])}{place}")


def _again(version: TemplateVersion, reasons: list[Any]) -> DraftForm:
    """As it was saved, with what keeps it from being published."""
    version.refresh_from_db()
    form = DraftForm(version)
    form.wrong = [str(reason) for reason in reasons]
    return form


def _built(request: SignedInRequest, form: DraftForm, *, status: int = 200) -> HttpResponse:
    context = {"version": form.version, "template": form.version.template, "draft": form}
    return render(request, "halls/checks/builder.html", context, status=status)


@require_safe
def check_preview(request: SignedInRequest, pk: int, number: int) -> HttpResponse:
    """What it looks like to whoever carries it out."""
    version = _version(request, pk, number)
    context = {
        "version": version,
        "template": version.template,
        "page": preview_page(with_items(version)),
        "may_edit": request.user.may(Right.CHECK_EDIT, at=version.template.unit),
    }
    return render(request, "halls/checks/preview.html", context)


@require_POST
def check_version_new(request: SignedInRequest, pk: int) -> HttpResponse:
    """The next version, begun as a copy of the one that is named, else of the newest."""
    template = template_in_scope(request, pk, Right.CHECK_EDIT)
    versions = template.versions.order_by("-number")  # type: ignore[attr-defined]
    number = request.POST.get("number", "")
    source = versions.filter(number=int(number)).first() if number.isdigit() and len(number) < 5 else versions.first()
    if source is None:
        return _template_page(request, template)
    try:
        made = services.new_draft(template=template, source=source, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _template_page(request, template, refusal=refusal)
    return redirect("check_version", pk, made.number)


@require_POST
def check_template_retire(request: SignedInRequest, pk: int) -> HttpResponse:
    template = template_in_scope(request, pk, Right.CHECK_EDIT)
    try:
        services.retire_template(template=template, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _template_page(request, template, refusal=refusal)
    return redirect("check_template", pk)
