"""My work: the first page of the day."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.counters.choices import Number
from complaints.counters.selectors import counts
from core.http import SignedInRequest
from halls.book.presenter import own_books as book_buttons
from halls.book.selectors import own_books
from org.access.choices import Right
from servicedesk.home import selectors
from servicedesk.home.duties import duties
from servicedesk.home.followups import follow_ups
from servicedesk.home.headline import headline
from servicedesk.home.numbers import tiles
from servicedesk.home.palette import palette_items
from servicedesk.home.unit_menu import switchable_units, unit_items


@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    now = timezone.now()
    person = request.user
    counted = counts(person, Number, now=now)
    queues = [*selectors.queues(person, counted, now=now), *follow_ups(person, now=now)]
    return render(
        request,
        "home/home.html",
        {
            "own_books": book_buttons(own_books(person, now=now)),
            "approvals": selectors.approvals(person, now=now),
            "escalations": selectors.escalations(person),
            "duties": duties(person, now=now),
            "numbers": tiles(person, counted),
            "queues": queues,
            "old_note": selectors.note_on_old(queues),
            "now": now,
            "headline": headline(person) if person.may(Right.INDICATOR_VIEW) else None,
            "audit_facts": selectors.audit_facts(person),
            "system_facts": selectors.system_facts(person, now=now),
            "jobs": selectors.waiting_jobs(person),
            "may_register": person.may(Right.COMPLAINT_CREATE),
        },
    )


@require_safe
def unit_menu(request: SignedInRequest) -> HttpResponse:
    """The entries of the unit menu for the page whose query this address repeats."""
    return HttpResponse(unit_items(switchable_units(request.user), request.GET))


@require_safe
def palette(request: SignedInRequest) -> HttpResponse:
    """Every place that the person may go to, for the palette of the frame."""
    return HttpResponse(palette_items(request.user))
