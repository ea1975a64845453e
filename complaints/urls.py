"""Addresses of complaints: noun, thing, verb."""

from __future__ import annotations

from complaints.batches.urls import urlpatterns as batches
from complaints.bulk.urls import urlpatterns as bulk
from complaints.cadence.urls import urlpatterns as cadence
from complaints.callbacks.urls import urlpatterns as callbacks
from complaints.casework.urls import urlpatterns as casework
from complaints.categories.urls import urlpatterns as categories
from complaints.clocks.urls import urlpatterns as clocks
from complaints.detection.urls import urlpatterns as detection
from complaints.escalation.urls import urlpatterns as escalation
from complaints.fieldorders.urls import urlpatterns as fieldorders
from complaints.gates.urls import urlpatterns as gates
from complaints.promises.urls import urlpatterns as promises
from complaints.remedies.urls import urlpatterns as remedies
from complaints.reports.urls import urlpatterns as reports
from complaints.responsibility.urls import urlpatterns as responsibility
from complaints.tags.urls import urlpatterns as tags
from complaints.tickets.urls import urlpatterns as tickets
from complaints.worklist.urls import urlpatterns as worklist

urlpatterns = [
    *worklist,
    *bulk,
    *categories,
    *clocks,
    *tags,
    *escalation,
    *callbacks,
    *fieldorders,
    *promises,
    *casework,
    *remedies,
    *responsibility,
    *gates,
    *batches,
    *detection,
    *cadence,
    *reports,
    *tickets,
]
