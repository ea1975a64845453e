"""One door: order something, by the rules or without them."""

from __future__ import annotations

import os
import time

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from core.jobs.services import enqueue
from servicedesk.chaos.effects import CARELESS, GUARDED, naive
from servicedesk.chaos.models import Order


@csrf_exempt
@login_not_required
@require_POST
def order(request: HttpRequest, name: str) -> JsonResponse:
    """`way` is `guarded`, `careless` (no business key) or `naive` (no transaction, no row, only a message)."""
    work = {"before": float(request.GET.get("before", 0)), "after": float(request.GET.get("after", 0))}
    hang = float(request.GET.get("hang", 0))
    if request.GET.get("way") == "naive":
        created = Order.objects.get_or_create(name=name)[1]
        _sleep_after("order", hang)
        if created:
            naive.delay(name=name, **work)
        return JsonResponse({"created": created}, status=201)
    kind = CARELESS if request.GET.get("way") == "careless" else GUARDED
    with transaction.atomic():
        created = Order.objects.get_or_create(name=name)[1]
        _sleep_after("order", hang)
        enqueue(kind, by=None, now=timezone.now(), arguments={"name": name, **work}, key=f"order:{name}")
    return JsonResponse({"created": created}, status=201)


def _sleep_after(place: str, seconds: float) -> None:
    """A moment in which to kill the process; only where the environment names the place."""
    if os.environ.get("CHAOS_SLEEP_AFTER") == place:
        time.sleep(seconds)
