from django.urls import path

from complaints.gates import views

urlpatterns = [
    path("<ticket:number>/dissatisfied/new/", views.dissatisfied_new, name="dissatisfied_new"),
]
