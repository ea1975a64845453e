"""Addresses of clocks."""

from __future__ import annotations

from django.urls import path

from complaints.clocks import views

urlpatterns = [
    path("new/due/", views.due_preview, name="complaint_due_preview"),
    path("clocks/", views.rules, name="clock_rules"),
    path("clocks/new/", views.rule_new, name="clock_rule_new"),
    path("clocks/try/", views.attempt, name="clock_try"),
    path("clocks/pauses/", views.pauses, name="clock_pauses"),
    path("<ticket:number>/clocks/", views.why, name="clock_why"),
    path("<ticket:number>/clocks/<clock:kind>/pause/", views.pause, name="clock_pause"),
    path("<ticket:number>/clocks/<clock:kind>/resume/", views.resume, name="clock_resume"),
]
