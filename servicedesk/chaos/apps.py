import datetime as dt

from django.apps import AppConfig

from core.jobs import rules
from servicedesk.schedule import SCHEDULE


class ChaosConfig(AppConfig):
    name = "servicedesk.chaos"
    label = "chaos"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Shorter waits, so that a test sees in seconds what takes a minute in the product."""
        from servicedesk.chaos import effects  # noqa: F401 - its models are there only now

        rules.LEASE = dt.timedelta(seconds=4)
        rules.FIRST_WAIT = dt.timedelta(seconds=1)
        sweep = SCHEDULE["sweep jobs"]
        SCHEDULE.clear()
        SCHEDULE["sweep jobs"] = sweep | {"schedule": 1.0}
