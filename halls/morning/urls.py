from __future__ import annotations

from django.urls import path

from halls.morning import views

urlpatterns = [
    path("mornings/", views.mornings, name="mornings"),
    path("at/<str:code>/morning/", views.morning, name="morning"),
]
