"""Addresses of rosters."""

from __future__ import annotations

from django.urls import path

from halls.rosters.views import setting, shifts, swaps, weeks

urlpatterns = [
    path("rosters/", weeks.rosters, name="rosters"),
    path("rosters/mine/", shifts.own, name="own_shifts"),
    path("rosters/rule/<str:code>/", setting.duty_rule, name="duty_rule"),
    path("rosters/shifts/<int:pk>/", shifts.shift, name="shift"),
    path("rosters/shifts/<int:pk>/remove/", shifts.shift_remove, name="shift_remove"),
    path("rosters/shifts/<int:pk>/swap/", shifts.shift_swap, name="shift_swap"),
    path("rosters/swaps/", swaps.swaps, name="swaps"),
    path("rosters/swaps/<int:pk>/", swaps.swap, name="swap"),
    path("rosters/swaps/<int:pk>/answer/", swaps.swap_answer, name="swap_answer"),
    path("rosters/swaps/<int:pk>/decide/", swaps.swap_decide, name="swap_decide"),
    path("rosters/swaps/<int:pk>/withdraw/", swaps.swap_withdraw, name="swap_withdraw"),
    path("at/<str:code>/roster/", weeks.roster, name="roster"),
    path("at/<str:code>/roster/day/", weeks.roster_day, name="roster_day"),
    path("at/<str:code>/roster/new/", shifts.shift_new, name="shift_new"),
    path("at/<str:code>/roster/copy/", weeks.roster_copy, name="roster_copy"),
    path("at/<str:code>/roster/publish/", weeks.roster_publish, name="roster_publish"),
    path("at/<str:code>/certificates/", setting.certificates, name="certificates"),
]
