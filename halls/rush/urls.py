from __future__ import annotations

from django.urls import path

from halls.rush import views

urlpatterns = [
    path("emergencies/", views.emergencies, name="emergencies"),
    path("emergencies/<int:pk>/", views.emergency, name="emergency"),
    path("emergencies/<int:pk>/live/", views.emergency_live, name="emergency_live"),
    path("emergencies/<int:pk>/steps/<int:position>/", views.emergency_step, name="emergency_step"),
    path("emergencies/<int:pk>/note/", views.emergency_note, name="emergency_note"),
    path("emergencies/<int:pk>/close/", views.emergency_close, name="emergency_close"),
    path("emergencies/<int:pk>/review/", views.emergency_review, name="emergency_review"),
    path("at/<str:code>/emergency/", views.emergency_open, name="emergency_open"),
    path("at/<str:code>/setup/emergency/", views.emergency_rule, name="emergency_rule"),
    path("at/<str:code>/setup/emergency/plan/", views.emergency_plan, name="emergency_plan"),
]
