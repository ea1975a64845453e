from django.urls import path

from complaints.casework import views

_CASE = "<ticket:number>/case"
urlpatterns = [
    path("reclassifications/", views.reclassifications, name="reclassifications"),
    path(f"{_CASE}/grade/", views.grade, name="case_grade"),
    path(f"{_CASE}/regrade/", views.regrade, name="case_regrade"),
    path(f"{_CASE}/join/", views.join, name="case_join"),
    path(f"{_CASE}/verify/", views.verify, name="case_verify"),
    path(f"{_CASE}/judge/", views.judge, name="case_judge"),
    path(f"{_CASE}/rejudge/", views.rejudge, name="case_rejudge"),
    path(f"{_CASE}/explain/", views.explain, name="case_explain"),
    path(f"{_CASE}/phone-apology/", views.phone_apology, name="case_phone_apology"),
    path(f"{_CASE}/personal-apology/", views.personal_apology, name="case_personal_apology"),
    path(f"{_CASE}/disposal/", views.disposal, name="case_disposal"),
]
