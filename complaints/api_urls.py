"""The machine's addresses of complaints, under /api/v1/."""

from complaints.callbacks.api import urlpatterns as callbacks
from complaints.tickets.api import urlpatterns as tickets

urlpatterns = [*tickets, *callbacks]
