"""The doors of machines: nobody signs in at them; each knows one hall and two verbs (H12, H13)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.api.limits import Allowance
from core.refusals import Refusal
from halls.machines.forms import PairForm, TakeForm
from halls.machines.selectors import (
    calls_of,
    device_of,
    offered_on_kiosk,
    shown_on_kiosk,
    waiting_count,
)
from halls.premises.choices import DeviceKind
from halls.premises.models import Device
from halls.premises.rules import local
from halls.premises.services import device_seen, pair_device
from halls.queue.choices import Origin
from halls.queue.models import Visit
from halls.queue.selectors import fingerprint, place_of
from halls.queue.services import take_number

COOKIE = "device"
COOKIE_PATH = "/devices/"
COOKIE_LASTS = dt.timedelta(days=400)
HOMES = {DeviceKind.KIOSK: "kiosk", DeviceKind.DISPLAY: "display"}

# Each web process counts for itself. A person presses a few times a minute; a script does not.
pairings = Allowance(10, seconds=60, in_all=200, keys=10_000)
presses = Allowance(60, seconds=60, in_all=6_000, keys=10_000)

MachineView = Callable[..., HttpResponse]


def machine(kind: DeviceKind) -> Callable[[MachineView], MachineView]:
    """The view gets the machine that asks. One of another kind is sent to its own page, any other to pairing; where
    no page is asked for it is told so.
    """

    def guard(view: MachineView) -> MachineView:
        @wraps(view)
        def guarded(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
            device = device_of(request.COOKIES.get(COOKIE, ""))
            if device is None or device.kind != kind:
                if request.method == "GET" and "application/json" not in request.headers.get("Accept", ""):
                    return redirect(HOMES[DeviceKind(device.kind)] if device else "pair")
                return JsonResponse({"error": _("This machine is not paired with a hall.")}, status=401)
            device_seen(device, now=timezone.now())
            return view(request, device, *arguments, **named)

        return never_cache(login_not_required(guarded))

    return guard


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def pair(request: HttpRequest) -> HttpResponse:
    """Type the code that the hall's set-up page shows; from then on the machine is known."""
    form = PairForm(request.POST or None)
    status = 200
    if form.is_bound:
        status = 400
        if not pairings.take(str(request.META.get("REMOTE_ADDR"))):
            form.add_error(None, _("Too many codes were tried. Wait a minute."))
            status = 429
        elif form.is_valid():
            try:
                device, token = pair_device(code=form.cleaned_data["code"], now=timezone.now())
            except Refusal as refusal:
                form.add_error(refusal.field, str(refusal))
                status = refusal.status
            else:
                return _remembered(redirect(HOMES[DeviceKind(device.kind)]), token)
    return render(request, "halls/machines/pair.html", {"form": form}, status=status)


@require_safe
@machine(DeviceKind.KIOSK)
def kiosk(request: HttpRequest, device: Device) -> HttpResponse:
    """The ticket machine: one press, one number."""
    now = timezone.now()
    context = {
        "device": device,
        "hall": device.premises,
        "services": offered_on_kiosk(device.premises, now=now),
        "hours": device.premises.unit.opening_hours.all(),
        "waiting": waiting_count(device.premises, now=now),
    }
    return render(request, "halls/machines/kiosk.html", context)


@require_POST
@machine(DeviceKind.KIOSK)
def kiosk_take(request: HttpRequest, device: Device) -> HttpResponse:
    """A press, answered with the number; the same press again is answered with the same number."""
    now = timezone.now()
    if not presses.take(str(device.pk)):
        return JsonResponse({"error": _("Too many numbers at once. Please wait a moment.")}, status=429)
    form = TakeForm(request.POST, services={one.prefix: one for one in shown_on_kiosk(device.premises)})
    if not form.is_valid():
        return JsonResponse({"error": _("This hall does not offer this service.")}, status=400)
    try:
        visit = take_number(
            premises=device.premises,
            service=form.cleaned_data["service"],
            origin=Origin.KIOSK,
            now=now,
            press=str(form.cleaned_data["press"]),
        )
    except Refusal as refusal:
        return JsonResponse({"error": str(refusal)}, status=refusal.status)
    return JsonResponse(_ticket(request, visit, now), status=201)


@require_safe
@machine(DeviceKind.DISPLAY)
def display(request: HttpRequest, device: Device) -> HttpResponse:
    """The screen in the lobby: number and counter, large enough to be read across the hall."""
    return render(request, "halls/machines/display.html", {"device": device, "hall": device.premises})


@require_safe
@machine(DeviceKind.DISPLAY)
def display_calls(request: HttpRequest, device: Device) -> HttpResponse:
    """What is called now; nothing is sent while nothing has moved since `seen`."""
    mark = fingerprint(device.premises)
    if request.GET.get("seen") == mark:
        return HttpResponse(status=204)
    now = timezone.now()
    calls = [
        {"label": one.label, "counter": one.counter, "times": one.times, "at": one.at.isoformat()}
        for one in calls_of(device.premises, now=now)
    ]
    return JsonResponse({"mark": mark, "calls": calls, "waiting": waiting_count(device.premises, now=now)})


def _ticket(request: HttpRequest, visit: Visit, now: dt.datetime) -> dict[str, Any]:
    place = place_of(visit, now=now)
    address = request.build_absolute_uri(reverse("follow", args=[visit.follow_key]))
    return {
        "label": visit.label,
        "service": visit.service.name,
        "ahead": place.ahead if place else 0,
        "minutes": place.minutes if place else None,
        "taken_at": local(visit.arrived_at, visit.premises.time_zone).strftime("%H:%M"),
        "follow": address,
        "qr": segno.make(address, error="m").svg_data_uri(scale=4, border=2),
    }


def _remembered(answer: HttpResponse, token: str) -> HttpResponse:
    answer.set_cookie(
        COOKIE,
        token,
        max_age=COOKIE_LASTS,
        path=COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )
    return answer
