"""A file made for one reader at the moment of asking, on its way out."""

from __future__ import annotations

import io

from django.http import FileResponse

from core.files.rules import clean_name


def download(content: bytes, *, name: str, media_type: str) -> FileResponse:
    """Always a download, and kept by no cache, since it holds what this reader may see."""
    answer = FileResponse(io.BytesIO(content), as_attachment=True, filename=clean_name(name), content_type=media_type)
    answer["Cache-Control"] = "private, no-store"
    return answer
