"""The pages on which a hall is set up."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import may_any, require, require_any
from halls.premises import services
from halls.premises.forms import CounterForm, DeviceForm, HallForm, NewHallForm, RuleForm, ServiceForm
from halls.premises.models import Device, Premises
from halls.premises.selectors import rule_for, rules_at
from org.access.choices import Right
from org.units.models import Unit
from org.units.named import named_unit

NEW_CODE = "machine_code"
DOOR = ["GET", "HEAD", "POST"]
FORM = "halls/premises/form.html"
RENEWS = (Right.HALL_EDIT, Right.QUEUE_LEAD)
"""A machine of the hall gets a new code from either: one that set it up, one that stands beside it."""


def hall_in_scope(request: SignedInRequest, code: str, right: str = Right.HALL_VIEW) -> Premises:
    """The hall of a unit within reach: 404 outside, 403 without `right` there."""
    require(request, Right.HALL_VIEW)
    rows = Premises.objects.visible_to(request.user).select_related("unit")
    found: Premises = get_object_or_404(rows, unit__code=code)
    require(request, right, at=found.unit)
    return found


@require_http_methods(DOOR)
def hall_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Set a unit of kind hall up as one with a queue."""
    require(request, Right.HALL_VIEW)
    unit = named_unit(request.user, code, see=Right.HALL_VIEW, right=Right.HALL_EDIT)
    return answered(
        request,
        NewHallForm(request.POST or None),
        services.set_up_hall,
        to=reverse("hall_setup", args=[code]),
        template=FORM,
        context={"title": _("Set up %(unit)s") % {"unit": unit.name}},
        unit=unit,
    )


@require_safe
def hall_setup(request: SignedInRequest, code: str) -> HttpResponse:
    """What the hall offers, where it serves, how it is measured, which machines stand in it."""
    premises = hall_in_scope(request, code)
    return render(request, "halls/premises/setup.html", _setup(request, premises))


@require_http_methods(DOOR)
def hall_edit(request: SignedInRequest, code: str) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    form = HallForm(request.POST or None, premises=premises)
    return _answered(
        request,
        premises,
        form,
        services.change_hall,
        _("Change %(hall)s") % {"hall": premises},
        anew=lambda row: HallForm(premises=row),
    )


@require_http_methods(DOOR)
def hall_service_new(request: SignedInRequest, code: str) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    return _answered(request, premises, ServiceForm(request.POST or None), services.save_service, _("New service"))


@require_http_methods(DOOR)
def hall_service(request: SignedInRequest, code: str, prefix: str) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    service = get_object_or_404(premises.services.all(), prefix=prefix)
    return _answered(
        request,
        premises,
        ServiceForm(request.POST or None, service=service),
        services.save_service,
        str(service),
        anew=lambda row: ServiceForm(service=row),
        service=service,
    )


@require_http_methods(DOOR)
def hall_counter_new(request: SignedInRequest, code: str) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    form = CounterForm(request.POST or None, premises=premises)
    return _answered(request, premises, form, services.save_counter, _("New counter"))


