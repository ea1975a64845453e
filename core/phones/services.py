"""Phone numbers at rest: sealed for reading on purpose, digested for finding, masked for lists (P10)."""

from __future__ import annotations

import datetime as dt
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from core.audit.models import AuditEntry
from core.audit.services import record
from core.phones.rules import mask, normalise
from core.refusals import Refusal
from core.sealing import CannotUnseal, seal_text, unseal_text

if TYPE_CHECKING:
    from django.db.models import Model

REVEALS_PER_HOUR = 30
REVEALED = "phone.revealed"

__all__ = ["CannotReveal", "CannotUnseal", "SealedPhone", "digest_of", "may_reveal", "reveal", "seal", "unseal"]


class CannotReveal(Refusal):
    """The full number may not be read now."""


@dataclass(frozen=True, slots=True)
class SealedPhone:
    """What a row keeps of a number; all empty for no number."""

    sealed: str
    digest: str
    suffix: str
    masked: str


def seal(digits: str) -> SealedPhone:
    """Seal a number given as digits (`core.phones.rules.normalise`); "" gives an empty seal."""
    if not digits:
        return SealedPhone("", "", "", "")
    return SealedPhone(seal_text(digits), _digest(digits), digits[-4:], mask(digits))


def unseal(sealed: str) -> str:
    """The digits again, by any of the keys; raises CannotUnseal."""
    return unseal_text(sealed) if sealed else ""


def digest_of(number: str) -> str:
    """The keyed digest under which a number is found; "" for no number. Raises NotAPhone."""
    digits = normalise(number)
    return _digest(digits) if digits else ""


def _digest(digits: str) -> str:
    return hmac.digest(settings.PHONE_DIGEST_KEY, digits.encode("ascii"), "sha256").hex()


def may_reveal(person: Any, now: dt.datetime) -> bool:
    """Whether the person has read fewer than 30 full numbers in the hour before `now` (P10)."""
    since = now - dt.timedelta(hours=1)
    return AuditEntry.objects.filter(verb=REVEALED, by=person, at__gt=since).count() < REVEALS_PER_HOUR


def reveal(*, sealed: str, about: Model, reason: str, by: Any, now: dt.datetime) -> str:
    """Read a full number on purpose: audited with its reason, at most 30 an hour.

    Raises CannotReveal without a reason or past the cap. The caller has checked the right.
    """
    if not reason.strip():
        raise CannotReveal(_("Say why you need the full number."), field="reason")
    if not may_reveal(by, now):
        raise CannotReveal(_("You have read 30 full numbers in the last hour; wait a while."))
    digits = unseal(sealed)
    record(REVEALED, by=by, now=now, about=about, data={"reason": reason.strip()[:200]})
    return digits
