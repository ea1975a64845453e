"""Pages for what went wrong: calm, without a stack, with a number to name on the telephone (E07)."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from rest_framework.status import (
    HTTP_400_BAD_REQUEST,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_405_METHOD_NOT_ALLOWED,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

from core.http import address_above, is_sent_by_hand, page_of_form

log = structlog.get_logger(__name__)
API_PREFIX = "/api/"
_OF_ANOTHER_SESSION = " incorrect."
"""How Django ends its word about a token that is well formed and belongs to another secret; it names no constant."""
_TITLES = {400: "Bad request", 403: "Forbidden", 404: "Not found", 500: "Server error"}


class ActAddressMiddleware:
    """Whoever opens the address to which a form is sent, from the address bar or a link, reads where its page is.

    It stays a 405 and says what is allowed; without this the browser shows an empty page of its own.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code != HTTP_405_METHOD_NOT_ALLOWED or answer.content or not is_sent_by_hand(request):
            return answer
        page = render(request, "405.html", {"page_url": address_above(request.path)}, status=answer.status_code)
        page.headers["Allow"] = answer.headers["Allow"]
        return page


def _answer(request: HttpRequest, status: int) -> HttpResponse:
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    if request.path.startswith(API_PREFIX):
        body = {"type": "about:blank", "title": _TITLES[status], "status": status, "instance": request_id}
        return JsonResponse(body, status=status, content_type="application/problem+json")
    return render(request, f"{status}.html", {"request_id": request_id}, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, HTTP_400_BAD_REQUEST)


@requires_csrf_token
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, HTTP_403_FORBIDDEN)


@requires_csrf_token
def form_too_old(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form of a session before this one, opened before signing out and in again in another window (P9).

    What is sent without the cookie, or from an address that is none of the desk's, is no such form: a browser that
    keeps no cookies, or a server that does not know under which name it is opened, and then nobody's forms are taken.
    """
    if reason.endswith(_OF_ANOTHER_SESSION):
        return render(request, "403_form.html", {"page_url": page_of_form(request)}, status=HTTP_403_FORBIDDEN)
    log.warning(
        "forms.origin_unknown", reason=reason, path=request.path, look_at="CSRF_TRUSTED_ORIGINS, TRUSTED_PROXIES"
    )
    request_id = structlog.contextvars.get_contextvars().get("request_id", "")
    return render(request, "403_origin.html", {"request_id": request_id}, status=HTTP_403_FORBIDDEN)


@requires_csrf_token
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, HTTP_404_NOT_FOUND)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, HTTP_500_INTERNAL_SERVER_ERROR)
