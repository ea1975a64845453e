"""Addresses of improvement: noun, thing, verb."""

from __future__ import annotations

from improvement.actions.urls import urlpatterns

__all__ = ["urlpatterns"]
