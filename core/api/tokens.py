"""Making, finding and ending tokens. The whole token is shown once; only its hash is kept (A03)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from core.api.models import ApiToken
from core.audit.services import record
from core.refusals import Refusal

if TYPE_CHECKING:
    from collections.abc import Collection

LONGEST = dt.timedelta(days=366)
MOST_A_PERSON = 20
_NOTE_EVERY = dt.timedelta(minutes=5)


class CannotCreateToken(Refusal):
    """The token may not be made so."""


class CannotRevokeToken(Refusal):
    """The token is already revoked."""


def create_token(
    *, name: str, scopes: Collection[str], expires_at: dt.datetime, by: Any, now: dt.datetime
) -> tuple[ApiToken, str]:
    """A new token of `by` and its text, which is nowhere to be found again.

    Raises CannotCreateToken for a scope the person does not hold, an expiry in the past or more
    than 366 days away, or the 21st token in use.
    """
    foreign = [scope for scope in scopes if not by.may(scope)]
    if foreign or not scopes:
        raise CannotCreateToken(_("Choose at least one scope among your own rights."), field="scopes")
    if not now < expires_at <= now + LONGEST:
        raise CannotCreateToken(_("A token expires within a year."), field="expires_on")
    secret = f"sd_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        if ApiToken.objects.usable(at=now).filter(person=by).count() >= MOST_A_PERSON:
            raise CannotCreateToken(_("You already have 20 tokens; revoke one first."))
        token = ApiToken.objects.create(
            person=by,
            name=name,
            prefix=secret[:8],
            digest=_digest(secret),
            scopes=sorted(str(scope) for scope in scopes),
            auth_hash=_auth_hash(by),
            created_at=now,
            expires_at=expires_at,
        )
        record("token.created", by=by, now=now, about=token, data={"name": name, "scopes": token.scopes})
    return token, secret


def revoke_token(*, token: ApiToken, by: Any, now: dt.datetime) -> None:
    """End a token at once. Raises CannotRevokeToken the second time."""
    with transaction.atomic():
        if not ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now):
            raise CannotRevokeToken(_("The token is already revoked."))
        record("token.revoked", by=by, now=now, about=token, data={"name": token.name})


def token_for(secret: str, *, now: dt.datetime) -> ApiToken | None:
    """The live token with this text, its person loaded; None for anything else.

    A token dies in the request that follows a change of its person's password, postings, second
    factor or right to sign in, because it keeps what a session would be checked against (A02).
    """
    token = ApiToken.objects.usable(at=now).select_related("person").filter(digest=_digest(secret)).first()
    if token is None or not token.person.is_active:
        return None
    return token if constant_time_compare(token.auth_hash, _auth_hash(token.person)) else None


def note_use(*, token: ApiToken, now: dt.datetime) -> None:
    """Remember that the token is in use, to the nearest five minutes."""
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - _NOTE_EVERY)
    if token.last_used_at is None or token.last_used_at < now - _NOTE_EVERY:
        ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def _auth_hash(person: Any) -> str:
    return hashlib.sha256(person.get_session_auth_hash().encode()).hexdigest()
