from django.urls import path

from complaints.gates import views

urlpatterns = [
    path("difficult/", views.difficult_customers, name="difficult_customers"),
    path("difficult/new/", views.difficult_new, name="difficult_new"),
    path("difficult/<int:pk>/review/", views.difficult_review, name="difficult_review"),
    path("difficult/<int:pk>/end/", views.difficult_end, name="difficult_end"),
    path("<ticket:number>/dissatisfied/new/", views.dissatisfied_new, name="dissatisfied_new"),
    path("<ticket:number>/demand/refuse/", views.demand_refuse, name="demand_refuse"),
]
