"""Files on their way out and in: always through the thing that owns them."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from core.files import services
from core.files.forms import AttachmentForm
from core.files.models import Attachment, StoredFile
from core.files.registry import Owner, owner_of
from core.files.rules import IMAGES
from core.files.selectors import files_of
from core.files.sniffing import WrongType
from core.refusals import Refusal

OK, BAD, TOO_LARGE, WRONG_TYPE, UNPROCESSABLE, TOO_MANY = 200, 400, 413, 415, 422, 429


def answer_with(stored: StoredFile) -> FileResponse:
    """The way a stored file leaves: always a download, never something a browser shows or runs."""
    return _inert(stored, as_attachment=True, content_type="application/octet-stream")


def _inert(stored: StoredFile, *, as_attachment: bool, content_type: str) -> FileResponse:
    try:
        content = services.open_stored(stored)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=as_attachment, filename=stored.name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Download: whoever may see the thing may have its files."""
    kept, _owner, _about = _in_scope(request, pk)
    return answer_with(kept.file)


@require_safe
def attachment_picture(request: HttpRequest, pk: int) -> HttpResponseBase:
    """An attached image in the browser. Only what this house has drawn anew is shown (C24)."""
    kept, _owner, _about = _in_scope(request, pk)
    return _shown(kept.file)


@require_safe
def attachment_preview(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The small picture of an attached image."""
    kept, _owner, _about = _in_scope(request, pk)
    return _shown(kept.preview)


def _shown(stored: StoredFile | None) -> FileResponse:
    if stored is None or stored.media_type not in IMAGES:
        raise Http404
    return _inert(stored, as_attachment=False, content_type=stored.media_type)


@require_POST
def attachment_add(request: HttpRequest, about_type: str, about_id: int) -> HttpResponse:
    """Add one file; answers with the list of files, or with the list and what was wrong."""
    owner, about = _thing_in_scope(request, about_type, about_id)
    if not owner.editable(request.user, about):
        raise PermissionDenied
    form = AttachmentForm(request.POST, request.FILES)
    status = OK if form.is_valid() else BAD
    if form.is_valid():
        try:
            services.attach(form.cleaned_data["file"], about=about, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.add_error(refusal.field, str(refusal))
            status = _status_of(refusal)
    return _list(request, about, form=form, status=status)


@require_POST
def attachment_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one file away; answers with the list that is left."""
    kept, owner, about = _in_scope(request, pk)
    if not owner.removable(request.user, about, kept):
        raise PermissionDenied
    services.remove_attachment(attachment=kept, about=about, by=request.user, now=timezone.now())
    return _list(request, about)


def _thing_in_scope(request: HttpRequest, about_type: str, about_id: int) -> tuple[Owner, Model]:
    owner = owner_of(about_type)
    about = owner.visible(request.user, about_id) if owner else None
    if owner is None or about is None:
        raise Http404
    return owner, about


def _in_scope(request: HttpRequest, pk: int) -> tuple[Attachment, Owner, Model]:
    kept = Attachment.objects.kept().select_related("file", "preview").filter(pk=pk).first()
    if kept is None:
        raise Http404
    return kept, *_thing_in_scope(request, kept.about_type, kept.about_id)


def _status_of(refusal: Refusal) -> int:
    if isinstance(refusal, WrongType):
        return WRONG_TYPE
    if isinstance(refusal, services.TooManyUploads):
        return TOO_MANY
    return TOO_LARGE if isinstance(refusal, services.TooLarge) else BAD


def _list(request: HttpRequest, about: Model, *, form: AttachmentForm | None = None, status: int = 200) -> HttpResponse:
    """The list alone for a page that asks by htmx (which shows 422), a page of its own otherwise."""
    attachments = files_of(about, person=request.user)
    htmx = request.headers.get("HX-Request") == "true"
    return render(
        request,
        "core/files/_attachments.html" if htmx else "core/files/attachments.html",
        {"form": form, "attachments": attachments, "about": about},
        status=UNPROCESSABLE if htmx and status != OK else status,
    )
