"""Every error of the API in one form: application/problem+json (RFC 9457)."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import set_rollback
from structlog.contextvars import get_contextvars

from core.api.parsers import BodyTooLarge
from core.collisions import SECONDS, STATUS, TRY_AGAIN, is_collision
from core.refusals import Refusal

MEDIA_TYPE = "application/problem+json"


def as_problem(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error raised in an API view; None (a crash, logged by Django) for the unexpected."""
    if isinstance(error, Refusal):
        named = [{"field": error.field, "message": str(error)}] if error.field else []
        return problem(error.status, str(error), errors=named, code=type(error).__name__)
    if is_collision(error):
        set_rollback()
        return problem(STATUS, str(TRY_AGAIN), code="Collision", headers={"Retry-After": SECONDS})
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        error = BodyTooLarge()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    return _of(error)


def _of(error: exceptions.APIException) -> Response:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(max(1, round(wait)))
    if isinstance(error, exceptions.ValidationError):
        return problem(400, _("Some of the values are not valid."), errors=list(_flat(error.detail)), headers=headers)
    return problem(error.status_code, str(error.detail), headers=headers)


def problem(
    status: int,
    detail: str,
    *,
    errors: list[dict[str, str]] | None = None,
    code: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """A problem document with its status; `errors` name the fields, `code` the refusal."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "request_id": get_contextvars().get("request_id", ""),
    }
    if errors:
        body["errors"] = errors
    if code:
        body["code"] = code
    return Response(body, status=status, headers=headers, content_type=MEDIA_TYPE)


def _flat(detail: Any, path: str = "") -> Any:
    """Field errors, however nested, as `{"field": "rows.3.phone", "message": ...}`."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, f"{path}.{name}" if path else str(name))
    elif isinstance(detail, list):
        for place, inner in enumerate(detail):
            yield from _flat(inner, f"{path}.{place}" if isinstance(inner, (dict, list)) else path)
    else:
        yield {"field": path, "message": str(detail)}
