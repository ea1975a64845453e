"""What every request carries, and what no page may do (P9, A11)."""

from __future__ import annotations

import ipaddress
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.urls import get_resolver
from django.utils import timezone
from structlog.contextvars import bind_contextvars, clear_contextvars

from core.api.limits import Allowance
from core.audit.services import record

log = structlog.get_logger(__name__)

Answer = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
# Answers that are worth a row in the trail (ASVS 16.3.2), and how many rows one address may cause a minute.
REFUSED = frozenset({403, 404, 409, 429})
refusals_noted = Allowance(20, seconds=60, in_all=200)


def client_address(request: HttpRequest) -> str:
    """The client's address: the connection's own, or what the outermost trusted proxy saw.

    With n trusted proxies the n-th entry of X-Forwarded-For from the right counts; everything to
    its left was written by the client and is ignored, and so are all other such headers.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    if settings.TRUSTED_PROXIES:
        hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(hops) >= settings.TRUSTED_PROXIES:
            direct = _address(hops[-settings.TRUSTED_PROXIES]) or direct
    return direct


def _address(text: str) -> str:
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return ""


class RequestContextMiddleware:
    """Gives every request an id of our own and binds it, with the address, to logs and audit rows."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        clear_contextvars()
        request_id = str(uuid.uuid4())
        bind_contextvars(request_id=request_id, address=client_address(request))
        try:
            response = self.get_response(request)
            note_refusal(request, response)
        finally:
            clear_contextvars()
        response["X-Request-ID"] = request_id
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A NUL in an address or a form is bad input, not a fault (C10): PostgreSQL holds none in a text."""
        if isinstance(exception, ValueError) and "NUL" in str(exception):
            answer: Any = get_resolver().resolve_error_handler(400)
            return answer(request, exception=exception)
        return None


class InertPagesMiddleware:
    """Pages of a person signed in are kept by nobody; no page gets at the device."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if request.user.is_authenticated or request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def _without_secret(path: str, said: dict[str, Any]) -> str:
    """The path as the trail may keep it: whoever holds the token of a link may use it (N05)."""
    return path.replace(said["token"], "…") if said.get("token") else path


def note_refusal(request: HttpRequest, response: HttpResponse) -> None:
    """One audit row for a refused request, but not for addresses that never existed nor for a flood.

    A person asking for what lies outside the own units gets the same 404 as for what does not
    exist, so both are noted; strangers are noted when they are forbidden or too fast.
    """
    if response.status_code not in REFUSED or request.resolver_match is None:
        return
    person = getattr(request, "user", None)
    signed_in = person is not None and person.is_authenticated
    if (response.status_code == 404 and not signed_in) or not refusals_noted.take(client_address(request)):
        return
    try:
        record(
            "request.refused",
            by=person if signed_in else None,
            now=timezone.now(),
            data={
                "status": response.status_code,
                "method": (request.method or "")[:10],
                "page": request.resolver_match.view_name or "",
                "path": _without_secret(request.path, request.resolver_match.kwargs)[:200],
            },
        )
    except DatabaseError as error:
        log.warning("refusal.not_noted", status=response.status_code, error=type(error).__name__)
