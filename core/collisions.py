"""Two wrote the same rows at once and the database let one of them go back: who that was is asked to try again.

An act is one transaction, so what went back left nothing. Acts take their rows in one order and look at what they
change; this is for the rest: a wait that became too long, and the ring that nobody foresaw.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

log = structlog.get_logger(__name__)

WAITED = "55P03"
STATES = frozenset({"40P01", "40001", WAITED})
"""PostgreSQL: a deadlock was found, transactions cannot be put in a row, a lock was waited for too long."""
LOCKED = "database is locked"
"""SQLite: another connection wrote for longer than this one waits."""
TRY_AGAIN = _("Somebody else was saving the same thing at this moment. Nothing was changed; please try again.")
STATUS = 503
SECONDS = "2"

Answer = Callable[[HttpRequest], HttpResponse]


def is_collision(error: Exception) -> bool:
    """Whether the database gave up on this transaction for the sake of another one."""
    if not isinstance(error, OperationalError):
        return False
    return getattr(error.__cause__, "pgcode", None) in STATES or LOCKED in str(error)


def has_waited(error: OperationalError) -> bool:
    """Whether PostgreSQL ended a wait for a lock: somebody has held for long what the statement asked for."""
    return getattr(error.__cause__, "pgcode", None) == WAITED


class CollisionMiddleware:
    """Answers a page whose act went back with what to do; the API says the same in its own form."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not is_collision(exception):
            return None
        log.warning("database.collision", error=str(exception).partition("\n")[0], method=request.method)
        answer = render(request, "503.html", {"reason": TRY_AGAIN}, status=STATUS)
        answer.headers["Retry-After"] = SECONDS
        return answer
