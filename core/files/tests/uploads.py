"""Files as people send them, and a thing they may send them to."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PDF = b"%PDF-1.7\n1 0 obj << >> endobj\ntrailer << >>\n%%EOF\n"


def an_upload(content: bytes, name: str = "photo.jpg") -> SimpleUploadedFile:
    """With the name just as a hostile client sends it, past Django's own cleaning."""
    upload = SimpleUploadedFile("x", content, content_type="image/jpeg")
    upload._name = name
    return upload


def an_image(kind: str = "JPEG", *, size: tuple[int, int] = (40, 30), gps: bool = False, mode: str = "RGB") -> bytes:
    out = io.BytesIO()
    picture = Image.new(mode, size, "red")
    more = {}
    if gps:
        exif = Image.Exif()
        exif[0x010F] = "Camera of Lin"
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (30.0, 3.0, 0.0)
        more["exif"] = exif
    picture.save(out, kind, **more)
    return out.getvalue()


def a_document(part: str, **more: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("_rels/.rels", "<Relationships/>")
        archive.writestr(part, "<x/>")
        for name, content in more.items():
            archive.writestr(name, content)
    return out.getvalue()
