"""The worklist, its filter panel, and the search over everything in scope."""

from __future__ import annotations

from dataclasses import replace

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from complaints.bulk.selectors import bar_for
from complaints.tickets.rules import cleaned
from complaints.worklist.forms import FilterPanel
from complaints.worklist.saved.rules import PLAIN
from complaints.worklist.saved.selectors import Shelf, address_of, first_address, shelf_of
from complaints.worklist.selectors import number_in_scope, search_page, worklist_page
from core.http import SignedInRequest
from core.phones.rules import without_mobile
from core.rights import require
from org.access.choices import Right

FULL_PHONE = 7
LAST_DIGITS = 4
LONGEST_SEARCH = 200


@require_safe
def worklist(request: SignedInRequest) -> HttpResponse:
    """Tickets by the filters of the address; a filter that is not understood finds nothing and says so.

    A whole mobile number does not stay in the address (P10).
    """
    require(request, Right.COMPLAINT_VIEW)
    words = request.GET.get("q", "")
    if (shorter := without_mobile(words)) != words:
        kept = request.GET.copy()
        kept["q"] = shorter
        return redirect(f"{request.path}?{kept.urlencode()}")
    shelf = shelf_of(request.user, request.GET.get("view", ""))
    if to := _opens_with(request, shelf):
        return redirect(to)
    page = worklist_page(request.user, request.GET, shelf, now=timezone.now())
    # The boxes to tick are for those who may do something with what they ticked.
    bar = bar_for(request.user, query=page.query, count=page.count, counted_all=page.counted_all)
    context = {
        "page": replace(page, ticked=bar is not None),
        "bar": bar,
        "may_register": request.user.may(Right.COMPLAINT_CREATE),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "may_import": request.user.may(Right.IMPORT_RUN),
    }
    return render(request, "complaints/worklist.html", context, status=400 if page.wrong else 200)


def _opens_with(request: SignedInRequest, shelf: Shelf) -> str | None:
    """Where an address leads that names a view and nothing else, or nothing at all; filters stand in the address."""
    if request.GET.keys() - {"view"}:
        return None
    named = request.GET.get("view", "")
    if named in ("", PLAIN):
        return None if named else first_address(shelf)
    if shelf.open is None:
        raise Http404
    return address_of(shelf.open)


@require_safe
def filter_panel(request: SignedInRequest) -> HttpResponse:
    """The panel alone for a list that asks by htmx, a page of its own otherwise."""
    require(request, Right.COMPLAINT_VIEW)
    form = FilterPanel(request.GET.dict(), person=request.user)
    piece = "complaints/_filter_form.html" if request.htmx else "complaints/filters.html"
    return render(request, piece, {"form": form})


@require_safe
def search(request: SignedInRequest) -> HttpResponse:
    """A ticket number jumps; else the last four digits of a phone, or words that must all be there."""
    require(request, Right.COMPLAINT_VIEW)
    words = cleaned(request.GET.get("q", ""))[:LONGEST_SEARCH]
    digits = words.replace(" ", "").replace("-", "")
    if digits.isascii() and digits.isdigit() and len(digits) >= FULL_PHONE:
        # A whole phone number does not stay in an address (P10); its end finds the same tickets.
        return redirect(f"{request.path}?q={digits[-LAST_DIGITS:]}")
    number = number_in_scope(request.user, words)
    if number:
        return redirect("complaint", number)
    page = search_page(request.user, words, now=timezone.now()) if words else None
    return render(request, "complaints/search.html", {"page": page, "search_text": words})
