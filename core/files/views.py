"""Files on their way out and in."""

from __future__ import annotations

from django.http import FileResponse, Http404

from core.files.models import StoredFile
from core.files.services import open_stored


def answer_with(stored: StoredFile) -> FileResponse:
    """The one way a stored file leaves: always a download, never something a browser shows or runs."""
    try:
        content = open_stored(stored)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type="application/octet-stream")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
