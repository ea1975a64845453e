"""The doors to people and their postings."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from org.access.choices import Right
from org.access.table import ROLE_PERMISSIONS
from org.forms import ActForm
from org.people import services
from org.people.choices import Role
from org.people.forms import LastDayForm, NewPersonForm, PeopleFilter, PersonForm, PostingForm, ReasonForm
from org.people.models import Person, Posting
from org.people.selectors import SIZES, history_of, may_manage, page_of
from org.signin.lockout import is_locked


@require_safe
def people(request: SignedInRequest) -> HttpResponse:
    """People posted, now or once, in the person's scope."""
    require(request, Right.PERSON_VIEW)
    form = PeopleFilter(request.GET, person=request.user)
    wanted = form.cleaned_data if form.is_valid() else {}
    today = timezone.localdate()
    found = form.narrow(Person.objects.visible_to(request.user), on=today)
    page = page_of(
        found,
        size=wanted.get("size") or SIZES[1],
        after=wanted.get("after") or "",
        before=wanted.get("before") or "",
    )
    context = {
        "form": form,
        "page": page,
        "total": found.count(),
        "today": today,
        "filtered": any(wanted.get(name) for name in ("q", "unit", "role", "state")),
        "may_edit": request.user.may(Right.PERSON_EDIT),
        "may_import": request.user.may(Right.PERSON_EDIT) and request.user.may(Right.IMPORT_RUN),
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "org/people/people.html", context, status=200 if form.is_valid() else 400)


@require_safe
def person(request: SignedInRequest, number: str) -> HttpResponse:
    """Everything about one person that the reader may see."""
    found = _in_scope(request, number)
    postings = Posting.objects.visible_to(request.user).filter(person=found).select_related("unit")
    today = timezone.localdate()
    manages = may_manage(request.user, found)
    context = {
        "someone": found,
        "present": [p for p in postings if p.ends_on is None or p.ends_on >= today],
        "past": [p for p in postings if p.ends_on is not None and p.ends_on < today],
        "today": today,
        "manages": manages,
        "locked": manages and is_locked(staff_number=found.staff_number, now=timezone.now()),
        "may_post": request.user.may(Right.PERSON_EDIT) and found.pk != request.user.pk,
        "line_manager": found.line_manager,
        "sees_manager": _sees(request, found.line_manager),
        "reports": Person.objects.visible_to(request.user).filter(line_manager=found, is_active=True),
        "history": history_of(found) if manages or request.user.may(Right.AUDIT_READ) else None,
    }
    return render(request, "org/people/person.html", context)


def _sees(request: SignedInRequest, other: Person | None) -> bool:
    return other is not None and Person.objects.visible_to(request.user).filter(pk=other.pk).exists()


