"""The machine's addresses of halls, under /api/v1/."""

from halls.agents.api import urlpatterns as agents
from halls.console.api import urlpatterns as console
from halls.crossing.api import urlpatterns as crossing
from halls.desks.api import urlpatterns as desks
from halls.queue.api import urlpatterns as queue
from halls.rush.api import urlpatterns as rush
from halls.staffing.api import urlpatterns as staffing
from halls.waiting.api import urlpatterns as waiting

urlpatterns = [*queue, *console, *crossing, *rush, *waiting, *agents, *desks, *staffing]
