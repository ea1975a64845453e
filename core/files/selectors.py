"""The files of one thing, ready for its page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Model

from core.files.models import Attachment
from core.files.registry import owner_of
from core.files.rules import ALLOWED


@dataclass(frozen=True)
class AttachmentList:
    """What `core/files/_attachments.html` shows."""

    about_type: str
    about_id: int
    files: list[Attachment]
    may_edit: bool
    removable: frozenset[int]
    most_megabytes: int
    endings: str


def files_of(about: Model, *, person: Any) -> AttachmentList:
    """The files kept with a thing, oldest first, and what the person may do with them.

    The caller has loaded the thing in scope.
    """
    label = about._meta.label_lower
    owner = owner_of(label)
    files = Attachment.objects.about(about).select_related("file", "file__by").order_by("pk")
    files = files.only("preview_id", "file__name", "file__size", "file__created_at", "file__by__name")
    endings = ",".join(f".{ending}" for endings in ALLOWED.values() for ending in endings)
    kept = list(files)
    return AttachmentList(
        about_type=label,
        about_id=about.pk,
        files=kept,
        may_edit=owner is not None and owner.editable(person, about),
        removable=frozenset(one.pk for one in kept if owner is not None and owner.removable(person, about, one)),
        most_megabytes=settings.MAX_ATTACHMENT_BYTES // 1024**2,
        endings=endings,
    )
