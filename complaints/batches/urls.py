from django.urls import path

from complaints.batches import views

urlpatterns = [
    path("batches/", views.batches, name="batches"),
    path("batches/look/", views.batches_look, name="batches_look"),
    path("batches/new/", views.batch_new, name="batch_new"),
    path("batches/<str:number>/", views.batch, name="batch"),
    path("batches/<str:number>/accept/", views.batch_accept, name="batch_accept"),
    path("batches/<str:number>/reject/", views.batch_reject, name="batch_reject"),
    path("batches/<str:number>/plan/", views.batch_plan, name="batch_plan"),
    path("batches/<str:number>/add/", views.batch_add, name="batch_add"),
    path("batches/<str:number>/<ticket:ticket>/take-out/", views.batch_take_out, name="batch_take_out"),
    path("batches/<str:number>/<ticket:ticket>/answer/", views.batch_answer, name="batch_answer"),
]
