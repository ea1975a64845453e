from django.urls import path

from complaints.detection import views

urlpatterns = [
    path("false-entries/", views.false_entries, name="false_entries"),
    path("false-entries/<int:pk>/review/", views.false_entry_review, name="false_entry_review"),
    path("readiness/", views.report_readiness, name="report_readiness"),
]
