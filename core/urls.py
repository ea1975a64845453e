"""Addresses of core: jobs, inbox, and what other subjects of core add below."""

from __future__ import annotations

from django.urls import path, re_path

from core.api import pages as tokens
from core.audit import views as audit
from core.exports import views as exports
from core.files import views as files
from core.jobs import views as jobs
from core.notifications import views as notifications

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
    path("files/<int:pk>/remove/", files.attachment_remove, name="attachment_remove"),
    path("files/add/<str:about_type>/<int:about_id>/", files.attachment_add, name="attachment_add"),
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
