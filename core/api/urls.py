"""Core's part of /api/v1/."""

from __future__ import annotations

from django.urls import path

from core.api import endpoints
from core.api.views import Schema
from core.approvals import api as approvals

urlpatterns = [
    path("schema/", Schema.as_view(), name="api_schema"),
    path("jobs/", endpoints.Jobs.as_view(), name="api_jobs"),
    path("jobs/<int:pk>/", endpoints.OneJob.as_view(), name="api_job"),
    path("notifications/", endpoints.Notifications.as_view(), name="api_notifications"),
    path("approvals/", approvals.Approvals.as_view(), name="api_approvals"),
    path("approvals/<int:pk>/", approvals.OneApproval.as_view(), name="api_approval"),
    path("approvals/<int:pk>/decide/", approvals.Decide.as_view(), name="api_approval_decide"),
]
