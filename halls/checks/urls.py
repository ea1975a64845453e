"""Addresses of checks: noun, thing, verb."""

from __future__ import annotations

from django.urls import path, register_converter

from halls.checks.views import filling, lines, phone, runs, templates


class CheckNumber:
    """`K201101-00042`."""

    regex = r"K\d{6}-\d{5,9}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(CheckNumber, "check")

urlpatterns = [
    path("checks/", runs.check_runs, name="check_runs"),
    path("checks/new/", filling.check_new, name="check_new"),
    path("checks/phone/", phone.check_phone, name="check_phone"),
    path("checks/phone/live/", phone.check_phone_live, name="check_phone_live"),
    path("checks/phone/worker.js", phone.check_phone_worker, name="check_phone_worker"),
    path("checks/lines/", lines.check_lines, name="check_lines"),
    path("checks/templates/", templates.check_templates, name="check_templates"),
    path("checks/templates/new/", templates.check_template_new, name="check_template_new"),
    path("checks/templates/<int:pk>/", templates.check_template, name="check_template"),
    path("checks/templates/<int:pk>/next/", templates.check_version_new, name="check_version_new"),
    path("checks/templates/<int:pk>/retire/", templates.check_template_retire, name="check_template_retire"),
    path("checks/templates/<int:pk>/<int:number>/", templates.check_version, name="check_version"),
    path("checks/templates/<int:pk>/<int:number>/preview/", templates.check_preview, name="check_preview"),
    path("checks/<check:number>/", runs.check_run, name="check_run"),
    path("checks/<check:number>/print/", runs.check_print, name="check_print"),
    path("checks/<check:number>/fill/", filling.check_fill, name="check_fill"),
    path("checks/<check:number>/items/<int:item>/", filling.check_answer, name="check_answer"),
    path("checks/<check:number>/photos/<int:pk>/remove/", filling.check_photo_remove, name="check_photo_remove"),
    path("checks/<check:number>/discard/", filling.check_discard, name="check_discard"),
    path("checks/<check:number>/review/", runs.check_review, name="check_review"),
    path("checks/<check:number>/accept/", runs.check_accept, name="check_accept"),
    path("checks/<check:number>/return/", runs.check_return, name="check_return"),
    path("checks/<check:number>/reopen/", runs.check_reopen, name="check_reopen"),
]
