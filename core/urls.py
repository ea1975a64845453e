"""Addresses of core: jobs, inbox, and what other subjects of core add below."""

from __future__ import annotations

from django.urls import path, re_path

from core.api import pages as tokens
from core.approvals import views as approvals
from core.audit import views as audit
from core.exports import views as exports
from core.files import views as files
from core.imports import views as imports
from core.jobs import views as jobs
from core.notifications import views as notifications
from core.presence import views as presence
from core.webhooks import views as webhooks

# Jobs
urlpatterns = [
    path("jobs/", jobs.jobs, name="jobs"),
    path("jobs/<int:pk>/", jobs.job, name="job"),
    path("jobs/<int:pk>/progress/", jobs.job_progress, name="job_progress"),
    path("jobs/<int:pk>/cancel/", jobs.job_cancel, name="job_cancel"),
    path("jobs/<int:pk>/retry/", jobs.job_retry, name="job_retry"),
    path("jobs/<int:pk>/file/", jobs.job_file, name="job_file"),
]

# Notifications
urlpatterns += [
    path("inbox/", notifications.inbox, name="inbox"),
    path("inbox/read-all/", notifications.inbox_read_all, name="inbox_read_all"),
    path("inbox/channels/", notifications.channels, name="channels"),
    path("inbox/<int:pk>/open/", notifications.notification_open, name="notification_open"),
]

# Audit trail
urlpatterns += [
    path("audit/", audit.audit, name="audit"),
]

# Files
urlpatterns += [
    path("files/<int:pk>/", files.attachment, name="attachment"),
    path("files/<int:pk>/picture/", files.attachment_picture, name="attachment_picture"),
    path("files/<int:pk>/preview/", files.attachment_preview, name="attachment_preview"),
    path("files/<int:pk>/remove/", files.attachment_remove, name="attachment_remove"),
    path("files/add/<str:about_type>/<int:about_id>/", files.attachment_add, name="attachment_add"),
]

# Presence
urlpatterns += [
    path("presence/<str:about_type>/<int:about_id>/", presence.presence, name="presence"),
]

# Exports
urlpatterns += [
    path("exports/files/<int:pk>/", exports.export_file, name="export_file"),
    re_path(r"^exports/(?P<code>[a-z0-9_-]+)\.(?P<ending>xlsx|csv)$", exports.export, name="export"),
]

# API tokens
urlpatterns += [
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/create/", tokens.token_create, name="token_create"),
    path("tokens/<int:pk>/revoke/", tokens.token_revoke, name="token_revoke"),
]

# Imports
urlpatterns += [
    path("imports/", imports.imports, name="imports"),
    path("imports/new/", imports.import_upload, name="import_upload"),
    path("imports/<int:pk>/", imports.import_run, name="import_run"),
    path("imports/<int:pk>/reading/", imports.import_reading, name="import_reading"),
    path("imports/<int:pk>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:pk>/values/", imports.import_values, name="import_values"),
    path("imports/<int:pk>/check/", imports.import_check, name="import_check"),
    path("imports/<int:pk>/start/", imports.import_start, name="import_start"),
    path("imports/<int:pk>/result/", imports.import_result, name="import_result"),
    path("imports/<int:pk>/rejected/", imports.import_rejected, name="import_rejected"),
    path("imports/<int:pk>/abandon/", imports.import_abandon, name="import_abandon"),
]

# Approvals
urlpatterns += [
    path("approvals/", approvals.approvals, name="approvals"),
    path("approvals/<int:pk>/", approvals.approval, name="approval"),
    path("approvals/<int:pk>/decide/", approvals.approval_decide, name="approval_decide"),
    path("approvals/<int:pk>/withdraw/", approvals.approval_withdraw, name="approval_withdraw"),
    path("approvals/substitutes/", approvals.substitutes, name="substitutes"),
    path("approvals/substitutes/add/", approvals.substitute_add, name="substitute_add"),
    path("approvals/substitutes/<int:pk>/end/", approvals.substitute_end, name="substitute_end"),
]

# Webhooks
urlpatterns += [
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.webhook_new, name="webhook_new"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/edit/", webhooks.webhook_edit, name="webhook_edit"),
    path("webhooks/<int:pk>/rotate/", webhooks.webhook_rotate, name="webhook_rotate"),
    path("webhooks/<int:pk>/pause/", webhooks.webhook_pause, name="webhook_pause"),
    path("webhooks/<int:pk>/resume/", webhooks.webhook_resume, name="webhook_resume"),
    path("webhooks/<int:pk>/ping/", webhooks.webhook_ping, name="webhook_ping"),
    path("webhooks/<int:pk>/remove/", webhooks.webhook_remove, name="webhook_remove"),
    path("webhooks/deliveries/<int:pk>/again/", webhooks.webhook_send_again, name="webhook_send_again"),
]
