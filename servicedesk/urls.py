"""The whole tree of addresses on one page; each app's own branch is in its `urls.py`."""

from __future__ import annotations

from django.urls import include, path

from servicedesk.health.views import health, ready
from servicedesk.home.views import home, palette, unit_menu

urlpatterns = [
    path("", home, name="home"),
    path("unit-menu/", unit_menu, name="unit_menu"),
    path("palette/", palette, name="palette"),
    path("", include("org.signin.urls")),
    path("", include("org.urls")),
    path("", include("core.urls")),
    path("complaints/", include("complaints.urls")),
    path("devices/", include("halls.machines.urls")),
    path("n/", include("halls.follow.urls")),
    path("halls/", include("halls.urls")),
    path("improvement/", include("improvement.urls")),
    path("kpi/", include("kpi.urls")),
    path("api/v1/", include("servicedesk.api")),
    path("health/", health, name="health"),
    path("health/ready/", ready, name="ready"),
]

handler400 = "servicedesk.errors.bad_request"
handler403 = "servicedesk.errors.forbidden"
handler404 = "servicedesk.errors.not_found"
handler500 = "servicedesk.errors.server_error"
