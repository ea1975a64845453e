from __future__ import annotations

from django.urls import path

from complaints.responsibility import views

urlpatterns = [
    path("findings/", views.my_findings, name="my_findings"),
    path("findings/<int:pk>/", views.my_finding, name="my_finding"),
    path("findings/<int:pk>/print/", views.my_finding_print, name="my_finding_print"),
    path("findings/<int:pk>/read/", views.my_finding_read, name="my_finding_read"),
    path("findings/<int:pk>/answer/", views.my_finding_answer, name="my_finding_answer"),
    path("<ticket:number>/finding/", views.finding, name="finding"),
    path("<ticket:number>/finding/edit/", views.finding_edit, name="finding_edit"),
    path("<ticket:number>/finding/notice/", views.finding_notice, name="finding_notice"),
    path("<ticket:number>/finding/decide/", views.finding_decide, name="finding_decide"),
    path("<ticket:number>/finding/withdraw/", views.finding_withdraw, name="finding_withdraw"),
]
