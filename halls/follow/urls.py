"""Addresses short enough for a small square of dots on a paper."""

from __future__ import annotations

from django.urls import path

from halls.follow import views

urlpatterns = [
    path("<str:key>/", views.follow, name="follow"),
    path("<str:key>/leave/", views.follow_leave, name="follow_leave"),
]
