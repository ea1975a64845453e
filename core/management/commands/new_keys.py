"""Print fresh keys for the environment, ready to paste."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand


class Command(BaseCommand):
    help = __doc__
    requires_system_checks: list[str] = []

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"SECRET_KEY={secrets.token_urlsafe(50)}")
        for name in ("PHONE_SEAL_KEY", "PHONE_DIGEST_KEY"):
            self.stdout.write(f"{name}={base64.b64encode(secrets.token_bytes(32)).decode('ascii')}")
