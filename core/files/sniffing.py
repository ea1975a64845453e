"""What a file really is, and images drawn anew so that nothing rides along in them (C24, H11)."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, BinaryIO

import filetype
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from core.files.rules import (
    ALLOWED,
    IMAGES,
    LONGEST_SIDE,
    MOST_PIXELS,
    PREVIEW_SIZE,
    PREVIEW_TYPE,
    looks_like_text,
)
from core.refusals import Refusal

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

_HEAD = 8192
_SAME = {"audio/wav": "audio/x-wav", "audio/x-amr": "audio/amr", "audio/mp3": "audio/mpeg"}
_FORMATS = {"image/jpeg": "JPEG", "image/png": "PNG", "image/webp": "WEBP"}
# The part that every document of the kind has, and no other zip archive.
_MAIN_PART = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml", "pptx": "ppt/presentation.xml"}


class WrongType(Refusal):
    """The file is of a kind that is not kept (415)."""


class UnreadableImage(Refusal):
    """The image is damaged or has too many pixels (400)."""


def harmless_content(upload: UploadedFile, *, kinds: Collection[str] = ALLOWED) -> tuple[BinaryIO, str, str]:
    """The bytes to keep, their media type and the ending their name should have.

    `kinds` are the media types that may come, some of all that are kept. Raises WrongType or UnreadableImage.
    """
    upload.seek(0)
    head = upload.read(_HEAD)
    upload.seek(0)
    guessed = filetype.guess_mime(head)
    media_type = _SAME.get(guessed, guessed) if guessed else _text_type(head)
    if guessed == "application/zip" or media_type in _office_types():
        media_type = _office_type(upload)
    if media_type not in ALLOWED:
        raise WrongType(
            _("Files of this kind are not kept. Send an image, PDF, Office document, recording or plain text."),
            field="file",
        )
    if media_type not in kinds:
        named = ", ".join(ALLOWED[kind][0].upper() for kind in kinds)
        raise WrongType(_("Only files of these kinds are kept here: %(kinds)s.") % {"kinds": named}, field="file")
    upload.seek(0)
    content: Any = _drawn_anew(upload, media_type) if media_type in IMAGES else upload
    return content, media_type, ALLOWED[media_type][0]


def _text_type(head: bytes) -> str:
    return "text/plain" if head and looks_like_text(head) else ""


def _office_types() -> dict[str, str]:
    return {media_type: endings[0] for media_type, endings in ALLOWED.items() if endings[0] in _MAIN_PART}


def _office_type(upload: UploadedFile) -> str:
    """The document type by its main part; "" for other archives and for documents with macros."""
    try:
        with zipfile.ZipFile(upload) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return ""
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return ""
    return next((kind for kind, ending in _office_types().items() if _MAIN_PART[ending] in names), "")


def _drawn_anew(upload: UploadedFile, media_type: str) -> BinaryIO:
    out = io.BytesIO()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(upload, formats=[_FORMATS[media_type]])
            if picture.width * picture.height > MOST_PIXELS[media_type]:
                limit = MOST_PIXELS[media_type] // 1_000_000
                raise UnreadableImage(
                    _("The image has more than %(limit)s million pixels.") % {"limit": limit}, field="file"
                )
            _shrink(picture)
            upright = ImageOps.exif_transpose(picture)
            mode = "RGB" if media_type == "image/jpeg" else _mode_of(upright)
            clean = upright if upright.mode == mode else upright.convert(mode)
            clean.info = {}
            clean.save(out, _FORMATS[media_type], **({"quality": 88} if media_type != "image/png" else {}))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise UnreadableImage(_("The image cannot be read."), field="file") from None
    out.seek(0)
    return out


def preview_of(image: BinaryIO) -> BinaryIO:
    """A small JPEG of an image drawn anew: its middle, in the measures of all previews."""
    image.seek(0)
    picture = Image.open(image)
    picture.draft("RGB", (PREVIEW_SIZE[0] * 2, PREVIEW_SIZE[1] * 2))
    small = ImageOps.fit(picture.convert("RGBA"), PREVIEW_SIZE)
    paper = Image.new("RGBA", PREVIEW_SIZE, "white")
    out = io.BytesIO()
    Image.alpha_composite(paper, small).convert("RGB").save(out, _FORMATS[PREVIEW_TYPE], quality=80)
    return out


def _shrink(picture: Image.Image) -> None:
    """To at most 2,560 pixels a side; a JPEG is already decoded smaller, which keeps memory low."""
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))


def _mode_of(picture: Image.Image) -> str:
    return "RGBA" if picture.has_transparency_data else "RGB"
