"""What came in from elsewhere, and where to see it."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from halls.queue.models import Visit


def visits_address(run: Any) -> str:
    """The list of the visits that an import made or renewed, in the hall of the first; none for one that changed
    nothing."""
    first = Visit.objects.filter(import_run=run).order_by("pk").values_list("premises__unit__code", flat=True).first()
    return f"{reverse('visits')}?hall={first}&import={run.pk}" if first else ""
