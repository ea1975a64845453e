from __future__ import annotations

from django.urls import path

from halls.stationing.views import campaigns, matters, stints, tables

urlpatterns = [
    path("stationing/", stints.stints, name="stints"),
    path("stationing/new/", stints.stint_new, name="stint_new"),
    path("stationing/months/", tables.stationing_months, name="stationing_months"),
    path("stationing/compared/", tables.stationing_compared, name="stationing_compared"),
    path("stationing/scores/new/", tables.hall_score_new, name="hall_score_new"),
    path("stationing/rule/", campaigns.stationing_rule, name="stationing_rule"),
    path("stationing/campaigns/", campaigns.campaigns, name="stationing_campaigns"),
    path("stationing/campaigns/new/", campaigns.campaign_new, name="stationing_campaign_new"),
    path("stationing/campaigns/<int:pk>/", campaigns.campaign, name="stationing_campaign"),
    path("stationing/campaigns/<int:pk>/edit/", campaigns.campaign_edit, name="stationing_campaign_edit"),
    path("stationing/campaigns/<int:pk>/halls/<int:hall>/", campaigns.campaign_hall, name="stationing_facts"),
    path("stationing/unresolved/", matters.matters, name="matters"),
    path("stationing/unresolved/<int:pk>/", matters.matter, name="matter"),
    path("stationing/unresolved/<int:pk>/follow/", matters.matter_follow, name="matter_follow"),
    path("stationing/unresolved/<int:pk>/settle/", matters.matter_settle, name="matter_settle"),
    path("stationing/unresolved/<int:pk>/complaint/", matters.matter_complaint, name="matter_complaint"),
    path("stationing/<int:pk>/", stints.stint, name="stint"),
    path("stationing/<int:pk>/log/", stints.stint_log, name="stint_log"),
    path("stationing/<int:pk>/sign/", stints.stint_sign, name="stint_sign"),
    path("stationing/<int:pk>/unresolved/new/", stints.stint_matter_new, name="stint_matter_new"),
    path("stationing/<int:pk>/unresolved/<int:matter>/strike/", stints.matter_strike, name="matter_strike"),
    path("stationing/<int:pk>/correct/", stints.stint_correct, name="stint_correct"),
    path("stationing/<int:pk>/cancel/", stints.stint_cancel, name="stint_cancel"),
]
