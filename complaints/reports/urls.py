from django.urls import path

from complaints.reports import views
from complaints.reports.choices import CODES

urlpatterns = [
    path("reports/", views.complaint_reports, name="complaint_reports"),
    *(
        path(f"reports/{code}/", views.report_latest, {"code": code}, name=f"report_{code.replace('-', '_')}")
        for code in CODES
    ),
    path("reports/<complaintreport:code>/<str:period>/", views.complaint_report, name="complaint_report"),
    path(
        "reports/<complaintreport:code>/<str:period>/xlsx/", views.complaint_report_xlsx, name="complaint_report_xlsx"
    ),
]
