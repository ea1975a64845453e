"""What came in from elsewhere, and where to see it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from halls.intake.models import DayTotal
from halls.queue.models import Visit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from halls.premises.models import Premises
    from halls.queue.models import VisitQuerySet

EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def visits_address(run: Any) -> str:
    """The list of the visits that an import made or renewed, in the hall of the first; none for one that changed
    nothing."""
    first = Visit.objects.filter(import_run=run).order_by("pk").values_list("premises__unit__code", flat=True).first()
    return f"{reverse('visits')}?hall={first}&import={run.pk}" if first else ""


def last_day_in(halls: Sequence[Premises], *, run: str = "") -> dt.date:
    """The last day on which halls have visits, or one import's; today where they have none. From the index alone."""
    rows = Visit.objects.filter(premises__in=halls)
    if run:
        rows = rows.filter(import_run=int(run))
    found = rows.aggregate(last=Max("business_day"))["last"] if halls else None
    return found or timezone.localdate()


@dataclass(frozen=True)
class VisitPage:
    """Visits, the last to arrive in front; `next` is where the following page begins, None on the last."""

    rows: list[Visit]
    next: str | None


def page_of(rows: VisitQuerySet, *, after: str = "", size: int = 50) -> VisitPage:
    """The `size` visits before the one that `after` ("1295254800000000~17") names, or the newest."""
    rows = rows.select_related("service", "counter", "staff", "premises__unit").order_by("-arrived_at", "-pk")
    stamp, _sign, number = after.partition("~")
    if stamp.isdecimal() and number.isdecimal() and len(stamp) < 17 and len(number) < 18:
        moment = EPOCH + dt.timedelta(microseconds=int(stamp))
        rows = rows.filter(Q(arrived_at__lt=moment) | Q(arrived_at=moment, pk__lt=int(number)))
    found = list(rows[: size + 1])
    more, found = len(found) > size, found[:size]
    return VisitPage(found, _place(found[-1]) if more else None)


def _place(visit: Visit) -> str:
    return f"{(visit.arrived_at - EPOCH) // dt.timedelta(microseconds=1)}~{visit.pk}"


def versions_of(total: DayTotal) -> list[DayTotal]:
    """Every version of a day's count, the last word in front."""
    rows = DayTotal.objects.filter(
        premises=total.premises_id, business_day=total.business_day, channel=total.channel, service=total.service_id
    )
    return list(rows.select_related("made_by").order_by("-version"))
