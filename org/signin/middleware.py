"""What holds for every request of a signed-in person: limits in time, the language, the second factor."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth import middleware as auth
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from core.http import asked_by_a_page, is_sent_by_hand, page_of_form
from org.signin.rules import idle_minutes, must_have_second_factor, session_is_over

Answer = Callable[[HttpRequest], HttpResponse]
SIGNED_IN_AT = "signed_in_at"
LAST_SEEN_AT = "last_seen_at"
LANGUAGE_COOKIE = "language"
_SEEN_EVERY = 60
_OPEN_WITHOUT_SECOND_FACTOR = {
    "second_factor_setup",
    "second_factor_begin",
    "sign_out",
    "set_language",
    "set_password",
}


class SessionLimitMiddleware:
    """Ends a session that idled too long or is too old altogether (P8); in halls sooner (N14)."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = int(time.time())
            signed_in = request.session.setdefault(SIGNED_IN_AT, now)
            seen = request.session.get(LAST_SEEN_AT, now)
            if session_is_over(
                now=now,
                signed_in=signed_in,
                seen=seen,
                longest=settings.SESSION_COOKIE_AGE,
                idle=_idle_seconds(request.user),
            ):
                logout(request)
            elif not _keeps_nobody_here(request) and (LAST_SEEN_AT not in request.session or now - seen >= _SEEN_EVERY):
                request.session[LAST_SEEN_AT] = now
        return self.get_response(request)


def _keeps_nobody_here(request: HttpRequest) -> bool:
    # What a page asks again and again, or that it is in sight, is no sign of a person.
    return asked_by_a_page(request) or request.path_info.startswith("/presence/")


def _idle_seconds(person: Any) -> int:
    minutes = idle_minutes(
        person.roles, usual=settings.SESSION_IDLE_MINUTES, in_halls=settings.SESSION_IDLE_MINUTES_HALLS
    )
    return minutes * 60


class LanguageMiddleware:
    """The person's own language; before signing in the one last chosen here; else Simplified Chinese."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = dict(settings.LANGUAGES)
        chosen = request.COOKIES.get(LANGUAGE_COOKIE, "")
        if request.user.is_authenticated:
            chosen = request.user.language
        language = chosen if chosen in known else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class LoginRequiredMiddleware(auth.LoginRequiredMiddleware):
    """Who sends a form after the session ended comes back to the page of the form, by way of the sign-in page.

    That page says that nothing was saved: said later, it would be read by whoever signs in there next. The address
    of the form itself is no page, so it is not where one goes on after signing in.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        if request.method in ("GET", "HEAD"):
            return super().handle_no_permission(request, view_func)
        if is_sent_by_hand(request):
            messages.warning(
                request, _("You were signed out before this was sent, so nothing was saved. Please send it again.")
            )
        return redirect_to_login(page_of_form(request), str(self.get_login_url(view_func)))


class SecondFactorMiddleware:
    """People whose role demands a second factor set it up before anything else."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        match = request.resolver_match
        person: Any = request.user
        if not person.is_authenticated or (match and match.url_name in _OPEN_WITHOUT_SECOND_FACTOR):
            return None
        if must_have_second_factor(person.roles, settings.SECOND_FACTOR_ROLES) and not person.is_verified():
            return redirect(reverse("second_factor_setup"))
        return None
