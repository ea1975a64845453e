from __future__ import annotations

from django.urls import path, register_converter

from improvement.actions import views


class ActionNumber:
    """`ZG202611-0042`."""

    regex = r"ZG\d{6}-\d{4,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ActionNumber, "action")

urlpatterns = [
    path("actions/", views.actions, name="actions"),
    path("actions/new/", views.action_new, name="action_new"),
    path("actions/<action:number>/", views.action, name="action"),
    path("actions/<action:number>/print/", views.action_print, name="action_print"),
    path("actions/<action:number>/done/", views.action_done, name="action_done"),
    path("actions/<action:number>/verify/", views.action_verify, name="action_verify"),
    path("actions/<action:number>/reject/", views.action_reject, name="action_reject"),
    path("actions/<action:number>/change/", views.action_change, name="action_change"),
    path("actions/<action:number>/cancel/", views.action_cancel, name="action_cancel"),
]