@require_http_methods(["GET", "HEAD", "POST"])
def person_new(request: SignedInRequest) -> HttpResponse:
    """Enter a person with a first posting; the next page gives the link to hand over."""
    require(request, Right.PERSON_EDIT)
    form = NewPersonForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        require(request, Right.PERSON_EDIT, at=form.cleaned_data["unit"])
        try:
            made = services.create_person(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person_invite", made.staff_number)
    context = {
        "form": form,
        "heading": _("New person"),
        "submit": _("Enter the person"),
        "note": _("No password is typed here. The next page makes a link with which the person sets one."),
        "back_url": reverse("people"),
        "back_label": _("People"),
    }
    return render(request, "org/form.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def person_edit(request: SignedInRequest, number: str) -> HttpResponse:
    found = _to_manage(request, number)
    manager = found.line_manager.staff_number if found.line_manager else ""
    initial = {"name": found.name, "email": found.email, "post": found.post, "line_manager": manager}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(person=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person", number)
    return _form_page(request, found, form, _("Change %(person)s"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def person_invite(request: SignedInRequest, number: str) -> HttpResponse:
    """Make the link that sets a password; it is shown once, to be handed over."""
    found = _to_manage(request, number)
    form = ActForm(request.POST if request.method == "POST" else None)
    link = ""
    if request.method == "POST":
        try:
            link = services.invite_person(person=found, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
    return render(request, "org/people/invite.html", {"someone": found, "form": form, "link": link})


@require_http_methods(["GET", "HEAD", "POST"])
def person_leave(request: SignedInRequest, number: str) -> HttpResponse:
    found = _to_manage(request, number)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.leave(person=found, on=form.cleaned_data["on"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person", number)
    note = _("Every posting ends with that day and signing in ends at once. The name stays on all past records.")
    return _form_page(request, found, form, _("%(person)s leaves"), _("Enter the leaving"), note=note, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
def person_return(request: SignedInRequest, number: str) -> HttpResponse:
    found = _to_manage(request, number)
    form = ActForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.come_back(person=found, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("posting_new", number)
    note = _("The person may sign in again, and gets a new posting on the next page. Past postings stay ended.")
    return _form_page(request, found, form, _("%(person)s comes back"), _("Let the person come back"), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def person_unlock(request: SignedInRequest, number: str) -> HttpResponse:
    found = _to_manage(request, number)
    form = ActForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.unlock_person(person=found, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person", number)
    note = _("After too many wrong passwords signing in waits a while. This lets the person try again at once.")
    return _form_page(request, found, form, _("Unlock %(person)s"), _("Unlock"), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def person_second_factor(request: SignedInRequest, number: str) -> HttpResponse:
    found = _to_manage(request, number)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.drop_second_factor(
                person=found, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person", number)
    note = _("For somebody who lost the phone. Make sure in person who is asking; the reason is recorded.")
    return _form_page(
        request, found, form, _("Take away the second factor of %(person)s"), _("Take it away"), note=note, danger=True
    )


@require_http_methods(["GET", "HEAD", "POST"])
def posting_new(request: SignedInRequest, number: str) -> HttpResponse:
    found = _in_scope(request, number)
    require(request, Right.PERSON_EDIT)
    form = PostingForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        require(request, Right.PERSON_EDIT, at=form.cleaned_data["unit"])
        try:
            services.start_posting(person=found, **form.cleaned_data, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person", number)
    note = _("A role gives its rights at the unit and everywhere below it. Open pages of the person end.")
    return _form_page(request, found, form, _("New posting for %(person)s"), _("Start the posting"), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def posting_end(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    found = _in_scope(request, number)
    postings = Posting.objects.visible_to(request.user).select_related("unit", "person")
    posting = get_object_or_404(postings, pk=pk, person=found)
    require(request, Right.PERSON_EDIT, at=posting.unit)
    form = LastDayForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.end_posting(posting=posting, on=form.cleaned_data["on"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("person", number)
    note = f"{posting.unit.name} · {posting.get_role_display()}"
    return _form_page(request, found, form, _("End a posting of %(person)s"), _("End the posting"), note=note)


@require_safe
def profile(request: SignedInRequest) -> HttpResponse:
    """One's own page: who I am here, what I may do, in which language."""
    own = [(p, sorted(Right(right).label for right in ROLE_PERMISSIONS[Role(p.role)])) for p in _own_postings(request)]
    return render(request, "org/people/profile.html", {"postings": own, "line_manager": request.user.line_manager})


def _own_postings(request: SignedInRequest) -> list[Posting]:
    return request.user.current_postings


def _in_scope(request: SignedInRequest, number: str) -> Person:
    """The person, inside the reader's scope; everybody has the own page."""
    if number != request.user.staff_number:
        require(request, Right.PERSON_VIEW)
    return get_object_or_404(
        Person.objects.visible_to(request.user).select_related("line_manager"), staff_number=number
    )


def _to_manage(request: SignedInRequest, number: str) -> Person:
    found = _in_scope(request, number)
    if not may_manage(request.user, found):
        raise PermissionDenied(Right.PERSON_EDIT)
    return found


def _form_page(
    request: SignedInRequest, found: Person, form: Any, heading: str, submit: str, **more: Any
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading % {"person": found.name},
        "submit": submit,
        "crumbs_url": reverse("people"),
        "crumbs_label": _("People"),
        "back_url": reverse("person", args=[found.staff_number]),
        "back_label": found.name,
    }
    return render(request, "org/form.html", context | more)
