"""Files on disk under random names, each with its row; attachments checked before they are kept."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import ProtectedError, Sum
from django.utils.translation import gettext_lazy as _

from core.audit.services import record
from core.files.models import Attachment, StoredFile
from core.files.registry import owner_of
from core.files.rules import ALLOWED, IMAGES, MOST_A_THING, PREVIEW_TYPE, clean_name
from core.files.sniffing import harmless_content, preview_of
from core.refusals import Refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.db.models import Model

_CHUNK = 1 << 20
_ORPHAN_AGE = dt.timedelta(days=1)


class CannotAttach(Refusal):
    """The upload may not be kept."""


class TooLarge(CannotAttach):
    """The file is larger than MAX_ATTACHMENT_BYTES."""


class TooManyUploads(CannotAttach):
    """The person's uploads of the last day are past the quota (C26)."""


class CannotRemove(Refusal):
    """The attachment is already removed."""


def store(
    content: BinaryIO | Path,
    *,
    name: str,
    media_type: str,
    by: Any,
    now: dt.datetime,
    expires_at: dt.datetime | None = None,
) -> StoredFile:
    """Copy `content` (a path, or a file read from its beginning) into the private folder and make its row.

    The bytes are on disk before the row is committed; a file whose row was rolled back is an orphan
    that `prune_orphans` removes.
    """
    if isinstance(content, Path):
        with content.open("rb") as opened:
            return store(opened, name=name, media_type=media_type, by=by, now=now, expires_at=expires_at)
    random_name = secrets.token_hex(20)
    relative = f"{random_name[:2]}/{random_name[2:4]}/{random_name}"
    size, sha256 = _write(content, settings.FILES_DIR / relative)
    return StoredFile.objects.create(
        path=relative,
        name=clean_name(name),
        media_type=media_type,
        size=size,
        sha256=sha256,
        by=by,
        created_at=now,
        expires_at=expires_at,
    )


def _write(content: BinaryIO, target: Path) -> tuple[int, str]:
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    content.seek(0)
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            while chunk := content.read(_CHUNK):
                out.write(chunk)
                digest.update(chunk)
                size += len(chunk)
            out.flush()
            os.fsync(out.fileno())
    except BaseException:
        target.unlink(missing_ok=True)
        raise
    return size, digest.hexdigest()


def open_stored(stored: StoredFile) -> BinaryIO:
    """The file's bytes, open for reading; FileNotFoundError when they are gone."""
    return path_of(stored).open("rb")


def path_of(stored: StoredFile) -> Path:
    """Where the bytes lie; for code that must hand a path to a child process."""
    return Path(settings.FILES_DIR) / stored.path


def attach(
    upload: UploadedFile, *, about: Model, by: Any, now: dt.datetime, kinds: Collection[str] = ALLOWED
) -> Attachment:
    """Keep an uploaded file of one of the media types `kinds` with a thing. The caller has checked the right.

    Its type is found from its bytes, never from its name; images are drawn anew without EXIF.
    Raises CannotAttach for its size, type or number, TooManyUploads past the day's quota.
    """
    if upload.size is None or upload.size > settings.MAX_ATTACHMENT_BYTES:
        raise TooLarge(
            _("The file is larger than %(limit)s MB.") % {"limit": settings.MAX_ATTACHMENT_BYTES // 1024**2},
            field="file",
        )
    content, media_type, ending = harmless_content(upload, kinds=kinds)
    preview = preview_of(content) if media_type in IMAGES else None
    with transaction.atomic():
        _within_quota(by, upload.size, now)
        if Attachment.objects.about(about).count() >= MOST_A_THING:
            raise CannotAttach(_("There are already %(count)s files here.") % {"count": MOST_A_THING}, field="file")
        stored = store(
            content, name=clean_name(upload.name or "", ending=ending), media_type=media_type, by=by, now=now
        )
        attachment = Attachment.objects.create(
            file=stored,
            preview=store(preview, name=stored.name, media_type=PREVIEW_TYPE, by=by, now=now) if preview else None,
            about_type=about._meta.label_lower,
            about_id=about.pk,
        )
        record("file.attached", by=by, now=now, about=about, data={"name": stored.name, "sha256": stored.sha256})
        _tell_owner(about, name=stored.name, added=True, by=by, now=now)
    return attachment


def withhold_uploader(attachments: Iterable[Attachment]) -> None:
    """From now on nobody reads beside these files who uploaded them; the trail still knows."""
    kept = list(attachments)
    keys = {one.file_id for one in kept} | {one.preview_id for one in kept if one.preview_id}
    StoredFile.objects.filter(pk__in=keys).update(by=None)


def _tell_owner(about: Model, *, name: str, added: bool, by: Any, now: dt.datetime) -> None:
    owner = owner_of(about._meta.label_lower)
    if owner is not None:
        owner.changed(about, name=name, added=added, by=by, now=now)


def _within_quota(by: Any, size: int, now: dt.datetime) -> None:
    since = now - dt.timedelta(days=1)
    used = StoredFile.objects.filter(by=by, created_at__gt=since).aggregate(sum=Sum("size"))["sum"] or 0
    if used + size > settings.MAX_UPLOADS_BYTES_PER_DAY:
        raise TooManyUploads(_("You have uploaded too much today; continue tomorrow."), field="file")


def prune_orphans(*, now: dt.datetime) -> int:
    """Delete files without a row that are older than a day, and files whose row has expired; says how many.

    A row that something still refers to keeps its file.
    """
    removed = 0
    for expired in StoredFile.objects.filter(expires_at__lt=now):
        try:
            with transaction.atomic():
                expired.delete()
        except ProtectedError:
            continue
        path_of(expired).unlink(missing_ok=True)
        removed += 1
    too_young = (now - _ORPHAN_AGE).timestamp()
    for path in Path(settings.FILES_DIR).glob("??/??/*"):
        relative = path.relative_to(settings.FILES_DIR).as_posix()
        if path.stat().st_mtime < too_young and not StoredFile.objects.filter(path=relative).exists():
            path.unlink(missing_ok=True)
            removed += 1
    return removed


def remove_attachment(*, attachment: Attachment, about: Model, by: Any, now: dt.datetime) -> None:
    """Take a file away from its thing; the bytes stay for the trail. Raises CannotRemove the second time."""
    with transaction.atomic():
        moved = Attachment.objects.filter(pk=attachment.pk, removed_at=None).update(removed_at=now, removed_by=by)
        if not moved:
            raise CannotRemove(_("The file is already removed."))
        record("file.removed", by=by, now=now, about=about, data={"name": attachment.file.name})
        _tell_owner(about, name=attachment.file.name, added=False, by=by, now=now)
