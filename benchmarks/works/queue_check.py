"""What is kept after counters have called: how many numbers, and how many of them twice."""

from __future__ import annotations

from django.db.models import Count

from benchmarks.works import tell
from halls.queue.models import Segment, Visit

called = Segment.objects.filter(kind="called")
tell(
    {
        "called": Visit.objects.filter(state="called").count(),
        "twice": called.values("visit").annotate(times=Count("pk")).filter(times__gt=1).count(),
    }
)
