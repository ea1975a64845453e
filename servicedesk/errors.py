"""Pages for what went wrong: calm, without a stack, with a number to name on the telephone (E07)."""

from __future__ import annotations

import structlog
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.csrf import requires_csrf_token
from rest_framework.status import (
    HTTP_400_BAD_REQUEST,
    HTTP_403_FORBIDDEN,
    HTTP_404_NOT_FOUND,
    HTTP_500_INTERNAL_SERVER_ERROR,
)

API_PREFIX = "/api/"
_TITLES = {400: "Bad request", 403: "Forbidden", 404: "Not found", 500: "Server error"}


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
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _answer(request, HTTP_404_NOT_FOUND)


@requires_csrf_token
def server_error(request: HttpRequest) -> HttpResponse:
    return _answer(request, HTTP_500_INTERNAL_SERVER_ERROR)
