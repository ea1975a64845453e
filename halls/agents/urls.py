"""Addresses of agents."""

from __future__ import annotations

from django.urls import path

from halls.agents import views

urlpatterns = [
    path("agents/", views.agents, name="agents"),
    path("agents/goals/<str:code>/", views.agent_goal, name="agent_goal"),
    path("agents/<str:staff_number>/", views.agent, name="agent"),
]
