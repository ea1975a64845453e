"""A complaint comes in: the form, and what it says while one types."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from complaints.categories.choices import Tree
from complaints.categories.models import Category
from complaints.tickets.filters import units_for
from complaints.tickets.forms import NewTicketForm, is_foreign
from complaints.tickets.registry import told_of_number
from complaints.tickets.rules import TEXT_MOST, cleaned
from complaints.tickets.selectors import just_registered, likely_duplicates
from complaints.tickets.services import register_complaint
from core.http import SignedInRequest
from core.phones.rules import NotAPhone
from core.phones.services import digest_of
from core.refusals import Refusal, refused_in
from core.rights import require
from org.access.choices import Right


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: SignedInRequest) -> HttpResponse:
    require(request, Right.COMPLAINT_CREATE)
    form = NewTicketForm(request.POST if request.method == "POST" else None, person=request.user)
    if request.method == "POST":
        if is_foreign(form):
            raise Http404
        if form.is_valid():
            return _register(request, form)
    return render(request, "complaints/new.html", {"form": form}, status=400 if form.errors else 200)


def _register(request: SignedInRequest, form: NewTicketForm) -> HttpResponse:
    """The ticket that came of the form; or the form again, with a refusal or with the ticket that says the same."""
    now = timezone.now()
    same = just_registered(request.user, form.cleaned_data, now=now)
    if same and same.form_key != form.cleaned_data["form_key"] and same.number != form.cleaned_data["again"]:
        return render(request, "complaints/new.html", {"form": form, "same": same}, status=409)
    try:
        complaint = register_complaint(by=request.user, now=now, **form.arrival(), **form.details())
    except Refusal as refusal:
        refused_in(form, refusal)
        return render(request, "complaints/new.html", {"form": form}, status=400)
    messages.success(request, _("Registered as %(number)s.") % {"number": complaint.number})
    return redirect("complaint", complaint.number)


@require_POST
def duplicates(request: SignedInRequest) -> HttpResponse:
    """What is already there for this number or these words, never more than one may see (peers 4.9).

    A POST, so that the number does not stand in an address (P10).
    """
    require(request, Right.COMPLAINT_CREATE)
    try:
        digest = digest_of(cleaned(request.POST.get("phone", ""))[:40])
    except NotAPhone:
        digest = ""
    text = cleaned(request.POST.get("text", ""))[:TEXT_MOST]
    now = timezone.now()
    unit = units_for(request.user, Right.COMPLAINT_VIEW).filter(code=request.POST.get("unit", "")).first()
    phenomenon = Category.objects.of(Tree.PHENOMENON).filter(code=request.POST.get("phenomenon", "")).first()
    found = likely_duplicates(
        request.user, phone_digest=digest, text=text, received_at=now, unit=unit, phenomenon=phenomenon
    )
    context = {"found": found, "told": told_of_number(digest, request.user, now) if digest else []}
    return render(request, "complaints/_duplicates.html", context)
