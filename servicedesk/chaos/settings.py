"""The product with one more door, for tests that kill processes. Refuses to serve in production."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured

from servicedesk.settings import *  # noqa: F403
from servicedesk.settings import INSTALLED_APPS, PRODUCTION

if PRODUCTION:
    raise ImproperlyConfigured("servicedesk.chaos.settings is for tests; in production use servicedesk.settings.")

INSTALLED_APPS = ["servicedesk.chaos", *INSTALLED_APPS]
ROOT_URLCONF = "servicedesk.chaos.urls"
