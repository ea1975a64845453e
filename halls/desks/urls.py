"""Addresses of utilisation."""

from __future__ import annotations

from django.urls import path

from halls.desks import views

urlpatterns = [
    path("desks/", views.desks, name="desks"),
    path("desks/bands/<str:code>/", views.desk_bands, name="desk_bands"),
    path("at/<str:code>/desks/", views.hall_desks, name="hall_desks"),
]
