"""A month's control volumes and its limit, in one grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from complaints.reports.selectors import latest_month
from core.http import SignedInRequest
from core.periods.rules import Month, month_period
from core.periods.words import period_title
from core.refusals import Refusal, refused_in
from core.rights import require
from kpi.indicators.choices import PER_10K
from kpi.targets.choices import Operator
from kpi.targets.forms import MonthForm, TargetsForm, written_value
from kpi.targets.selectors import grid, own_limit, requirements
from kpi.targets.services import set_control_volumes, set_limit
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.selectors import ancestors

if TYPE_CHECKING:
    import datetime as dt

    from kpi.targets.rules import Requirement
    from org.people.models import Person
    from org.units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
def targets(request: SignedInRequest) -> HttpResponse:
    """The grid of a unit and those directly below it; saving needs TARGET_EDIT at the unit."""
    unit = asked_unit(request.user, request.GET.get("unit", ""), Right.INDICATOR_VIEW)
    month = _month(request, unit)
    may_edit = request.user.may(Right.TARGET_EDIT, at=unit)
    rows, limit = grid(unit, month), own_limit(PER_10K, unit, month)
    if request.method == "POST":
        require(request, Right.TARGET_EDIT, at=unit)
    form = TargetsForm(request.POST if request.method == "POST" else None, rows=rows, limit=limit)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            _save(form, unit, month, by=request.user, now=timezone.now())
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return redirect(_address(unit, month))
    context = _context(request, unit, month, form, may_edit=may_edit)
    return render(request, "kpi/targets/targets.html", context, status=status)


@transaction.atomic
def _save(form: TargetsForm, unit: Unit, month: Month, *, by: Person, now: dt.datetime) -> None:
    set_control_volumes(month=month, settings=form.settings(), by=by, now=now)
    set_limit(
        indicator=PER_10K, setting=form.limit_setting(unit), operator=Operator.AT_MOST, month=month, by=by, now=now
    )


def _context(
    request: SignedInRequest, unit: Unit, month: Month, form: TargetsForm, *, may_edit: bool
) -> dict[str, object]:
    in_force = requirements([PER_10K], unit, month).get(PER_10K.code)
    return {
        "unit": unit,
        "current_unit": unit,
        "above": [one for one in ancestors(unit)[:-1] if request.user.may(Right.INDICATOR_VIEW, at=one)],
        "month": month,
        "title": period_title(month_period(month)),
        "before_url": _address(unit, month.plus(-1)),
        "after_url": _address(unit, month.plus(1)),
        "form": form,
        "lines": form.lines(),
        "indicator": PER_10K,
        "in_force": _in_words(in_force),
        "may_edit": may_edit,
        "may_import": may_edit and request.user.may(Right.IMPORT_RUN),
    }


def _in_words(limit: Requirement | None) -> str:
    return f"{limit.sign} {written_value(limit.value)} ({limit.source})" if limit else ""


def _address(unit: Unit, month: Month) -> str:
    return f"{reverse('targets')}?{urlencode({'unit': unit.code, 'month': month.words})}"


def _month(request: SignedInRequest, unit: Unit) -> Month:
    """The month in the address; else the last one with complaints."""
    form = MonthForm(request.GET)
    if form.is_valid():
        return form.cleaned_data["month"]
    return latest_month(unit) or Month.of(timezone.localdate())
