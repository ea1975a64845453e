"""Lists on their way out."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.exports import services
from core.exports.forms import ExportForm
from core.exports.registry import Listing, listing_of
from core.exports.services import CannotExport, Wish
from core.files.views import answer_with
from core.jobs.choices import JobState
from core.jobs.models import Job
from core.phones.rules import without_mobile
from core.refusals import Refusal
from core.rights import EXPORT_RUN, require


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    """A short list at once; a long one, or one with whole phone numbers, after a POST.

    GET of a long list, or with `?ask=1`, shows what is about to be exported.
    """
    wanted = _listing(request, code)
    form = ExportForm(request.POST if request.method == "POST" else None)
    try:
        wish = _wish(request, code, ending, form)
        count = services.count_of(wish, person=request.user)
        if request.method == "POST" and form.is_valid():
            return _do(request, wish, wanted, count)
        if request.method != "POST" and count <= services.AT_ONCE and "ask" not in request.GET:
            return _at_once(request, wish, wanted)
    except Refusal as refusal:
        return _ask(request, wanted, None, refusal=refusal)
    return _ask(request, wanted, count, form=form)


@require_safe
def export_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file of one's own export, while it lasts and one still may."""
    job = get_object_or_404(
        Job.objects.visible_to(request.user), pk=pk, kind=services.KIND, state=JobState.DONE, by=request.user
    )
    try:
        stored = services.fetched(job=job, by=request.user, now=timezone.now())
    except CannotExport:
        raise PermissionDenied from None
    if stored is None:
        raise Http404
    return answer_with(stored)


def _listing(request: HttpRequest, code: str) -> Listing:
    wanted = listing_of(code)
    if wanted is None:
        raise Http404
    require(request, EXPORT_RUN)
    require(request, wanted.right)
    return wanted


def _wish(request: HttpRequest, code: str, ending: str, form: ExportForm) -> Wish:
    params = {name: without_mobile(request.GET.get(name, "")) for name in request.GET if name != "ask"}
    if any(len(request.GET.getlist(name)) > 1 for name in request.GET):
        raise CannotExport(services.TWICE)
    reason = form.cleaned_data["reason"] if form.is_bound and form.is_valid() else ""
    return Wish(code, ending, params, reason)


def _do(request: HttpRequest, wish: Wish, wanted: Listing, count: int) -> HttpResponseBase:
    if count <= services.AT_ONCE:
        return _at_once(request, wish, wanted)
    job = services.ask_for_export(wish, by=request.user, now=timezone.now())
    return redirect("job", job.pk)


def _at_once(request: HttpRequest, wish: Wish, wanted: Listing) -> HttpResponseBase:
    now = timezone.now()
    content = services.export(wish, by=request.user, now=now)
    name = services.file_name(wish, title=str(wanted.title), now=timezone.localtime(now))
    response = FileResponse(content, as_attachment=True, filename=name, content_type=services.MEDIA_TYPES[wish.ending])
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _ask(
    request: HttpRequest,
    wanted: Listing,
    count: int | None,
    *,
    form: ExportForm | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    may_reveal = wanted.has_phones and request.user.may("phone_reveal")  # type: ignore[union-attr]
    context = {
        "listing": wanted,
        "count": count,
        "form": form if may_reveal else None,
        "refusal": refusal,
        "as_job": count is not None and count > services.AT_ONCE,
    }
    return render(request, "core/exports/export.html", context, status=400 if refusal else 200)
