"""Short secrets at rest: AES-GCM, a fresh nonce each; the first key seals, every key opens."""

from __future__ import annotations

import base64
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE = 12


class CannotUnseal(Exception):
    """No key opens the seal: it was made with another key, for another purpose, or changed."""


@lru_cache(maxsize=8)
def _cipher(key: bytes) -> AESGCM:
    return AESGCM(key)


def seal_text(text: str, *, purpose: bytes | None = None) -> str:
    """`text` (ASCII) sealed; it opens again only for the same `purpose`."""
    nonce = os.urandom(_NONCE)
    sealed = nonce + _cipher(settings.PHONE_SEAL_KEYS[0]).encrypt(nonce, text.encode("ascii"), purpose)
    return base64.urlsafe_b64encode(sealed).decode("ascii")


def unseal_text(sealed: str, *, purpose: bytes | None = None) -> str:
    """The text again, by any of the keys; raises CannotUnseal."""
    try:
        raw = base64.urlsafe_b64decode(sealed.encode("ascii"))
    except ValueError:
        raise CannotUnseal from None
    for key in settings.PHONE_SEAL_KEYS:
        try:
            return _cipher(key).decrypt(raw[:_NONCE], raw[_NONCE:], purpose).decode("ascii")
        except (InvalidTag, ValueError):
            continue
    raise CannotUnseal
