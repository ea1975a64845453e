"""How much one caller may ask for (A15). Sign-in has its own lockout, in the database."""

from __future__ import annotations

from typing import Any, cast

import structlog
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.api.middleware import client_address

log = structlog.get_logger(__name__)


class PersonThrottle(SimpleRateThrottle):
    """Requests of one person over all their tokens, or of one address before signing in.

    Lets calls pass when the cache is down: work goes on without Redis (F7).
    """

    scope = "person"

    def get_cache_key(self, request: Request, view: Any) -> str:
        person = request.user
        signed_in = person is not None and person.is_authenticated
        ident = f"p{person.pk}" if signed_in else f"a{client_address(cast('HttpRequest', request))}"
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view))
        except (OSError, ConnectionError) as error:
            log.warning("throttle.cache_down", error=type(error).__name__)
            return True
