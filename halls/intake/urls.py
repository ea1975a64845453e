from __future__ import annotations

from django.urls import path

from halls.intake import views

urlpatterns = [
    path("visits/", views.visits, name="visits"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("totals/", views.day_totals, name="day_totals"),
    path("totals/<int:pk>/", views.day_total, name="day_total"),
    path("totals/<int:pk>/correct/", views.day_total_correct, name="day_total_correct"),
    path("totals/<int:pk>/withdraw/", views.day_total_withdraw, name="day_total_withdraw"),
    path("at/<str:code>/totals/new/", views.day_total_new, name="day_total_new"),
]
