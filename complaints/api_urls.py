"""The machine's addresses of complaints, under /api/v1/."""

from complaints.tickets.api import urlpatterns

__all__ = ["urlpatterns"]
