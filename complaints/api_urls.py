"""The machine's addresses of complaints, under /api/v1/."""

from complaints.batches.api import urlpatterns as batches
from complaints.bulk.api import urlpatterns as bulk
from complaints.cadence.api import urlpatterns as cadence
from complaints.callbacks.api import urlpatterns as callbacks
from complaints.casework.api import urlpatterns as casework
from complaints.clocks.api import urlpatterns as clocks
from complaints.detection.api import urlpatterns as detection
from complaints.escalation.api import urlpatterns as escalation
from complaints.escalation.api_plans import urlpatterns as escalation_plans
from complaints.fieldorders.api import urlpatterns as fieldorders
from complaints.gates.api import urlpatterns as gates
from complaints.promises.api import urlpatterns as promises
from complaints.remedies.api import urlpatterns as remedies
from complaints.reports.api import urlpatterns as reports
from complaints.responsibility.api import urlpatterns as responsibility
from complaints.tags.api import urlpatterns as tags
from complaints.tickets.api import urlpatterns as tickets
from complaints.worklist.saved.api import urlpatterns as saved_views

urlpatterns = [
    *bulk,
    *tickets,
    *remedies,
    *clocks,
    *tags,
    *escalation,
    *escalation_plans,
    *casework,
    *callbacks,
    *fieldorders,
    *promises,
    *responsibility,
    *gates,
    *batches,
    *detection,
    *cadence,
    *reports,
    *saved_views,
]
