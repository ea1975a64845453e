"""The machine's door: every app's part of /api/v1/."""

from django.urls import include, path

urlpatterns = [
    path("", include("core.api.urls")),
    path("", include("improvement.api_urls")),
    path("", include("complaints.api_urls")),
    path("", include("halls.api_urls")),
    path("", include("kpi.api_urls")),
]
