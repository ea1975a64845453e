"""The machine's addresses of halls, under /api/v1/."""

from halls.agents.api import urlpatterns as agents
from halls.board.api import urlpatterns as board
from halls.checks.api import urlpatterns as checks
from halls.console.api import urlpatterns as console
from halls.crossing.api import urlpatterns as crossing
from halls.desks.api import urlpatterns as desks
from halls.losses.api import urlpatterns as losses
from halls.premises.api import urlpatterns as premises
from halls.queue.api import urlpatterns as queue
from halls.rush.api import urlpatterns as rush
from halls.staffing.api import urlpatterns as staffing
from halls.stationing.api import urlpatterns as stationing
from halls.stationing.api_tables import urlpatterns as stationing_tables
from halls.waiting.api import urlpatterns as waiting

urlpatterns = [
    *checks,
    *premises,
    *board,
    *queue,
    *console,
    *crossing,
    *losses,
    *rush,
    *waiting,
    *agents,
    *desks,
    *staffing,
    *stationing,
    *stationing_tables,
]
