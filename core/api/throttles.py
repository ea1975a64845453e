"""How much one caller may ask for (A15). Sign-in has its own lockout, in the database."""

from __future__ import annotations

from typing import Any, cast

import structlog
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.api.middleware import client_address

log = structlog.get_logger(__name__)

MOST_AN_HOUR = 6_000
_HOUR = 3_600


class PersonThrottle(SimpleRateThrottle):
    """Requests of one person over all their tokens, or of one address before signing in.

    The rate in the settings evens out bursts; 6,000 an hour keep a list from being copied page by
    page. Calls pass when the cache is down: work goes on without Redis (F7).
    """

    scope = "person"
    _hour_is_over_in: float | None = None

    def get_cache_key(self, request: Request, view: Any) -> str:
        person = request.user
        signed_in = person is not None and person.is_authenticated
        ident = f"p{person.pk}" if signed_in else f"a{client_address(cast('HttpRequest', request))}"
        return self.cache_format % {"scope": self.scope, "ident": ident}

    def allow_request(self, request: Request, view: Any) -> bool:
        try:
            return bool(super().allow_request(request, view)) and self._within_the_hour(request, view)
        except (RedisError, OSError) as error:
            log.warning("throttle.cache_down", error=type(error).__name__)
            return True

    def _within_the_hour(self, request: Request, view: Any) -> bool:
        now = self.timer()
        key = f"{self.get_cache_key(request, view)}_{int(now // _HOUR)}"
        if self._counted(key) <= MOST_AN_HOUR:
            return True
        self._hour_is_over_in = _HOUR - now % _HOUR
        return False

    def _counted(self, key: str) -> int:
        self.cache.add(key, 0, timeout=_HOUR)
        try:
            return int(self.cache.incr(key))
        except ValueError:
            # Thrown out in between, by a full cache or one that was emptied: the count begins again.
            self.cache.set(key, 1, timeout=_HOUR)
            return 1

    def wait(self) -> float | None:
        return self._hour_is_over_in if self._hour_is_over_in is not None else super().wait()
