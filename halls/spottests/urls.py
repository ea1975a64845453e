from __future__ import annotations

from django.urls import path

from halls.spottests import bank, views

urlpatterns = [
    path("tests/", views.spot_tests, name="spot_tests"),
    path("tests/new/", views.spot_test_new, name="spot_test_new"),
    path("tests/results/", views.spot_results, name="spot_results"),
    path("tests/cross/", views.spot_cross, name="spot_cross"),
    path("tests/bank/", bank.questions, name="questions"),
    path("tests/bank/new/", bank.question_new, name="question_new"),
    path("tests/bank/<int:pk>/", bank.question, name="question"),
    path("tests/bank/<int:pk>/approve/", bank.question_approve, name="question_approve"),
    path("tests/<int:pk>/", views.spot_test, name="spot_test"),
    path("tests/<int:pk>/questions/", views.spot_test_questions, name="spot_test_questions"),
    path("tests/<int:pk>/draw/", views.spot_test_draw, name="spot_test_draw"),
    path("tests/<int:pk>/start/", views.spot_test_start, name="spot_test_start"),
    path("tests/<int:pk>/end/", views.spot_test_end, name="spot_test_end"),
    path("tests/<int:pk>/reopen/", views.spot_test_reopen, name="spot_test_reopen"),
    path("tests/<int:pk>/score/", views.spot_test_score, name="spot_test_score"),
    path("tests/<int:pk>/halls/<int:hall>/", views.spot_test_staff, name="spot_test_staff"),
]
