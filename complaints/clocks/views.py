"""Why a ticket is due when it is, pausing its clocks, and the rules they count by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.clocks import presenter, services
from complaints.clocks.choices import ClockKind
from complaints.clocks.forms import PauseForm, RuleForm, TryForm, an_example
from complaints.clocks.models import ClockInterval
from complaints.clocks.rules import Pause
from complaints.clocks.selectors import day_of, paused_now, rule_book
from complaints.tickets.clocks import moment
from complaints.tickets.filters import units_for
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from core.ui.words import lapse_words
from org.access.choices import Right

LONG = dt.timedelta(days=7)
"""A pause that lasts longer stands out in the list: somebody may have forgotten it."""

LISTED_MOST = 200


@require_safe
def why(request: SignedInRequest, number: str) -> HttpResponse:
    """Each clock of a ticket: its rule, its days, its pauses, and what is left."""
    complaint = in_scope(request, number)
    told = presenter.stories(complaint, request.user, now=timezone.now())
    return render(request, "complaints/clocks/why.html", {"complaint": complaint, "stories": told})


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: SignedInRequest, number: str, kind: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return answered(
        request,
        PauseForm(request.POST or None, request.FILES or None),
        services.pause_clock,
        to=reverse("clock_why", args=[number]),
        template="complaints/clocks/pause.html",
        context={"complaint": complaint, "kind": ClockKind(kind)},
        complaint=complaint,
        kind=ClockKind(kind),
    )


@require_POST
def resume(request: SignedInRequest, number: str, kind: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    return answered(
        request,
        forms.Form(request.POST),
        services.resume_clock,
        to=reverse("clock_why", args=[number]),
        template="complaints/clocks/resume.html",
        context={"complaint": complaint},
        complaint=complaint,
        kind=ClockKind(kind),
    )


@require_safe
def pauses(request: SignedInRequest) -> HttpResponse:
    """What stands still now, the longest first."""
    require(request, Right.COMPLAINT_VIEW)
    now = timezone.now()
    found = list(paused_now(request.user)[: LISTED_MOST + 1])
    rows = [_paused(one, now) for one in found[:LISTED_MOST]]
    context = {"rows": rows, "more": len(found) > LISTED_MOST, "long_days": LONG.days}
    return render(request, "complaints/clocks/pauses.html", context)


@dataclass(frozen=True)
class PausedRow:
    """A clock that stands still."""

    pause: ClockInterval
    since: str
    until: str
    length: str
    is_long: bool


def _paused(one: ClockInterval, now: dt.datetime) -> PausedRow:
    length = now - one.started_at
    return PausedRow(
        one, moment(one.started_at), moment(one.resume_at), lapse_words(one.started_at, now), length > LONG
    )


@require_safe
def rules(request: SignedInRequest) -> HttpResponse:
    """What each clock promises, every version, and what has no number yet."""
    require(request, Right.COMPLAINT_VIEW)
    now = timezone.now()
    context = {
        "kinds": presenter.rule_lines(now=now),
        "now": moment(now),
        "may_edit": request.user.may(Right.CLOCK_EDIT),
    }
    return render(request, "complaints/clocks/rules.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def rule_new(request: SignedInRequest) -> HttpResponse:
    """A newer version from a day on; `preview` shows what it would promise and writes nothing."""
    require(request, Right.CLOCK_EDIT)
    now = timezone.now()
    initial = {"kind": request.GET.get("kind", ClockKind.HANDLING), "valid_from": day_of(now) + dt.timedelta(days=1)}
    form = RuleForm(request.POST or None, initial=initial)
    story, status = None, 200
    if form.is_bound:
        status = 400
        if form.is_valid() and "preview" in request.POST:
            story, status = presenter.if_received(form.as_rule(), now, None), 200
        elif form.is_valid():
            try:
                services.add_rule(by=request.user, now=now, **form.cleaned_data)
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect("clock_rules")
    context = {"form": form, "story": story}
    return render(request, "complaints/clocks/rule_new.html", context, status=status)


@require_safe
def attempt(request: SignedInRequest) -> HttpResponse:
    """A moment, a rule and perhaps a pause: the days that would be counted."""
    require(request, Right.COMPLAINT_VIEW)
    asked = request.GET if "received" in request.GET else None
    form = TryForm(asked, person=request.user, initial=an_example(timezone.now()))
    story = None
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        rule = rule_book().find(said["kind"], said["grade"], on=day_of(said["received"]))
        paused = [Pause(said["paused_from"], said["paused_until"])] if said["paused_from"] else []
        if rule is None:
            form.add_error("kind", _("No source gives this clock a number: nothing is counted."))
        else:
            story = presenter.if_received(rule, said["received"], said["unit"], pauses=paused)
    context = {"form": form, "story": story}
    return render(request, "complaints/clocks/try.html", context, status=400 if form.errors else 200)


@require_safe
def due_preview(request: SignedInRequest) -> HttpResponse:
    """If it were received now, when it would be due, and why."""
    require(request, Right.COMPLAINT_CREATE)
    unit = units_for(request.user, Right.COMPLAINT_CREATE).filter(code=request.GET.get("unit", "")).first()
    story = presenter.intake_story(timezone.now(), unit)
    return render(request, "complaints/_due_preview.html", {"story": story})
