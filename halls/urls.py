"""Addresses of halls; machines and customers have theirs beside these (servicedesk/urls.py)."""

from __future__ import annotations

from halls.agents.urls import urlpatterns as agents
from halls.board.urls import urlpatterns as board
from halls.book.urls import urlpatterns as book
from halls.checks.urls import urlpatterns as checks
from halls.console.urls import urlpatterns as console
from halls.crossing.urls import urlpatterns as crossing
from halls.desks.urls import urlpatterns as desks
from halls.findings.urls import urlpatterns as findings
from halls.intake.urls import urlpatterns as intake
from halls.losses.urls import urlpatterns as losses
from halls.morning.urls import urlpatterns as morning
from halls.premises.urls import urlpatterns as premises
from halls.rosters.urls import urlpatterns as rosters
from halls.rush.urls import urlpatterns as rush
from halls.shops.urls import urlpatterns as shops
from halls.spottests.urls import urlpatterns as spottests
from halls.staffing.urls import urlpatterns as staffing
from halls.stationing.urls import urlpatterns as stationing
from halls.waiting.urls import urlpatterns as waiting

urlpatterns = [
    *board,
    *intake,
    *console,
    *premises,
    *checks,
    *book,
    *morning,
    *crossing,
    *losses,
    *rush,
    *waiting,
    *agents,
    *desks,
    *staffing,
    *rosters,
    *stationing,
    *findings,
    *spottests,
    *shops,
]
