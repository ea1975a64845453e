from __future__ import annotations

from django.urls import path

from halls.crossing import views

urlpatterns = [
    path("cross/", views.cross_rounds, name="cross_rounds"),
    path("cross/at/<str:code>/new/", views.cross_round_new, name="cross_round_new"),
    path("cross/<int:pk>/", views.cross_round, name="cross_round"),
    path("cross/<int:pk>/draw/", views.cross_round_draw, name="cross_round_draw"),
    path("cross/<int:pk>/tell/", views.cross_round_tell, name="cross_round_tell"),
    path("cross/<int:pk>/cancel/", views.cross_round_cancel, name="cross_round_cancel"),
    path("cross/<int:pk>/pairs/<int:pair>/change/", views.cross_pair_change, name="cross_pair_change"),
    path("cross/<int:pk>/pairs/<int:pair>/inspect/", views.cross_pair_inspect, name="cross_pair_inspect"),
]
