from django.urls import path

from complaints.cadence import views

urlpatterns = [
    path("sheets/", views.sheets, name="cadence_sheets"),
    path("sheets/make/", views.sheet_make, name="cadence_make"),
    path("sheets/standard/", views.standard, name="cadence_standard"),
    path("sheets/owners/", views.owners, name="cadence_owners"),
    path("sheets/<int:pk>/", views.sheet, name="cadence_sheet"),
    path("sheets/<int:pk>/xlsx/", views.sheet_xlsx, name="cadence_sheet_xlsx"),
    path("sheets/<int:pk>/pdf/", views.sheet_pdf, name="cadence_sheet_pdf"),
    path("sheets/<int:pk>/acknowledge/", views.sheet_acknowledge, name="cadence_acknowledge"),
    path("sheets/<int:pk>/answer/", views.sheet_answer, name="cadence_answer"),
]
