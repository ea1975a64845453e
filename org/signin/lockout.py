"""Too many wrong passwords: asked before any hashing (D12), kept in the database (works without Redis).

Two limits (N09): few tries for a person from one address, so that a colleague elsewhere is not
locked out by somebody's malice; and many for a person from everywhere together.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

TOO_FAST = 429


class TooManyTries(Refusal):
    """Signing in is locked for a while."""

    status = TOO_FAST

    def __init__(self) -> None:
        super().__init__(
            _("Too many attempts. Wait a quarter of an hour, or set a new password by “Forgotten your password?”.")
        )


def failure_limit(_request: HttpRequest | None = None, _credentials: dict[str, Any] | None = None) -> int:
    return settings.SIGN_IN_TRIES


def cool_off(_request: HttpRequest | None = None) -> dt.timedelta:
    return dt.timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)


def locked_out(_request: HttpRequest, answer: HttpResponse | None, _credentials: dict[str, Any] | None) -> HttpResponse:
    """What axes puts in place of the answer while somebody is locked: the page itself, as 429."""
    return as_too_fast(HttpResponse() if answer is None else answer)


def as_too_fast(answer: HttpResponse) -> HttpResponse:
    """`answer` with the status 429 and the longest the lock may last."""
    answer.status_code = TOO_FAST
    answer.headers["Retry-After"] = str(settings.SIGN_IN_LOCK_MINUTES * 60)
    return answer


def is_besieged(*, staff_number: str, now: dt.datetime) -> bool:
    """Whether `staff_number` had too many failures from all addresses together."""
    return sum(_failures(staff_number, now)) >= settings.SIGN_IN_TRIES_PER_PERSON


def is_locked(*, staff_number: str, now: dt.datetime) -> bool:
    """Whether signing in waits for this number, from one address at least."""
    failures = _failures(staff_number, now)
    return max(failures, default=0) >= settings.SIGN_IN_TRIES or sum(failures) >= settings.SIGN_IN_TRIES_PER_PERSON


def _failures(staff_number: str, now: dt.datetime) -> list[int]:
    """The recent wrong passwords for this number, by where they came from."""
    since = now - dt.timedelta(minutes=settings.SIGN_IN_LOCK_MINUTES)
    recent = AccessAttempt.objects.filter(username=staff_number, attempt_time__gte=since)
    return list(recent.values_list("failures_since_start", flat=True))


def forgive(*, staff_number: str) -> None:
    """Forget the failures of a person whose password was just set anew."""
    AccessAttempt.objects.filter(username=staff_number).delete()
