"""Addresses of halls; machines and customers have theirs beside these (servicedesk/urls.py)."""

from __future__ import annotations

from halls.board.urls import urlpatterns as board
from halls.console.urls import urlpatterns as console
from halls.crossing.urls import urlpatterns as crossing
from halls.premises.urls import urlpatterns as premises

urlpatterns = [*board, *console, *premises, *crossing]
