"""Somebody who has been away."""

from __future__ import annotations

import time
from importlib import import_module

from django.conf import settings
from playwright.sync_api import Page

from org.signin.middleware import LAST_SEEN_AT


def let_idle(page: Page) -> None:
    """As if the person had been away for longer than the desk waits."""
    [key] = [one["value"] for one in page.context.cookies() if one["name"] == settings.SESSION_COOKIE_NAME]
    session = import_module(settings.SESSION_ENGINE).SessionStore(key)
    session[LAST_SEEN_AT] = int(time.time()) - settings.SESSION_IDLE_MINUTES * 60 - 1
    session.save()
