"""Workers and the clock that wakes them.

With REDIS_URL: Redis and a pool of processes, with the restore options that were measured to bring
abandoned messages back. Without: messages in a folder and a pool of threads, which loses what it has
handed out when it is killed; correctness comes from the job rows.
"""

from __future__ import annotations

import logging
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from servicedesk import letters
from servicedesk.schedule import SCHEDULE

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicedesk.settings")

app = Celery("servicedesk")


@setup_logging.connect
def _keep_our_logging(**_more: Any) -> None:
    """Celery leaves the log as settings made it; its own lines come only when something is wrong."""
    logging.getLogger("celery").setLevel(logging.WARNING)


def configuration() -> dict[str, Any]:
    """Read on first use, when the settings are there."""
    common = {
        "accept_content": ["json"],
        "task_serializer": "json",
        "result_serializer": "json",
        "task_ignore_result": True,
        "task_store_errors_even_if_ignored": False,
        "task_publish_retry": False,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "worker_prefetch_multiplier": 1,
        "broker_connection_timeout": 2,
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "timezone": settings.TIME_ZONE,
        "enable_utc": True,
        "beat_schedule": SCHEDULE,
        "beat_schedule_filename": str(settings.DATA_DIR / "beat-schedule"),
        "beat_max_loop_interval": 5,
    }
    return common | (_with_redis() if settings.REDIS_URL else _embedded())


def _with_redis() -> dict[str, Any]:
    return {
        "broker_url": settings.REDIS_URL,
        "broker_transport_options": {
            "visibility_timeout": 3600,
            "unacked_restore_interval": 10,
            "unacked_restore_throttle": 1,
            "socket_timeout": 5,
            "socket_connect_timeout": 2,
            "max_retries": 1,
        },
        "task_time_limit": 900,
        "task_soft_time_limit": 840,
        "worker_max_tasks_per_child": 200,
        "worker_max_memory_per_child": 400_000,
    }


def _embedded() -> dict[str, Any]:
    folders = letters.install(settings.BROKER_DIR, queue="celery")
    return {
        "broker_url": f"{letters.NAME}://localhost//",
        "broker_transport_options": folders | {"polling_interval": 0.5},
        "worker_pool": "threads",
        "worker_enable_remote_control": False,
    }


app.add_defaults(configuration)
