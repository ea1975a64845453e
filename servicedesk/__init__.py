"""The project. Its Celery app is made here, so that every process sends messages by the same rules."""

from servicedesk.celery import app as celery_app

__all__ = ["celery_app"]
