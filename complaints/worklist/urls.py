from django.urls import path

from complaints.worklist import views

urlpatterns = [
    path("", views.worklist, name="complaints"),
    path("filters/", views.filter_panel, name="complaint_filters"),
    path("search/", views.search, name="search"),
]
