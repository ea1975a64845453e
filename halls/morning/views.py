"""Yesterday's page for the morning meeting: of a hall, and of all halls of a unit."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from core.http import SignedInRequest
from core.rights import require
from halls.book.views import day_in, unit_in
from halls.desks.spans import day_span
from halls.morning import presenter
from halls.morning.selectors import busiest, days_of
from halls.premises.models import Premises
from halls.premises.rules import local
from halls.premises.views import hall_in_scope
from org.access.choices import Right


@require_safe
def morning(request: SignedInRequest, code: str) -> HttpResponse:
    """A hall's day on one sheet; yesterday by the hall's own clock if the address names none."""
    hall = hall_in_scope(request, code, Right.CHECK_VIEW)
    now = timezone.now()
    day = day_in(request, presenter.yesterday(local(now, hall.time_zone)))
    found = days_of([hall], day, reader=request.user, now=now)
    if not found:
        raise Http404
    context = {
        "hall": hall,
        "span": day_span(day),
        "page": presenter.page_of(found[0], busiest(hall, day, now=now)),
    }
    return render(request, "halls/morning/hall.html", context)


@require_safe
def mornings(request: SignedInRequest) -> HttpResponse:
    """The halls within reach at and below a unit, the worst first."""
    require(request, Right.CHECK_VIEW)
    unit = unit_in(request)
    now = timezone.now()
    day = day_in(request, presenter.yesterday(timezone.localtime(now)))
    seen = Premises.objects.visible_to(request.user).where(request.user, Right.CHECK_VIEW).at_or_below(unit)
    found = days_of(list(seen.select_related("unit").order_by("unit__path")), day, reader=request.user, now=now)
    context = {
        "unit": unit,
        "query": urlencode({"unit": unit.code}) if request.GET.get("unit") else "",
        "span": day_span(day),
        "lines": presenter.lines_of(found),
        "sentence": presenter.district_sentence(found) if found else "",
    }
    return render(request, "halls/morning/halls.html", context)
