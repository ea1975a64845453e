from __future__ import annotations

from django.urls import path

from halls.board import views

urlpatterns = [
    path("", views.halls, name="halls"),
    path("at/<str:code>/", views.hall, name="hall"),
    path("at/<str:code>/live/", views.hall_live, name="hall_live"),
    path("at/<str:code>/visits/<int:pk>/remove/", views.visit_remove, name="visit_remove"),
]
