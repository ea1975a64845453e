"""Static files under hashed names; only the hashed ones are kept, compressed with gzip."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    def create_compressor(self, **kwargs: Any) -> Compressor:
        # Brotli takes ten times as long as gzip at first start for a few kilobytes less.
        return Compressor(**(kwargs | {"use_brotli": False}))
