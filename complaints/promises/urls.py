from django.urls import path

from complaints.promises import views

urlpatterns = [
    path("promises/", views.promises, name="promises"),
    path("<ticket:number>/promises/new/", views.promise_new, name="promise_new"),
    path("<ticket:number>/promises/<int:pk>/keep/", views.promise_keep, name="promise_keep"),
    path("<ticket:number>/promises/<int:pk>/break/", views.promise_break, name="promise_break"),
    path("<ticket:number>/promises/<int:pk>/release/", views.promise_release, name="promise_release"),
]
