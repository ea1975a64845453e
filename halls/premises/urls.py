"""Addresses of halls and their set-up: noun, thing, verb."""

from __future__ import annotations

from django.urls import path

from halls.premises import views

urlpatterns = [
    path("at/<str:code>/new/", views.hall_new, name="hall_new"),
    path("at/<str:code>/setup/", views.hall_setup, name="hall_setup"),
    path("at/<str:code>/setup/edit/", views.hall_edit, name="hall_edit"),
    path("rules/<str:code>/", views.hall_rules, name="hall_rules"),
    path("at/<str:code>/setup/services/new/", views.hall_service_new, name="hall_service_new"),
    path("at/<str:code>/setup/services/<str:prefix>/", views.hall_service, name="hall_service"),
    path("at/<str:code>/setup/counters/new/", views.hall_counter_new, name="hall_counter_new"),
    path("at/<str:code>/setup/counters/<int:pk>/", views.hall_counter, name="hall_counter"),
    path("at/<str:code>/setup/machines/new/", views.hall_device_new, name="hall_device_new"),
    path("at/<str:code>/setup/machines/<int:pk>/code/", views.hall_device_code, name="hall_device_code"),
    path("at/<str:code>/setup/machines/<int:pk>/revoke/", views.hall_device_revoke, name="hall_device_revoke"),
]
