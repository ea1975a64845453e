"""The rights that core's own doors ask for, and how a door asks.

Who has which right is decided in `org.access`; core only knows that the person signed in
can answer `may(right)` and `may(right, at=...)`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def may_any(person: Any, rights: str | Sequence[str], *, at: object | None = None) -> bool:
    """Whether `person` holds the right, or one of several that open the same door (at `at`, if given)."""
    several = (rights,) if isinstance(rights, str) else rights
    return any(person.may(right, at=at) for right in several)


def require_any(request: HttpRequest, rights: str | Sequence[str], *, at: object | None = None) -> None:
    """Let the request pass if its person holds one of `rights` (at `at`, if given), else 403."""
    if not may_any(request.user, rights, at=at):
        raise PermissionDenied(rights)


def done_in_reach(person: Any, right: str) -> Q:
    """A condition on `by`: what `person` did, and with `right` what those did who serve in its reach.

    Who holds it at a top of the tree reaches everything, also what nobody in particular did.
    """
    if person.reaches_all(right):
        return Q()
    if not person.may(right):
        return Q(by=person)
    return Q(by=person) | Q(by__in=person.colleagues_for(right).values("pk"))
