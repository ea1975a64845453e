"""Addresses of seats per half-hour."""

from __future__ import annotations

from django.urls import path

from halls.staffing import views

urlpatterns = [
    path("staffing/", views.staffing, name="staffing"),
    path("staffing/plans/<int:pk>/", views.staffing_plan, name="staffing_plan"),
    path("at/<str:code>/staffing/", views.staffing_hall, name="staffing_hall"),
]
