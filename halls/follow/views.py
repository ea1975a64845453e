"""The customer's page: where the own number stands. Only who holds the paper knows the address (H14)."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.refusals import Refusal
from halls.queue.models import Visit
from halls.queue.selectors import by_follow_key, place_of
from halls.queue.services import leave


@login_not_required
@never_cache
@require_safe
def follow(request: HttpRequest, key: str) -> HttpResponse:
    """The number, how many are before it, and the counter once it is called; it renews itself."""
    visit = by_follow_key(key)
    if visit is None:
        # Whoever holds a paper is no member of staff, and is told what a paper can be followed for.
        return render(request, "halls/follow/unknown.html", status=404)
    return render(request, "halls/follow/follow.html", _shown(visit))


@login_not_required
@never_cache
@require_POST
def follow_leave(request: HttpRequest, key: str) -> HttpResponse:
    """Give the number up, so that nobody waits for somebody who has left."""
    visit = _known(key)
    try:
        leave(visit=visit, now=timezone.now())
    except Refusal as refusal:
        context = {**_shown(_known(key)), "refusal": refusal}
        return render(request, "halls/follow/follow.html", context, status=refusal.status)
    return redirect("follow", key)


def _known(key: str) -> Visit:
    visit = by_follow_key(key)
    if visit is None:
        raise Http404
    return visit


def _shown(visit: Visit) -> dict[str, object]:
    return {"visit": visit, "hall": visit.premises, "place": place_of(visit, now=timezone.now())}
