from django.urls import path

from complaints.worklist import views
from complaints.worklist.saved import views as saved

urlpatterns = [
    path("", views.worklist, name="complaints"),
    path("filters/", views.filter_panel, name="complaint_filters"),
    path("search/", views.search, name="search"),
    path("columns/", saved.columns, name="complaint_columns"),
    path("views/", saved.saved_views, name="saved_views"),
    path("views/new/", saved.saved_view_new, name="saved_view_new"),
    path("views/<int:pk>/edit/", saved.saved_view_edit, name="saved_view_edit"),
    path("views/<int:pk>/renew/", saved.saved_view_renew, name="saved_view_renew"),
    path("views/<int:pk>/delete/", saved.saved_view_delete, name="saved_view_delete"),
    path("views/<int:pk>/first/", saved.saved_view_first, name="saved_view_first"),
]
