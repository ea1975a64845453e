"""The font that papers are set in: it has the Chinese characters and goes into the file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFError, TTFont

from core.refusals import Refusal

NAME = "Paper"
# Where Debian's fonts-wqy-microhei, fonts-droid-fallback and fonts-wqy-zenhei, and those of others, put them.
USUAL = (
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/wqy-microhei/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
    "/usr/share/fonts-droid-fallback/truetype/DroidSansFallback.ttf",
    "/usr/share/fonts/google-droid/DroidSansFallback.ttf",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
)


class NoPdfFont(Refusal):
    """A PDF cannot be made on this machine yet."""


def font() -> str:
    """The name under which the font is known to the renderer.

    It is the one that PDF_FONT names (`path`, or `path#2` for the third of a collection), else the first
    found at the usual places. Raises NoPdfFont, which says what to install.
    """
    if settings.PDF_FONT:
        return _registered(settings.PDF_FONT)
    found = next((path for path in USUAL if Path(path).is_file()), None)
    if found is None:
        raise NoPdfFont(
            _(
                "No font with Chinese characters is installed, so no PDF can be made. Have fonts-wqy-microhei or "
                "fonts-droid-fallback installed, or PDF_FONT set to a TrueType file."
            )
        )
    return _registered(found)


@cache
def _registered(where: str) -> str:
    path, _mark, place = where.partition("#")
    name = f"{NAME}-{Path(path).stem}-{place or 0}"
    try:
        pdfmetrics.registerFont(TTFont(name, path, subfontIndex=int(place or 0)))
    except (TTFError, OSError, ValueError) as error:
        raise NoPdfFont(
            _("The font that PDF_FONT names, %(path)s, cannot be read. It should be a TrueType file.") % {"path": path}
        ) from error
    return name
