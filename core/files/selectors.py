"""The files of one thing, ready for its page."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Model

from core.files.models import Attachment
from core.files.rules import ALLOWED


@dataclass(frozen=True)
class AttachmentList:
    """What `core/files/_attachments.html` shows."""

    about_type: str
    about_id: int
    files: list[Attachment]
    may_edit: bool
    most_megabytes: int
    endings: str


def files_of(about: Model, *, may_edit: bool) -> AttachmentList:
    """The files kept with a thing, oldest first. The caller has loaded the thing in scope."""
    files = Attachment.objects.about(about).select_related("file", "file__by").order_by("pk")
    files = files.only("preview_id", "file__name", "file__size", "file__created_at", "file__by__name")
    endings = ",".join(f".{ending}" for endings in ALLOWED.values() for ending in endings)
    return AttachmentList(
        about._meta.label_lower, about.pk, list(files), may_edit, settings.MAX_ATTACHMENT_BYTES // 1024**2, endings
    )
