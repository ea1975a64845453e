"""The machine's addresses of complaints, under /api/v1/."""

from complaints.callbacks.api import urlpatterns as callbacks
from complaints.casework.api import urlpatterns as casework
from complaints.escalation.api import urlpatterns as escalation
from complaints.tags.api import urlpatterns as tags
from complaints.tickets.api import urlpatterns as tickets

urlpatterns = [*tickets, *tags, *escalation, *casework, *callbacks]
