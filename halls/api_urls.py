"""The machine's addresses of halls, under /api/v1/."""

from halls.agents.api import urlpatterns as agents
from halls.board.api import urlpatterns as board
from halls.book.api import urlpatterns as book
from halls.checks.api import urlpatterns as checks
from halls.checks.api_templates import urlpatterns as check_templates
from halls.console.api import urlpatterns as console
from halls.crossing.api import urlpatterns as crossing
from halls.desks.api import urlpatterns as desks
from halls.findings.api import urlpatterns as findings
from halls.intake.api import urlpatterns as intake
from halls.losses.api import urlpatterns as losses
from halls.morning.api import urlpatterns as morning
from halls.premises.api import urlpatterns as premises
from halls.queue.api import urlpatterns as queue
from halls.rosters.api import urlpatterns as rosters
from halls.rosters.api_swaps import urlpatterns as roster_swaps
from halls.rush.api import urlpatterns as rush
from halls.shops.api import urlpatterns as shops
from halls.spottests.api import urlpatterns as spottests
from halls.staffing.api import urlpatterns as staffing
from halls.stationing.api import urlpatterns as stationing
from halls.stationing.api_setting import urlpatterns as stationing_setting
from halls.stationing.api_tables import urlpatterns as stationing_tables
from halls.waiting.api import urlpatterns as waiting

urlpatterns = [
    # Addresses with a word of their own come before those that begin with a hall's code.
    *shops,
    *crossing,
    *losses,
    *agents,
    *desks,
    *staffing,
    *rosters,
    *roster_swaps,
    *check_templates,
    *checks,
    *book,
    *morning,
    *premises,
    *board,
    *queue,
    *intake,
    *console,
    *rush,
    *waiting,
    *stationing,
    *stationing_tables,
    *stationing_setting,
    *findings,
    *spottests,
]
