"""The web door: WSGI, for the reasons of docs/decisions."""

import os

from django.core.wsgi import get_wsgi_application

from servicedesk.checks import refuse_unfit_start

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

application = get_wsgi_application()
refuse_unfit_start()
