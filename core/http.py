"""The request as a view behind the sign-in sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

if TYPE_CHECKING:
    from django_htmx.middleware import HtmxDetails


class SignedInRequest(HttpRequest):
    """Only an annotation: LoginRequiredMiddleware let the request pass, so `user` is a person."""

    user: Any
    htmx: HtmxDetails
