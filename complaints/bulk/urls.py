from django.urls import path

from complaints.bulk import views

urlpatterns = [
    path("bulk/", views.bulk, name="bulk"),
    path("bulk/<int:pk>/", views.bulk_act, name="bulk_act"),
    path("bulk/<int:pk>/run/", views.bulk_run, name="bulk_run"),
    path("bulk/<int:pk>/undo/", views.bulk_undo, name="bulk_undo"),
]