@require_http_methods(DOOR)
def hall_counter(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    counter = get_object_or_404(premises.counters.all(), pk=pk)
    return _answered(
        request,
        premises,
        CounterForm(request.POST or None, premises=premises, counter=counter),
        services.save_counter,
        _("Counter %(name)s") % {"name": counter},
        anew=lambda row: CounterForm(premises=premises, counter=row),
        counter=counter,
    )


@require_http_methods(DOOR)
def hall_rules(request: SignedInRequest, code: str) -> HttpResponse:
    """How halls at and below a unit are measured, since when, who said so; a rule is added, never rewritten."""
    require(request, Right.HALL_VIEW)
    unit = get_object_or_404(Unit.objects.where(request.user, Right.HALL_VIEW), code=code)
    may_edit = request.user.may(Right.HALL_EDIT, at=unit)
    if request.method == "POST":
        require(request, Right.HALL_EDIT, at=unit)
    today = timezone.localdate()
    rule = rule_for(unit, on=today)
    context = {
        "unit": unit,
        "hall": Premises.objects.filter(unit=unit).first(),
        "rule": rule,
        "rules": rules_at(unit),
        "may_edit": may_edit,
    }
    return answered(
        request,
        RuleForm(request.POST or None, rule=rule, today=today),
        services.set_rule,
        to=reverse("hall_rules", args=[code]),
        template="halls/premises/rules.html",
        context=context,
        unit=unit,
    )


@require_http_methods(DOOR)
def hall_device_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Add a machine; the code to type on it is shown once."""
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    form = DeviceForm(request.POST or None)
    status = 400 if form.is_bound else 200
    if form.is_valid():
        try:
            device, word = services.add_device(
                premises=premises, by=request.user, now=timezone.now(), **form.cleaned_data
            )
        except Refusal as refusal:
            status = refused_in(form, refusal)
        else:
            return _to_code(request, device, word)
    context = {"form": form, "hall": premises, "title": _("New machine")}
    return render(request, FORM, context, status=status)


@never_cache
@require_http_methods(DOOR)
def hall_device_code(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    """The code to type on a machine, shown once. POST: a new one, for a machine that forgot who it is; whoever leads
    the floor need not wait for others."""
    premises = hall_in_scope(request, code)
    require_any(request, RENEWS, at=premises.unit)
    device = get_object_or_404(premises.devices.all(), pk=pk)
    if request.method != "POST":
        return _code_shown(request, premises, device)
    try:
        word = services.renew_code(device=device, by=request.user, now=timezone.now())
    except Refusal as refusal:
        context = {**_setup(request, premises), "refusal": refusal}
        return render(request, "halls/premises/setup.html", context, status=refusal.status)
    return _to_code(request, device, word)


@require_POST
def hall_device_revoke(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    premises = hall_in_scope(request, code, Right.HALL_EDIT)
    device = get_object_or_404(premises.devices.all(), pk=pk)
    services.revoke_device(device=device, by=request.user, now=timezone.now())
    return redirect("hall_setup", code)


def _answered(
    request: SignedInRequest, premises: Premises, form: Any, act: Any, title: Any, **more: Any
) -> HttpResponse:
    return answered(
        request,
        form,
        act,
        to=reverse("hall_setup", args=[premises.unit.code]),
        template=FORM,
        context={"hall": premises, "title": title},
        premises=premises,
        **more,
    )


def _setup(request: SignedInRequest, premises: Premises) -> dict[str, Any]:
    unit = premises.unit
    return {
        "hall": premises,
        "services": premises.services.all(),
        "counters": premises.counters.prefetch_related("services"),
        "rule": rule_for(unit, on=timezone.localdate()),
        "devices": premises.devices.filter(revoked_at=None).select_related("made_by"),
        "hours": unit.opening_hours.all(),
        "may_edit": request.user.may(Right.HALL_EDIT, at=unit),
        "may_renew": may_any(request.user, RENEWS, at=unit),
        "may_edit_unit": request.user.may(Right.UNIT_EDIT, at=unit),
    }


def _to_code(request: SignedInRequest, device: Device, word: str) -> HttpResponse:
    """On to the page of the code, so that renewing that page makes nothing; the code waits in the session for it."""
    request.session[NEW_CODE] = {"device": device.pk, "code": word}
    return redirect("hall_device_code", device.premises.unit.code, device.pk)


def _code_shown(request: SignedInRequest, premises: Premises, device: Device) -> HttpResponse:
    """Shown once and never in an address: whoever leaves this page asks for a new one."""
    kept = request.session.pop(NEW_CODE, {})
    if kept.get("device") != device.pk:
        return redirect("hall_setup", premises.unit.code)
    lasts = int(services.CODE_LASTS.total_seconds() // 60)
    address = request.build_absolute_uri(reverse("pair"))
    context = {"hall": premises, "device": device, "code": kept["code"], "minutes": lasts, "pair_address": address}
    return render(request, "halls/premises/code.html", context)
