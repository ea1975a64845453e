"""Who is calling: a token in the Authorization header, or the session of a page."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from core.api.tokens import note_use, token_for


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`. The person acts with the token's scopes and no others."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        scheme, _blank, secret = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return None
        now = timezone.now()
        token = token_for(secret.strip(), now=now) if scheme.lower() == "bearer" else None
        if token is None:
            raise AuthenticationFailed(_("The token is unknown, expired or revoked."))
        note_use(token=token, now=now)
        return narrowed(token.person, set(token.scopes)), token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


def narrowed(person: Any, scopes: set[str]) -> Any:
    """The person, of whose rights only those in `scopes` remain for this request.

    Narrowing at `paths_for` makes `may` and every `visible_to` follow, wherever an act asks.
    """
    whole = person.paths_for
    person.paths_for = lambda right: whole(right) if right in scopes else []
    return person


class PageSessionAuthentication(SessionAuthentication):
    """The session of a signed-in page; CSRF is checked on every unsafe method (A08)."""

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'
