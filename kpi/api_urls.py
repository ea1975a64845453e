from django.urls import path

from kpi.reports.api import ReportView

urlpatterns = [path("reports/<str:period>/", ReportView.as_view(), name="api_report")]
