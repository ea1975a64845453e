"""Addresses of complaints: noun, thing, verb."""

from __future__ import annotations

from complaints.callbacks.urls import urlpatterns as callbacks
from complaints.casework.urls import urlpatterns as casework
from complaints.categories.urls import urlpatterns as categories
from complaints.remedies.urls import urlpatterns as remedies
from complaints.escalation.urls import urlpatterns as escalation
from complaints.tags.urls import urlpatterns as tags
from complaints.tickets.urls import urlpatterns as tickets
from complaints.worklist.urls import urlpatterns as worklist

urlpatterns = [*worklist, *categories, *tags, *escalation, *callbacks, *casework, *remedies, *tickets]
