"""The rights that core's own doors ask for, and how a door asks.

Who has which right is decided in `org.access`; core only knows that the person signed in
can answer `may(right)` and `may(right, at=...)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from django.http import HttpRequest

AUDIT_READ = "audit_read"
JOB_READ_ALL = "job_read_all"
IMPORT_RUN = "import_run"
EXPORT_RUN = "export_run"
PHONE_REVEAL = "phone_reveal"
SYSTEM_MANAGE = "system_manage"


def require(request: HttpRequest, right: str, *, at: object | None = None) -> None:
    """Let the request pass if its person holds `right` (at `at`, if given), else 403."""
    if not request.user.may(right, at=at):  # type: ignore[union-attr]
        raise PermissionDenied(right)
