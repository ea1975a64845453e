"""Campaigns: halls chosen for some months, how far the weekly stints are kept, what was found; and the rule."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from halls.stationing import services
from halls.stationing.forms import CampaignForm, FactsForm, RuleForm
from halls.stationing.models import StationingCampaign, StationingRule
from halls.stationing.presenter import counted, kept_lines, rate_of
from halls.stationing.rules import in_all
from halls.stationing.selectors import kept_in, months_of, terms_for
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.choices import UnitKind
from org.units.models import Unit

DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/stationing/campaign_form.html"


@require_safe
def campaigns(request: SignedInRequest) -> HttpResponse:
    require(request, Right.HALL_VIEW)
    rows = StationingCampaign.objects.visible_to(request.user).select_related("unit").prefetch_related("halls")
    context = {"campaigns": rows, "may_log": request.user.may(Right.STATIONING_LOG)}
    return render(request, "halls/stationing/campaigns.html", context)


@require_http_methods(DOOR)
def campaign_new(request: SignedInRequest) -> HttpResponse:
    """A campaign of a unit: `?unit=`, else the highest where the person is stationed."""
    unit = asked_unit(request.user, request.GET.get("unit", ""), Right.STATIONING_LOG)
    form = CampaignForm(request.POST or None, halls=_halls_of(unit))
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            said = {name: value for name, value in form.cleaned_data.items() if name != "version"}
            try:
                made = services.save_campaign(unit=unit, by=request.user, now=timezone.now(), **said)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("stationing_campaign", made.pk)
    context = {"form": form, "unit": unit, "title": _("New campaign")}
    return render(request, FORM, context, status=status)


@require_safe
def campaign(request: SignedInRequest, pk: int) -> HttpResponse:
    """S3 4.2 measure 2: every hall with the weeks in which somebody stood there, and what came of it."""
    found = _in_scope(request, pk)
    today = timezone.localdate()
    terms = terms_for(found.unit, on=min(months_of(found)[1].last_day, today))
    rows = kept_in(found, on=today)
    total = in_all(row.received for row in rows)
    context = {
        "campaign": found,
        "lines": kept_lines(rows, terms, campaign=found.pk),
        "weeks_met": sum(row.weeks_met for row in rows),
        "weeks": sum(row.weeks for row in rows),
        "stints": sum(row.stints for row in rows),
        "still_open": sum(row.still_open for row in rows),
        "total": total,
        "total_rate": rate_of(total, terms),
        "counted": counted(total, terms),
        "terms": terms,
        "may_edit": request.user.may(Right.STATIONING_LOG, at=found.unit),
    }
    return render(request, "halls/stationing/campaign.html", context)


@require_http_methods(DOOR)
def campaign_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    found = _in_scope(request, pk, Right.STATIONING_LOG)
    return answered(
        request,
        CampaignForm(request.POST or None, halls=_halls_of(found.unit), campaign=found),
        services.save_campaign,
        to=reverse("stationing_campaign", args=[pk]),
        template=FORM,
        context={"unit": found.unit, "campaign": found, "title": _("Change the campaign")},
        anew=lambda row: CampaignForm(halls=_halls_of(row.unit), campaign=row),
        unit=found.unit,
        campaign=found,
    )


@require_http_methods(DOOR)
def campaign_hall(request: SignedInRequest, pk: int, hall: int) -> HttpResponse:
    """What was found in a hall: the three columns of the before/after table."""
    found = _in_scope(request, pk, Right.STATIONING_LOG)
    row = get_object_or_404(found.halls.select_related("unit", "campaign"), pk=hall)
    return answered(
        request,
        FactsForm(request.POST if request.method == "POST" else None, hall=row),
        services.set_facts,
        to=f"{reverse('stationing_compared')}?campaign={pk}",
        template="halls/stationing/facts.html",
        context={"campaign": found, "hall": row},
        names=("facts", "version"),
        anew=lambda now: FactsForm(hall=now),
        hall=row,
    )


@require_http_methods(DOOR)
def stationing_rule(request: SignedInRequest) -> HttpResponse:
    """What the kinds are called and what rate is asked for, at a unit and below it."""
    unit = asked_unit(request.user, request.GET.get("unit", ""), Right.HALL_EDIT)
    today = timezone.localdate()
    terms = terms_for(unit, on=today)
    context = {
        "unit": unit,
        "terms": terms,
        "rules": StationingRule.objects.filter(unit=unit).select_related("made_by"),
    }
    return answered(
        request,
        RuleForm(request.POST or None, terms=terms, today=today),
        services.set_stationing_rule,
        to=f"{reverse('stationing_rule')}?unit={unit.code}",
        template="halls/stationing/rule.html",
        context=context,
        unit=unit,
    )


def _halls_of(unit: Unit) -> list[Unit]:
    return list(Unit.objects.at_or_below(unit).filter(kind=UnitKind.HALL).in_tree_order())


def _in_scope(request: SignedInRequest, pk: int, right: str = Right.HALL_VIEW) -> StationingCampaign:
    rows = StationingCampaign.objects.visible_to(request.user).select_related("unit")
    found: StationingCampaign = get_object_or_404(rows, pk=pk)
    require(request, right, at=found.unit)
    return found
