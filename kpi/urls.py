from django.urls import path

from kpi.indicators import views as indicators
from kpi.reports import views as reports
from kpi.targets import views as targets

urlpatterns = [
    path("report/", reports.report_latest, name="report_latest"),
    path("report/<str:period>/", reports.month_report, name="month_report"),
    path("report/<str:period>/xlsx/", reports.month_report_xlsx, name="month_report_xlsx"),
    path("report/<str:period>/compute/", reports.month_report_compute, name="month_report_compute"),
    path("targets/", targets.targets, name="targets"),
    path("indicators/", indicators.indicators, name="indicators"),
]
