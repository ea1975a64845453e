"""The machine's addresses of halls, under /api/v1/."""

from halls.console.api import urlpatterns as console
from halls.crossing.api import urlpatterns as crossing
from halls.queue.api import urlpatterns as queue

urlpatterns = [*queue, *console, *crossing]
