from __future__ import annotations

from django.urls import path

from halls.waiting import views

urlpatterns = [
    path("waits/", views.waits, name="waits"),
    path("waits/<str:period>/", views.waits_period, name="waits_period"),
    path("waits/<str:period>/pairs/", views.waits_pairs, name="waits_pairs"),
    path("at/<str:code>/waits/", views.hall_waits, name="hall_waits"),
    path("at/<str:code>/waits/<str:period>/", views.hall_waits_period, name="hall_waits_period"),
]
