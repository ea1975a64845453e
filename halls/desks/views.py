"""How much counters are used: halls beside each other, one hall by counter and half-hour, and where bands end."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from halls.desks import presenter, services
from halls.desks.choices import FORMULA, FORMULA_VERSION
from halls.desks.forms import BandsForm
from halls.desks.selectors import bands_for, bands_of, hall_halves, halls_use, latest_day
from halls.desks.spans import Span, span_in
from halls.premises.models import Premises
from halls.premises.views import hall_in_scope
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.named import named_unit


@require_safe
def desks(request: SignedInRequest) -> HttpResponse:
    """Halls within reach, the most used in front; a busy one beside an idle one."""
    require(request, Right.HALL_VIEW)
    halls = Premises.objects.visible_to(request.user)
    now = timezone.now()
    span = span_in(request, latest_day(halls))
    found = halls_use(halls, span, now=now)
    top = asked_unit(request.user, "", Right.HALL_VIEW)
    context = {
        **_said(request, span),
        "lines": [presenter.hall_line(line) for line in found.lines],
        "whole": presenter.use_line("", found.whole, None),
        "pairs": presenter.pair_sentences(found.pairs),
        "has_bands": found.has_bands,
        "bands": bands_for([top], on=span.last).get(top.pk),
        "top": top,
        "may_set": request.user.may(Right.HALL_EDIT, at=top),
    }
    if context["bands"]:
        context["band_words"] = presenter.band_words(context["bands"].cuts)
    return render(request, "halls/desks/desks.html", context)


@require_safe
def hall_desks(request: SignedInRequest, code: str) -> HttpResponse:
    """One hall by counter and by half-hour."""
    premises = hall_in_scope(request, code)
    span = span_in(request, latest_day(Premises.objects.filter(pk=premises.pk)))
    halves = hall_halves(premises, span, now=timezone.now())
    bands = bands_for([premises.unit], on=span.last).get(premises.unit_id)
    cuts = bands.cuts if bands else None
    context = {
        **_said(request, span),
        "hall": premises,
        "whole": presenter.use_line(premises.unit.name, halves.whole, cuts),
        "counters": presenter.counter_lines(halves, cuts),
        "slots": presenter.slot_lines(halves, cuts),
        "chart": presenter.slot_chart(halves) if halves.days else None,
        "days": len(halves.days),
        "bands": bands,
        "band_words": presenter.band_words(cuts) if cuts else None,
        "may_set": request.user.may(Right.HALL_EDIT, at=premises.unit),
    }
    return render(request, "halls/desks/hall.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def desk_bands(request: SignedInRequest, code: str) -> HttpResponse:
    """Where the bands of the halls at and below a unit end, from a day on."""
    require(request, Right.HALL_VIEW)
    unit = named_unit(request.user, code, see=Right.HALL_VIEW, right=Right.HALL_EDIT)
    today = timezone.localdate()
    return answered(
        request,
        BandsForm(request.POST or None, bands=bands_for([unit], on=today).get(unit.pk), today=today),
        services.set_bands,
        to=reverse("desks"),
        template="halls/desks/bands.html",
        context={"unit": unit, "former": bands_of(unit)},
        unit=unit,
    )


def _said(request: SignedInRequest, span: Span) -> dict[str, object]:
    return {
        "span": span,
        "span_title": presenter.span_title(span),
        "formula": FORMULA,
        "formula_version": FORMULA_VERSION,
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
