"""For machines that watch this one: alive, and able to serve. No versions, paths or counts (A13)."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core.jobs.selectors import vital_signs

LEAST_FREE_BYTES = 200 * 1024 * 1024
LONGEST_WAIT_SECONDS = 300


@login_not_required
@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """The database answers, jobs move, the disk has room: 200, else 503 with the part that is not well."""
    parts = {"database": _database_answers()}
    parts["jobs"] = parts["database"] and _jobs_move()
    parts["disk"] = shutil.disk_usage(settings.DATA_DIR).free > LEAST_FREE_BYTES
    well = all(parts.values())
    shown = {name: "ok" if fine else "failing" for name, fine in parts.items()}
    return JsonResponse({"status": "ok" if well else "failing", "parts": shown}, status=200 if well else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _jobs_move() -> bool:
    waiting = vital_signs(now=timezone.now()).oldest_waiting_seconds
    return waiting is None or waiting < LONGEST_WAIT_SECONDS
