"""How many pages one person may open in an hour (A15); the API has its own measure."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from core.api.limits import Allowance
from core.http import asked_by_a_page

log = structlog.get_logger(__name__)

HOUR = 3_600
UNBOUNDED = 10**9
_SENTENCES = {
    "pages": _("You have opened more than %(most)s pages within an hour. For a whole list, export it instead."),
    "searches": _("You have searched more than %(most)s times within an hour. Narrow the list by its filters."),
    "exports": _("You have exported more than %(most)s times within an hour. One export may hold the whole list."),
}


def _an_hour(most: int) -> Allowance:
    return Allowance(most, seconds=HOUR, in_all=UNBOUNDED, keys=UNBOUNDED)


class PacedPagesMiddleware:
    """Keeps one person from copying the desk page by page. Each web process counts for itself, in its memory.

    Searches and exports count as pages too, and have lower measures of their own. What a page asks
    by itself (core.http.asked_by_a_page) does not count, nor does the API.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.allowances = {
            "exports": _an_hour(settings.EXPORT_LIMIT_PER_HOUR),
            "searches": _an_hour(settings.SEARCH_LIMIT_PER_HOUR),
            "pages": _an_hour(settings.PAGE_LIMIT_PER_HOUR),
        }

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, _view: object, _arguments: object, _named: object
    ) -> HttpResponse | None:
        """The refusal, in place of the view, of who has used up the hour; None for everybody else."""
        if not request.user.is_authenticated or _is_no_page(request):
            return None
        for kind in _kinds(request):
            if not self.allowances[kind].take(str(request.user.pk)):
                return _too_many(request, kind, self.allowances[kind])
        return None


def _is_no_page(request: HttpRequest) -> bool:
    is_machine = request.path_info.startswith(("/api/", "/health/"))
    return is_machine or asked_by_a_page(request) or _name(request) == "sign_out"


def _name(request: HttpRequest) -> str | None:
    return request.resolver_match.url_name if request.resolver_match else None


def _kinds(request: HttpRequest) -> list[str]:
    name = _name(request)
    if name in {"export", "export_file"}:
        return ["exports", "pages"]
    return ["searches", "pages"] if name == "search" or request.GET.get("q") else ["pages"]


def _too_many(request: HttpRequest, kind: str, allowance: Allowance) -> HttpResponse:
    wait = allowance.wait()
    log.warning("pages.too_many", kind=kind, person=request.user.pk)
    context: dict[str, Any] = {
        "reason": _SENTENCES[kind] % {"most": allowance.most},
        "minutes": math.ceil(wait / 60),
    }
    answer = render(request, "429.html", context, status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer
