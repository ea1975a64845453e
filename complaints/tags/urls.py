from django.urls import path

from complaints.tags import views

urlpatterns = [
    path("tags/", views.tags, name="tags"),
    path("tags/first/", views.plant, name="tags_plant"),
    path("tags/new/", views.new, name="tag_new"),
    path("tags/<slug:code>/edit/", views.edit, name="tag_edit"),
    path("<ticket:number>/tags/put/", views.put, name="tag_put"),
    path("<ticket:number>/tags/<slug:code>/off/", views.take_off, name="tag_off"),
]
