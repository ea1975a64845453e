"""Addresses of core: jobs, inbox, and what other subjects of core add below."""

from __future__ import annotations

from django.urls import path

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
