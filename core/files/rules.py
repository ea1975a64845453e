"""What may be uploaded, and a file name that cannot do harm."""

from __future__ import annotations

import re
import unicodedata

# Media types that may be attached, each with the endings its name may have (ASVS 5.1.1, C24).
ALLOWED: dict[str, tuple[str, ...]] = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/png": ("png",),
    "image/webp": ("webp",),
    "application/pdf": ("pdf",),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("xlsx",),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("docx",),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ("pptx",),
    "audio/x-wav": ("wav",),
    "audio/mpeg": ("mp3",),
    "audio/amr": ("amr",),
    "text/plain": ("txt",),
}
IMAGES = ("image/jpeg", "image/png", "image/webp")
# A JPEG can be decoded at a fraction of its size, the others only whole, at 4 bytes a pixel and more.
MOST_PIXELS = {"image/jpeg": 50_000_000, "image/png": 16_000_000, "image/webp": 16_000_000}
LONGEST_SIDE = 2560
# Twice what a page shows, for sharp screens; every preview has the same measures, so that nothing moves when it comes.
PREVIEW_SIZE = (240, 180)
PREVIEW_TYPE = "image/jpeg"
MOST_A_THING = 20
LONGEST_NAME = 120

_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r'[<>:"|?*%;]')


def clean_name(name: str, *, ending: str = "") -> str:
    """A name to show and to offer for saving: no folders, no control or invisible characters.

    Checked after NFKC, so that look-alikes of `/` and `.` are seen for what they are. With
    `ending` the name ends so, whatever it ended in before. At most 120 characters.
    """
    text = unicodedata.normalize("NFKC", name.encode("utf-8", "ignore").decode("utf-8"))
    text = re.split(r"[/\\]", text)[-1]
    text = "".join(c for c in text if unicodedata.category(c) not in {"Cc", "Cf", "Co", "Cn", "Zl", "Zp"})
    text = re.sub(r"\s+", " ", _UNSAFE.sub("_", text)).strip(" .")
    if not text or _RESERVED.fullmatch(text):
        text = f"file_{text}".rstrip("_")
    stem, dot, last = text.rpartition(".")
    tail = ending or (last if dot and len(last) <= 10 else "")
    stem = stem if dot and (ending or tail) else text
    stem = (stem or "file")[: LONGEST_NAME - len(tail) - 1].rstrip(" .")
    return f"{stem}.{tail}" if tail else stem


def looks_like_text(head: bytes) -> bool:
    """Whether a file's beginning is plain UTF-8 or GB18030 text and not markup."""
    if b"\x00" in head or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%!", b"#!")):
        return False
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                text = head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
            return all(c in "\t\r\n\f" or unicodedata.category(c) != "Cc" for c in text)
    return False
