"""The counter's screen: sit down, then one number after the other."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from halls.console import forms
from halls.console.presenter import desk_of, mark_of, seats_of, side_of
from halls.console.services import Act, act_at_counter, sat_in
from halls.premises.models import Premises
from halls.premises.views import hall_in_scope
from halls.queue import services
from halls.queue.services import CounterMoved, NotSigned
from org.access.choices import Right

FULL, PIECE = "halls/console/console.html", "halls/console/_console.html"


class Press(NamedTuple):
    """What a button of the screen does, and what is sent with it."""

    act: Act
    form: type[forms.ActForm] = forms.ActForm


PRESSES = {
    "call-next": Press(services.call_next),
    "call": Press(services.call_this, forms.VisitForm),
    "recall": Press(services.recall),
    "start": Press(services.start),
    "hold": Press(services.hold, forms.HoldForm),
    "resume": Press(services.resume, forms.VisitForm),
    "left": Press(services.held_left, forms.VisitForm),
    "transfer": Press(services.transfer, forms.TransferForm),
    "add-service": Press(services.add_service, forms.ServiceForm),
    "no-show": Press(services.not_here),
    "finish": Press(services.finish, forms.FinishForm),
    "pause": Press(services.pause, forms.PauseForm),
    "go-on": Press(services.go_on),
    "sign-off": Press(services.sign_off),
}


@require_safe
@never_cache
def console(request: SignedInRequest, code: str) -> HttpResponse:
    """One's own counter, or the counters to sit down at."""
    premises = hall_in_scope(request, code, Right.QUEUE_SERVE)
    return render(request, FULL, _shown(request, premises))


@require_safe
@never_cache
def console_live(request: SignedInRequest, code: str) -> HttpResponse:
    """What has moved since `seen`; the number in front only where it is not as in `stand`, for somebody may be
    writing there. Whoever sits here no longer begins the page anew."""
    premises = hall_in_scope(request, code, Right.QUEUE_SERVE)
    now = timezone.now()
    session = sat_in(premises, request.user)
    if session is None:
        return HttpResponse(status=204, headers={"HX-Refresh": "true"})
    if request.GET.get("seen") == mark_of(premises, now):
        return HttpResponse(status=204)
    desk = desk_of(session, now=now)
    context = {"hall": premises, "desk": desk, "side": side_of(session, now=now)}
    context["is_moved"] = request.GET.get("stand") != desk.stand
    return render(request, "halls/console/_live.html", context)


@require_POST
def console_sit(request: SignedInRequest, code: str) -> HttpResponse:
    """Sit down at a counter; with `take_over` also where somebody forgot to sign off."""
    premises = hall_in_scope(request, code, Right.QUEUE_SERVE)
    form = forms.SitForm(request.POST, premises=premises)
    return _answered(request, premises, form, lambda **said: services.open_session(by=request.user, **said))


@require_POST
def console_act(request: SignedInRequest, code: str, press: str) -> HttpResponse:
    """Whatever is pressed at a counter; pressed on an older page it does nothing and shows how things stand."""
    premises = hall_in_scope(request, code, Right.QUEUE_SERVE)
    act, form = PRESSES[press].act, PRESSES[press].form(request.POST, premises=premises)
    return _answered(
        request, premises, form, lambda **said: act_at_counter(act, premises=premises, by=request.user, **said)
    )


def _answered(request: SignedInRequest, premises: Premises, form: Any, act: Act) -> HttpResponse:
    """Act on a valid form and show the counter as it stands then, with what was refused above it.

    What was typed stays in its form; where the counter has moved on since it may be about another number, so that it
    is only said.
    """
    status, refusals, typed = 200, [], form
    if form.is_valid():
        try:
            act(now=timezone.now(), **form.cleaned_data)
        except (CounterMoved, NotSigned) as refusal:
            status, refusals, typed = refusal.status, [str(refusal), *_noted(form)], None
        except Refusal as refusal:
            status, refusals = refused_in(form, refusal), [str(refusal)]
    else:
        status = 422 if request.htmx else 400
        refusals = [f"{form[name].label}: {error}" for name, errors in form.errors.items() for error in errors]
    if status == 200 and not request.htmx:
        return redirect("console", premises.unit.code)
    context = _shown(request, premises, typed) | {"refusals": refusals}
    return render(request, PIECE if request.htmx else FULL, context, status=status)


def _noted(form: Any) -> list[str]:
    note = form.cleaned_data.get("note")
    return [_("You wrote: %(note)s") % {"note": note}] if note else []


def _shown(request: SignedInRequest, premises: Premises, typed: Any = None) -> dict[str, Any]:
    now = timezone.now()
    session = sat_in(premises, request.user)
    if session is None:
        return {"hall": premises, "seats": seats_of(premises, request.user, now=now)}
    return {"hall": premises, "desk": desk_of(session, now=now, typed=typed), "side": side_of(session, now=now)}
