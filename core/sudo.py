"""Typing the password again before something that an open page alone must not do (K19, N14)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

SESSION_KEY = "password_ok"


def password_ok_until(request: Any) -> dt.datetime | None:
    """Until when this session needs no password again; None when it was not typed in it."""
    kept = request.session.get(SESSION_KEY)
    if not kept or kept["person"] != request.user.pk:
        return None
    return dt.datetime.fromtimestamp(kept["until"], dt.UTC)


def confirm_password(request: Any, *, password: str, now: dt.datetime) -> dt.datetime:
    """Check the password of whoever is signed in; gives until when it counts, SUDO_MINUTES from `now`.

    The same check as at the door, so wrong tries count to the same lock. Raises its refusals.
    """
    check = import_string(settings.PASSWORD_CHECK)
    check(request=request, password=password, now=now)
    until = now + dt.timedelta(minutes=settings.SUDO_MINUTES)
    request.session[SESSION_KEY] = {"person": request.user.pk, "until": until.timestamp()}
    return until
