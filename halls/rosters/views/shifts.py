"""One shift: added, changed, taken off; and the page of one's own."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from halls.premises.models import Premises
from halls.premises.rules import business_day
from halls.premises.views import hall_in_scope
from halls.rosters import presenter, rules, services
from halls.rosters.forms import AskForm, MoveForm, RemoveForm, ShiftForm, shift_values
from halls.rosters.models import RosterWeek, Shift
from halls.rosters.selectors import exchangeable, has_own_week, own_shifts, postings_in, staff_on, swaps_of, swaps_with
from halls.rosters.views.weeks import DOOR, asked_day, asked_week, roster_address
from org.access.choices import Right
from org.people.models import Person

ACT = "halls/rosters/act.html"
SWAPPED_WITHIN = dt.timedelta(weeks=5)
"""So far ahead colleagues' shifts are offered in exchange."""


def shift_in_scope(request: SignedInRequest, pk: int, right: str = Right.ROSTER_VIEW) -> Shift:
    """A shift on the roster: 404 outside one's reach, 403 without `right` there."""
    require(request, Right.ROSTER_VIEW)
    rows = Shift.objects.standing().visible_to(request.user)
    found: Shift = get_object_or_404(rows.select_related("premises__unit", "person", "counter", "week"), pk=pk)
    if right != Right.ROSTER_VIEW:
        require(request, right, at=found.premises.unit)
    return found


@require_http_methods(DOOR)
def shift_new(request: SignedInRequest, code: str) -> HttpResponse:
    """Put somebody on the roster; the address may name the day and the person."""
    premises = hall_in_scope(request, code, Right.ROSTER_EDIT)
    day = asked_day(request.GET.get("day", ""), business_day(timezone.now(), premises.time_zone))
    week = RosterWeek.objects.filter(premises=premises, monday=rules.monday_of(day)).first()
    form = ShiftForm(
        request.POST or None,
        people=_people(premises, day),
        counters=premises.counters.filter(is_active=True),
        is_published=week is not None and week.is_published,
        initial={"day": day, "person": request.GET.get("person", "")},
    )
    back = roster_address(premises, rules.monday_of(day))
    context = {"hall": premises, "act": _("Add a shift"), "back_url": back, "title": presenter.day_name(day)}
    return answered(request, form, services.add_shift, to=back, template=ACT, context=context, premises=premises)


@require_http_methods(DOOR)
def shift(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another day, time, person or place."""
    found = shift_in_scope(request, pk, Right.ROSTER_EDIT)
    premises = found.premises
    back = roster_address(premises, found.monday)
    return answered(
        request,
        _move_form(found, request.POST or None),
        services.move_shift,
        to=back,
        template=ACT,
        context={
            "hall": premises,
            "act": _("Change the shift"),
            "back_url": back,
            "title": f"{found.person} · {found}",
            "removed": found,
        },
        anew=_move_form,
        shift=found,
    )


@require_http_methods(DOOR)
def shift_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    found = shift_in_scope(request, pk, Right.ROSTER_EDIT)
    back = roster_address(found.premises, found.monday)
    form = RemoveForm(request.POST or None, initial={"version": found.version})
    form.fields["reason"].required = found.week.is_published
    return answered(
        request,
        form,
        services.remove_shift,
        to=back,
        template=ACT,
        context={
            "hall": found.premises,
            "act": _("Take the shift off"),
            "back_url": back,
            "title": f"{found.person} · {found}",
        },
        shift=found,
    )


@require_safe
def own(request: SignedInRequest) -> HttpResponse:
    """A week of one's own, day by day, with what waits for one's answer."""
    require(request, Right.ROSTER_VIEW)
    now = timezone.now()
    monday = asked_week(request.GET.get("week", ""), timezone.localdate(now))
    shifts = own_shifts(request.user, first=monday, last=monday + dt.timedelta(days=6))
    minutes = sum(one.span.minutes for one in shifts)
    context = {
        "title": presenter.week_title(monday),
        "previous": monday - rules.WEEK,
        "following": monday + rules.WEEK,
        "days": presenter.own_days(monday, shifts, swaps_of(shifts), now=now),
        "hours": presenter.hours_words(minutes),
        "has_shifts": bool(shifts),
        "is_published": bool(shifts) or has_own_week(request.user, monday),
        "swaps": [presenter.swap_line(swap) for swap in swaps_with(request.user)],
    }
    return render(request, "halls/rosters/own.html", context)


@require_http_methods(DOOR)
def shift_swap(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take one's shift; nobody asks for somebody else's."""
    found = shift_in_scope(request, pk)
    if found.person_id != request.user.pk:
        raise PermissionDenied
    today = business_day(timezone.now(), found.premises.time_zone)
    colleagues = [one for one in staff_on(found.premises, found.day) if one.pk != found.person_id]
    theirs = exchangeable(
        found.premises, colleagues={one.pk for one in colleagues}, today=today, until=today + SWAPPED_WITHIN
    )
    back = services.own_week(found.day)
    return answered(
        request,
        AskForm(request.POST or None, people=colleagues, shifts=theirs, initial={"version": found.version}),
        services.ask_swap,
        to=back,
        template=ACT,
        context={
            "hall": found.premises,
            "act": _("Ask for a swap"),
            "back_url": back,
            "title": f"{presenter.day_name(found.day)} {presenter.times_of(found)}",
            "note": _("At the latest on the day before the shift; the colleague answers, then the head decides."),
        },
        shift=found,
    )


def _people(premises: Premises, day: dt.date) -> list[Person]:
    """Who is posted at the hall on any day of that week: the day may still be chosen."""
    monday = rules.monday_of(day)
    postings = postings_in(premises, monday, monday + dt.timedelta(days=6))
    people = {one.person_id: one.person for one in postings if one.person.is_active}
    return sorted(people.values(), key=lambda person: person.staff_number)


def _move_form(found: Any, data: Any = None) -> MoveForm:
    people = _people(found.premises, found.day)
    if found.person_id not in {one.pk for one in people}:
        people.append(found.person)
    return MoveForm(
        data,
        people=people,
        counters=found.premises.counters.filter(is_active=True),
        is_published=found.week.is_published,
        initial=shift_values(found),
    )
