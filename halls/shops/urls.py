"""Addresses of mystery shopping: the halls' results, the rounds, and a shopper's own visits."""

from __future__ import annotations

from django.urls import path

from halls.shops import converters  # noqa: F401  # addresses below use them
from halls.shops.views import mine, results, rounds

urlpatterns = [
    path("shops/", results.shop_results, name="shop_results"),
    path("shops/results/<int:pk>/", results.shop_result, name="shop_result"),
    path("shops/results/<int:pk>/appeal/", results.shop_appeal, name="shop_appeal"),
    path("shops/rules/<str:code>/", rounds.shop_rules, name="shop_rules"),
    path("shops/rounds/", rounds.shop_rounds, name="shop_rounds"),
    path("shops/rounds/at/<str:code>/new/", rounds.shop_round_new, name="shop_round_new"),
    path("shops/rounds/<int:pk>/", rounds.shop_round, name="shop_round"),
    path("shops/rounds/<int:pk>/notice/", rounds.shop_notice, name="shop_notice"),
    path("shops/rounds/<int:pk>/visits/new/", rounds.shop_assign, name="shop_assign"),
    path("shops/rounds/<int:pk>/<round_act:act>/", rounds.shop_round_act, name="shop_round_act"),
    path("shops/visits/<int:pk>/", rounds.shop_visit, name="shop_visit"),
    path("shops/visits/<int:pk>/correct/", rounds.shop_correct, name="shop_correct"),
    path("shops/visits/<int:pk>/decide/", rounds.shop_decide, name="shop_decide"),
    path("shops/visits/<int:pk>/<visit_act:act>/", rounds.shop_visit_act, name="shop_visit_act"),
    path("shops/mine/", mine.shop_mine, name="shop_mine"),
    path("shops/mine/<int:pk>/", mine.shop_mine_visit, name="shop_mine_visit"),
    path("shops/mine/<int:pk>/<shopper_act:act>/", mine.shop_mine_act, name="shop_mine_act"),
]
