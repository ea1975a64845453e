"""What django-helpdesk needs, and the connections, sessions and templates that the product has too."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

_server = urlsplit(os.environ["DATABASE_URL"])
SECRET_KEY = "for measuring only"
ALLOWED_HOSTS = ["127.0.0.1"]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _server.path[1:],
        "USER": _server.username or "",
        "PASSWORD": _server.password or "",
        "HOST": _server.hostname or "",
        "PORT": str(_server.port or ""),
        "CONN_MAX_AGE": None,
    }
}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.humanize",
    "rest_framework",
    "helpdesk",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "benchmarks.helpdesk.urls"
STATIC_URL = "/static/"
SITE_ID = 1
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
HELPDESK_TEAMS_MODE_ENABLED = False
SILENCED_SYSTEM_CHECKS = ["helpdesk"]
