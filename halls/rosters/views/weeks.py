"""Rosters of halls: a week of people by days, a day by half-hours, and the doors of a week."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.views import hall_in_scope
from halls.rosters import presenter, rules, services
from halls.rosters.choices import SwapState
from halls.rosters.forms import CopyForm, PublishForm
from halls.rosters.models import RosterWeek, Swap
from halls.rosters.selectors import Week, last_weeks, taken_off, week_of
from org.access.choices import Right
from org.units.selectors import highest_of

DOOR = ["GET", "HEAD", "POST"]
HALLS_A_PAGE = 25


def asked_week(words: str, today: dt.date) -> dt.date:
    """The Monday of the day that an address names, of `today` where it names none. Raises Http404."""
    return rules.monday_of(asked_day(words, today))


def asked_day(words: str, today: dt.date) -> dt.date:
    try:
        day = dt.date.fromisoformat(words) if words else today
        rules.monday_of(day) - rules.WEEK, rules.monday_of(day) + 2 * rules.WEEK
    except (ValueError, OverflowError):
        raise Http404(words) from None
    return day


def roster_address(premises: Premises, monday: dt.date) -> str:
    return f"{reverse('roster', args=[premises.unit.code])}?week={monday.isoformat()}"


@require_safe
def rosters(request: SignedInRequest) -> HttpResponse:
    """Halls within reach: whether this week and the next are published, and the last week that has a roster at all."""
    require(request, Right.ROSTER_VIEW)
    person = request.user
    halls = Premises.objects.where(person, Right.ROSTER_VIEW).select_related("unit").order_by("unit__path")
    leaf = leaf_of(halls, request.GET.get("page"), size=HALLS_A_PAGE)
    monday = rules.monday_of(timezone.localdate())
    weeks = [monday, monday + rules.WEEK]
    rows = RosterWeek.objects.filter(premises__in=[hall.pk for hall in leaf], monday__in=weeks)
    stand = {(row.premises_id, row.monday): row for row in rows}
    last = last_weeks(leaf)
    context = {
        "page": leaf,
        "lines": [(hall, [(week, stand.get((hall.pk, week))) for week in weeks], last.get(hall.pk)) for hall in leaf],
        "waiting": Swap.objects.visible_to(person).filter(state=SwapState.AGREED).count(),
        "top": highest_of(person.paths_for(Right.ROSTER_EDIT)),
    }
    return render(request, "halls/rosters/rosters.html", context)


@require_safe
def roster(request: SignedInRequest, code: str) -> HttpResponse:
    """A hall's week: people by days, and on a phone day by day. A draft shows to whoever makes it."""
    premises = hall_in_scope(request, code, Right.ROSTER_VIEW)
    today = business_day(timezone.now(), premises.time_zone)
    monday = asked_week(request.GET.get("week", ""), today)
    week = week_of(premises, monday)
    may_edit = request.user.may(Right.ROSTER_EDIT, at=premises.unit)
    context = {
        **_said(premises, monday),
        "week": week,
        "may_edit": may_edit,
        "may_export": request.user.may(Right.EXPORT_RUN),
        "is_shown": week.is_published or may_edit,
        "days": presenter.day_heads(week, today=today),
        "people": presenter.person_lines(week),
        "rule_words": presenter.rule_words(week.days[0].rule),
        "troubles": services.troubles_of(week) if may_edit and not week.is_published else [],
        "taken_off": [presenter.shift_line(shift) for shift in taken_off(premises, monday)] if may_edit else [],
    }
    return render(request, "halls/rosters/week.html", context)


@require_safe
def roster_day(request: SignedInRequest, code: str) -> HttpResponse:
    """A day by half-hours: who is there, how many are needed, how many must be."""
    premises = hall_in_scope(request, code, Right.ROSTER_VIEW)
    today = business_day(timezone.now(), premises.time_zone)
    day = asked_day(request.GET.get("day", ""), today)
    week = week_of(premises, rules.monday_of(day))
    one = week.days[day.weekday()]
    is_shown = week.is_published or request.user.may(Right.ROSTER_EDIT, at=premises.unit)
    context = {
        **_said(premises, week.monday),
        "day": day,
        "name": presenter.day_name(day),
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "is_shown": is_shown,
        "one": one,
        "halves": presenter.half_lines(one) if is_shown else [],
        "rule_words": presenter.rule_words(one.rule),
    }
    return render(request, "halls/rosters/day.html", context)


@require_http_methods(DOOR)
def roster_copy(request: SignedInRequest, code: str) -> HttpResponse:
    """This week's shifts once more in another week."""
    premises = hall_in_scope(request, code, Right.ROSTER_EDIT)
    monday = asked_week(request.GET.get("week", ""), business_day(timezone.now(), premises.time_zone))
    form = CopyForm(request.POST or None, initial={"into": monday + rules.WEEK})
    into = form.cleaned_data["into"] if form.is_valid() else monday
    return answered(
        request,
        form,
        services.copy_week,
        to=roster_address(premises, rules.monday_of(into)),
        template="halls/rosters/act.html",
        context={**_said(premises, monday), "act": _("Copy the week"), "back_url": roster_address(premises, monday)},
        premises=premises,
        monday=monday,
    )


@require_http_methods(DOOR)
def roster_publish(request: SignedInRequest, code: str) -> HttpResponse:
    """What speaks against the week, and the act that publishes it."""
    premises = hall_in_scope(request, code, Right.ROSTER_EDIT)
    monday = asked_week(request.GET.get("week", ""), business_day(timezone.now(), premises.time_zone))
    week = week_of(premises, monday)
    if week.is_published:
        return redirect(roster_address(premises, monday))
    troubles = services.troubles_of(week)
    read = {"version": week.row.version if week.row else 0}
    return answered(
        request,
        PublishForm(request.POST or None, has_troubles=bool(troubles), initial=read),
        services.publish_week,
        to=roster_address(premises, monday),
        template="halls/rosters/act.html",
        context={
            **_said(premises, monday),
            "act": _("Publish the week"),
            "back_url": roster_address(premises, monday),
            "troubles": troubles,
            "note": _said_before(week),
        },
        premises=premises,
        monday=monday,
    )


def _said_before(week: Week) -> str:
    people = len({shift.person_id for shift in week.shifts})
    words = {"shifts": len(week.shifts), "people": people}
    return _("%(shifts)s shifts of %(people)s people; each of them is told, and changes then take a reason.") % words


def _said(premises: Premises, monday: dt.date) -> dict[str, Any]:
    return {
        "hall": premises,
        "monday": monday,
        "title": presenter.week_title(monday),
        "previous": monday - rules.WEEK,
        "following": monday + rules.WEEK,
    }
