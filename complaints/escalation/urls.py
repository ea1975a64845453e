from django.urls import path

from complaints.escalation import views

_PLAN = "escalation/plans/<int:pk>"
_TICKET = "<ticket:number>/escalation"
urlpatterns = [
    path("escalation/", views.waiting, name="escalations"),
    path("escalation/plans/", views.plans, name="escalation_plans"),
    path("escalation/plans/first/", views.plant, name="escalation_plans_plant"),
    path("escalation/trials/<int:pk>/", views.trial, name="escalation_trial"),
    path(f"{_PLAN}/", views.plan, name="escalation_plan"),
    path(f"{_PLAN}/copy/", views.copy, name="escalation_plan_copy"),
    path(f"{_PLAN}/try/", views.start_trial, name="escalation_plan_try"),
    path(f"{_PLAN}/publish/", views.publish, name="escalation_plan_publish"),
    path(f"{_PLAN}/discard/", views.discard, name="escalation_plan_discard"),
    path(f"{_PLAN}/rungs/new/", views.rung_new, name="escalation_rung_new"),
    path(f"{_PLAN}/rungs/<int:rung>/", views.rung_edit, name="escalation_rung_edit"),
    path(f"{_PLAN}/rungs/<int:rung>/remove/", views.rung_remove, name="escalation_rung_remove"),
    path(f"{_TICKET}/raise/", views.escalate, name="escalation_raise"),
    path(f"{_TICKET}/acknowledge/", views.acknowledge, name="escalation_acknowledge"),
    path(f"{_TICKET}/lower/", views.lower, name="escalation_lower"),
    path(f"{_TICKET}/<int:pk>/form/", views.form, name="escalation_form"),
]
