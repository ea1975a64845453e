"""How many must be on duty at a unit and below, and who of a hall holds which certificate."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from halls.premises.rules import business_day
from halls.premises.views import hall_in_scope
from halls.rosters import presenter, services
from halls.rosters.forms import CertificateForm, DutyRuleForm
from halls.rosters.selectors import certificate_lines, duty_rules, rules_at, staff_on
from halls.rosters.views.weeks import DOOR
from org.access.choices import Right
from org.units.models import Unit


@require_http_methods(DOOR)
def duty_rule(request: SignedInRequest, code: str) -> HttpResponse:
    """What holds at a unit and below, since when, who said so; a rule is added, never rewritten."""
    require(request, Right.ROSTER_VIEW)
    unit = get_object_or_404(Unit.objects.where(request.user, Right.ROSTER_VIEW), code=code)
    may_set = request.user.may(Right.ROSTER_EDIT, at=unit)
    if request.method == "POST":
        require(request, Right.ROSTER_EDIT, at=unit)
    today = timezone.localdate()
    rule = duty_rules(unit, [today]).get(today)
    return answered(
        request,
        DutyRuleForm(request.POST or None, rule=rule, today=today),
        services.set_duty_rule,
        to=reverse("duty_rule", args=[code]),
        template="halls/rosters/rule.html",
        context={
            "unit": unit,
            "rule": rule,
            "rule_words": presenter.rule_words(rule),
            "former": [(one, presenter.rule_words(one)) for one in rules_at(unit)],
            "may_set": may_set,
        },
        unit=unit,
    )


@require_http_methods(DOOR)
def certificates(request: SignedInRequest, code: str) -> HttpResponse:
    """Who serves in the hall with which certificates, and a form to write one down."""
    premises = hall_in_scope(request, code, Right.ROSTER_VIEW)
    may_add = request.user.may(Right.ROSTER_EDIT, at=premises.unit)
    if request.method == "POST":
        require(request, Right.ROSTER_EDIT, at=premises.unit)
    today = business_day(timezone.now(), premises.time_zone)
    people = staff_on(premises, today)
    rule = duty_rules(premises.unit, [today]).get(today)
    asked = rule.certificate if rule else ""
    context = {
        "hall": premises,
        "asked": asked,
        "lines": certificate_lines(people, asked=asked, on=today),
        "may_add": may_add,
    }
    form = CertificateForm(request.POST or None, people=people, initial={"kind": asked})
    if not may_add:
        return render(request, "halls/rosters/certificates.html", context)
    return answered(
        request,
        form,
        services.add_certificate,
        to=reverse("certificates", args=[code]),
        template="halls/rosters/certificates.html",
        context=context,
        unit=premises.unit,
    )
