"""Addresses of machines; the cookie that knows them is sent nowhere else."""

from __future__ import annotations

from django.urls import path

from halls.machines import views

urlpatterns = [
    path("", views.pair, name="pair"),
    path("kiosk/", views.kiosk, name="kiosk"),
    path("kiosk/take/", views.kiosk_take, name="kiosk_take"),
    path("display/", views.display, name="display"),
    path("display/calls/", views.display_calls, name="display_calls"),
]
