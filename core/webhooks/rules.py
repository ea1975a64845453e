"""What is signed and how, which addresses may be called, and how long it is tried. No row, no clock, no network."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hmac
import ipaddress
import json
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from core.refusals import Refusal

TOLERANCE = dt.timedelta(minutes=5)
ROTATION = dt.timedelta(hours=24)
FIRST_WAIT, LONGEST_WAIT = dt.timedelta(seconds=30), dt.timedelta(hours=2)
FIRST_REST, LONGEST_REST = dt.timedelta(seconds=30), dt.timedelta(minutes=15)
GIVE_UP_AFTER = dt.timedelta(hours=24)
# Longer than an attempt can last (name 5 s, the rest 10 s), shorter than the lease of the job around it.
LEASE = dt.timedelta(seconds=40)
# By then a job left in the queue has been looked at, or something happened to it and another is left.
JOB_EXPECTED_WITHIN = dt.timedelta(minutes=10)
STOP_AFTER_GIVEN_UP = 5
MOST_AT_ONCE = 200
KEPT = dt.timedelta(days=30)

LONGEST_URL = 500
SECRET_BYTES = 32
_SECRET_PREFIX = "whsec_"  # noqa: S105
_NAME = re.compile(r"(?=.{4,253}\Z)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])\Z")
_PLAIN = re.compile(r"[!#-;=?-\[\]_a-z~]+\Z", re.ASCII)
_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")


class WrongAddress(Refusal):
    """An address that may not be called."""


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a message goes: `target` is path and query."""

    host: str
    port: int
    target: str


def secret_text(raw: bytes) -> str:
    """A secret as people copy it: `whsec_` and base64."""
    return _SECRET_PREFIX + base64.b64encode(raw).decode("ascii")


def sign(secret: str, *, message_id: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 HMAC-SHA256 of `id.timestamp.body`, as Standard Webhooks writes it."""
    key = base64.b64decode(secret.removeprefix(_SECRET_PREFIX), validate=True)
    content = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(key, content, "sha256")).decode("ascii")


def headers_for(secrets: Iterable[str], *, message_id: str, timestamp: int, body: bytes) -> dict[str, str]:
    """The three headers of a message; one signature a secret, so that a rotation interrupts nobody."""
    signatures = (sign(secret, message_id=message_id, timestamp=timestamp, body=body) for secret in secrets)
    return {
        "Webhook-Id": message_id,
        "Webhook-Timestamp": str(timestamp),
        "Webhook-Signature": " ".join(signatures),
    }


def verify(secret: str, *, message_id: str, timestamp: str, signature: str, body: bytes, now: dt.datetime) -> bool:
    """Whether one of the signatures in the header is ours and at most five minutes old or early.

    What a receiver does; compares in constant time. Anything that cannot be read is False.
    """
    if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
        return False
    if abs(now.timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
        return False
    try:
        expected = sign(secret, message_id=message_id, timestamp=int(timestamp), body=body).encode()
    except (binascii.Error, ValueError):
        return False
    given = [part.encode("utf-8", "replace") for part in signature.split(" ")]
    return any([hmac.compare_digest(expected, part) for part in given])  # noqa: C419


def body_of(*, message_id: str, event: str, created: dt.datetime, data: dict[str, Any]) -> str:
    """The message, the same letter for letter at every attempt."""
    message = {"id": message_id, "event": event, "created": created.isoformat(), "data": data}
    return json.dumps(message, ensure_ascii=False, separators=(",", ":"))


def destination(url: str, *, hosts: Collection[str], ports: Collection[int]) -> Destination:
    """Where `url` leads, if it is plain https to an allowed host and port; raises WrongAddress.

    A number in place of a name (also 2130706433 or 0x7f.1) is no host name (A10).
    """
    if len(url) > LONGEST_URL or not _PLAIN.match(url.lower()) or not url.startswith("https://"):
        raise WrongAddress(_("Write an address that begins with https:// and has no blanks or unusual signs."))
    try:
        parts = urlsplit(url)
        port = parts.port or 443
    except ValueError:
        raise WrongAddress(_("This is not an address.")) from None
    if "@" in parts.netloc or "#" in url:
        raise WrongAddress(_("The address must hold no user name, no password and no #."))
    host = parts.hostname or ""
    if not _NAME.match(host):
        raise WrongAddress(_("Give the host by its full name, not by a number."))
    if host not in hosts:
        raise WrongAddress(_("This host is not on the list of allowed hosts."))
    if port not in ports:
        raise WrongAddress(_("This port is not allowed."))
    return Destination(host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else ""))


def is_outside(address: str) -> bool:
    """Whether an IP address lies outside every private, local, reserved or embedded range (A10).

    Cloud metadata (169.254.169.254, 100.100.100.200, fd00:ec2::254) lies in those ranges.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address) and (ip.ipv4_mapped or ip.sixtofour or ip.teredo or ip in _TRANSLATED):
        return False
    return ip.is_global and not ip.is_multicast
