"""The tables of stationing: months, halls or managers in figures; scores before and after; scores entered."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.periods.rules import Month
from core.periods.words import period_title
from core.rights import require
from halls.stationing import services
from halls.stationing.choices import CustomerKind, Score
from halls.stationing.filters import BY, ComparedFilter, TableFilter
from halls.stationing.forms import ScoreForm
from halls.stationing.models import StationingCampaign
from halls.stationing.presenter import compared_lines, compared_total, counted, found_heads, rate_of, table_lines
from halls.stationing.selectors import before_after, by_hall, by_manager, by_month, terms_for
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit
from org.units.selectors import highest_of

DOOR = ["GET", "HEAD", "POST"]
TABLES = {"month": by_month, "hall": by_hall, "manager": by_manager}


@require_safe
def stationing_months(request: SignedInRequest) -> HttpResponse:
    """S3 4.3: received by kind, unresolved, resolved on the spot; totals are ratios of sums."""
    require(request, Right.HALL_VIEW)
    chosen = TableFilter(request.GET, person=request.user)
    rows = chosen.narrowed()
    said = chosen.cleaned_data
    by = said.get("by") or "month"
    today = timezone.localdate()
    first, last = chosen.months(Month.of(today))
    table = TABLES[by](rows.in_months(first, last))
    campaign = said.get("campaign")
    unit = said.get("unit") or (campaign.unit if campaign else highest_of(request.user.paths_for(Right.HALL_VIEW)))
    terms = terms_for(unit, on=min(last.last_day, today))
    params = request.GET.dict()
    context = {
        "by": by,
        "tabs": BY,
        "first": first.words,
        "last": last.words,
        "terms": terms,
        "labels": [terms.labels[kind] for kind in CustomerKind.values],
        "lines": table_lines(table, terms, by=by, params=params),
        "table": table,
        "total": counted(table.total, terms),
        "total_rate": rate_of(table.total, terms),
        "chosen": said,
        "wrong": chosen.wrong,
        "campaigns": StationingCampaign.objects.visible_to(request.user),
        "query": urlencode({**params, "by": by, "first": first.words, "last": last.words}),
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "halls/stationing/months.html", context, status=400 if chosen.wrong else 200)


@require_safe
def stationing_compared(request: SignedInRequest) -> HttpResponse:
    """S3 4.3 before/after: every hall of a campaign. No filter leaves one out, a decline stands where a rise does."""
    require(request, Right.HALL_VIEW)
    chosen = ComparedFilter(request.GET)
    is_good = chosen.is_valid()
    reach = StationingCampaign.objects.visible_to(request.user)
    wanted = chosen.cleaned_data.get("campaign")
    campaign = (reach.filter(pk=wanted) if wanted else reach).first()
    context = {
        "campaigns": reach,
        "campaign": campaign,
        "scores": Score.choices,
        "may_log": request.user.may(Right.STATIONING_LOG),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "may_import": request.user.may(Right.IMPORT_RUN) and request.user.may(Right.STATIONING_LOG),
        "wrong": chosen.wrong,
    }
    if campaign is not None:
        score, before, after = chosen.asked(campaign)
        table = before_after(campaign, score, before, after)
        asked: dict[str, Any] = {"campaign": campaign.pk, "score": score, "before": before.words, "after": after.words}
        context |= {
            **asked,
            "campaign": campaign,
            "lines": compared_lines(table),
            "total": compared_total(table),
            "tally": table.tally,
            "found_heads": found_heads().values(),
            "before_title": period_title(before),
            "after_title": period_title(after),
            "query": urlencode(asked),
            "may_set": request.user.may(Right.STATIONING_LOG, at=campaign.unit),
        }
    return render(request, "halls/stationing/compared.html", context, status=200 if is_good else 400)


@require_http_methods(DOOR)
def hall_score_new(request: SignedInRequest) -> HttpResponse:
    """Enter what customers gave a hall in a month; another value than before takes a reason."""
    require(request, Right.STATIONING_LOG)
    halls = Unit.objects.where(request.user, Right.STATIONING_LOG).filter(kind=UnitKind.HALL).in_tree_order()
    initial = {name: request.GET.get(name, "") for name in ("unit", "score", "month")}
    return answered(
        request,
        ScoreForm(request.POST or None, halls=halls, initial=initial),
        services.set_score,
        to=reverse("stationing_compared"),
        template="halls/stationing/score.html",
        context={},
    )
