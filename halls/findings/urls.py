from __future__ import annotations

from django.urls import path

from halls.findings import views

urlpatterns = [
    path("wait-findings/", views.wait_findings, name="wait_findings"),
    path("wait-findings/<int:pk>/", views.wait_finding, name="wait_finding"),
    path("wait-findings/<int:pk>/edit/", views.wait_finding_edit, name="wait_finding_edit"),
    path("at/<str:code>/wait-findings/<str:period>/new/", views.wait_finding_new, name="wait_finding_new"),
]
