"""Addresses of the live board; `/live/` is asked by the page itself (core.http.asked_by_a_page)."""

from __future__ import annotations

from django.urls import path

from halls.board import views

urlpatterns = [
    path("", views.halls, name="halls"),
    path("live/", views.halls_live, name="halls_live"),
    path("at/<str:code>/", views.hall, name="hall"),
    path("at/<str:code>/live/", views.hall_live, name="hall_live"),
    path("at/<str:code>/visits/new/", views.visit_new, name="visit_new"),
    path("at/<str:code>/visits/<int:pk>/ticket/", views.visit_ticket, name="visit_ticket"),
    path("at/<str:code>/visits/<int:pk>/redirect/", views.visit_redirect, name="visit_redirect"),
    path("at/<str:code>/visits/<int:pk>/remove/", views.visit_remove, name="visit_remove"),
]
