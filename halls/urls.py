"""Addresses of halls; machines and customers have theirs beside these (servicedesk/urls.py)."""

from __future__ import annotations

from halls.board.urls import urlpatterns as board
from halls.premises.urls import urlpatterns as premises

urlpatterns = [*board, *premises]
