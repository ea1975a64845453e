"""The machine's addresses of improvement, under /api/v1/."""

from __future__ import annotations

from improvement.actions.api import urlpatterns

__all__ = ["urlpatterns"]
