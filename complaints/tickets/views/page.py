"""The ticket's page, its print, and the form that changes it."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from complaints.tickets.forms import EditTicketForm, is_foreign
from complaints.tickets.models import Complaint
from complaints.tickets.presenter import beside, ticket_page
from complaints.tickets.services import StaleEdit, edit_complaint
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from org.access.choices import Right

PLACES = ("unit", "error_unit")
SORTED = ("product", "phenomenon", "cause")
PEOPLE = ("handler", "first_contact", "registered_by", "closed_by")
SHOWN = (
    *(field.name for field in Complaint._meta.concrete_fields if field.name != "grams"),
    *(f"{name}__{column}" for name in (*PLACES, *SORTED) for column in ("code", "name", "path")),
    *(f"{name}__{column}" for name in PEOPLE for column in ("staff_number", "name")),
    "import_run__file__name",
)
"""Ten tables are joined; only what the page prints is read from them."""


def in_scope(request: SignedInRequest, number: str) -> Complaint:
    """The ticket with everything its page names, or 404 (C01)."""
    require(request, Right.COMPLAINT_VIEW)
    rows = Complaint.objects.visible_to(request.user).select_related(*PLACES, *SORTED, *PEOPLE, "import_run__file")
    return get_object_or_404(rows.only(*SHOWN), number=number)


@require_safe
def ticket(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    page = ticket_page(complaint, request.user, request.GET, now=timezone.now())
    return render(request, "complaints/ticket.html", {"page": page, "complaint": complaint})


@require_safe
def beside_ticket(request: SignedInRequest, number: str) -> HttpResponse:
    """What other subjects show beside the ticket, loaded after the page; a page of its own without script."""
    complaint = in_scope(request, number)
    context = {"complaint": complaint, "beside": beside(complaint, request.user, now=timezone.now())}
    return render(request, "complaints/_beside.html" if request.htmx else "complaints/beside.html", context)


@require_safe
def printed(request: SignedInRequest, number: str) -> HttpResponse:
    """The ticket on paper, the number masked."""
    complaint = in_scope(request, number)
    page = ticket_page(complaint, request.user, request.GET, now=timezone.now())
    return render(request, "complaints/print.html", {"page": page, "complaint": complaint})


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, number: str) -> HttpResponse:
    """Change what is said of a ticket. A stale form comes back with how the ticket stands now (C15)."""
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    form = EditTicketForm(request.POST if request.method == "POST" else None, person=request.user, complaint=complaint)
    current, status = None, 200
    if request.method == "POST":
        if is_foreign(form):
            raise Http404
        status = 400
        if form.is_valid():
            try:
                edit_complaint(
                    complaint=complaint,
                    version=form.cleaned_data["version"],
                    by=request.user,
                    now=timezone.now(),
                    **form.details(),
                )
            except StaleEdit as refusal:
                current, status = refusal.current, 409
                form.add_error(None, str(refusal))
            except Refusal as refusal:
                status = refusal.status if refusal.status == 403 else status
                refused_in(form, refusal)
            else:
                return redirect("complaint", number)
    context = {"form": form, "complaint": complaint, "current": current}
    return render(request, "complaints/edit.html", context, status=status)
