"""The one door: a page says it is open, and hears who else is here."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from core.http import SignedInRequest
from core.presence.forms import BeatForm
from core.presence.registry import may_be_at
from core.presence.selectors import viewers
from core.presence.services import be_here, leave


@require_POST
def presence(request: SignedInRequest, about_type: str, about_id: int) -> HttpResponse:
    if not may_be_at(request.user, about_type, about_id):
        raise Http404
    form, now = BeatForm(request.POST), timezone.now()
    if not form.is_valid():
        return HttpResponse(status=400)
    if form.cleaned_data["left"]:
        leave(about_type, about_id, by=request.user, seen_at=form.cleaned_data["left"])
        return HttpResponse(status=204)
    be_here(about_type, about_id, by=request.user, writing=form.cleaned_data["writing"], now=now)
    context = {"viewers": viewers(about_type, about_id, besides=request.user, now=now)}
    answer = render(request, "core/presence/_viewers.html", context)
    answer.headers["Seen-At"] = now.isoformat()
    return answer
