"""What the file store does by itself."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from core.files.services import prune_orphans


@shared_task(name="core.files.prune")
def prune_files() -> None:
    prune_orphans(now=timezone.now())
