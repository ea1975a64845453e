"""The doors to the tree of units."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.audit.selectors import timeline
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from org.access.choices import Right
from org.calendar.selectors import calendar_for
from org.forms import ActForm, HoursForm, written_week
from org.people.models import Posting
from org.people.selectors import people_by_unit
from org.units import services
from org.units.forms import AliasForm, CloseForm, MoveForm, NewUnitForm, TreeFilter, UnitCalendarForm, UnitForm
from org.units.models import Unit
from org.units.rules import CHAIN_SIGN
from org.units.selectors import ancestors, children, directory, flat, tree, unit_chain

MONTHS_SHOWN = 6


@require_safe
def units(request: SignedInRequest) -> HttpResponse:
    """The tree of units in the person's scope."""
    require(request, Right.UNIT_VIEW)
    form = TreeFilter(request.GET)
    today = timezone.localdate()
    shown = form.narrow(Unit.objects.visible_to(request.user), on=today)
    finder = directory(shown)
    posted = people_by_unit(Posting.objects.visible_to(request.user), on=today)
    branches = flat(tree(shown))
    context = {
        "rows": [(branch, finder.written_aliases(branch.unit), posted.get(branch.unit.pk, 0)) for branch in branches],
        "q": form.cleaned_data.get("q", ""),
        "closed": form.cleaned_data.get("closed", False),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "may_edit": request.user.may(Right.UNIT_EDIT),
        "may_see_people": request.user.may(Right.PERSON_VIEW),
    }
    return render(request, "org/units/units.html", context)


@require_safe
def unit(request: SignedInRequest, code: str) -> HttpResponse:
    """Everything about one unit."""
    require(request, Right.UNIT_VIEW)
    found = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    require(request, Right.UNIT_VIEW, at=found)
    today = timezone.localdate()
    postings = Posting.objects.visible_to(request.user).in_force(on=today).filter(unit=found)
    may_see_bases = request.user.may(Right.CUSTOMER_BASE_VIEW, at=found)
    context = {
        "unit": found,
        "above": [u for u in ancestors(found)[:-1] if request.user.may(Right.UNIT_VIEW, at=u)],
        "chain": unit_chain(found),
        "children": children(found),
        "aliases": found.aliases.order_by("name"),
        "hours": found.opening_hours.all(),
        "calendar": calendar_for(found),
        "postings": postings.select_related("person").order_by("person__staff_number"),
        "may_see_people": request.user.may(Right.PERSON_VIEW, at=found),
        "may_see_bases": may_see_bases,
        "bases": found.customer_bases.order_by("-month")[:MONTHS_SHOWN] if may_see_bases else [],
        "may_edit": request.user.may(Right.UNIT_EDIT, at=found),
        "history": timeline(found),
    }
    return render(request, "org/units/unit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: SignedInRequest) -> HttpResponse:
    """A further unit, below one that the person may change."""
    require(request, Right.UNIT_EDIT)
    initial = {"parent": request.GET.get("under", "")}
    form = NewUnitForm(request.POST or None, person=request.user, initial=initial)
    if request.method == "POST" and form.is_valid():
        require(request, Right.UNIT_EDIT, at=form.cleaned_data["parent"])
        try:
            made = services.create_unit(**form.cleaned_data, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", made.code)
    page = {"heading": _("New unit"), "submit": _("Add the unit"), "back_url": reverse("units")}
    return render(request, "org/form.html", page | {"form": form, "back_label": _("Units")})


@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: SignedInRequest, code: str) -> HttpResponse:
    found = _to_change(request, code)
    names = ("name", "code", "kind", "position", "opened_on", "has_control")
    form = UnitForm(request.POST or None, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            changed = services.change_unit(unit=found, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", changed.code)
    return _form_page(request, code, form, _("Change %(unit)s"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_aliases(request: SignedInRequest, code: str) -> HttpResponse:
    found = _to_change(request, code)
    written = "\n".join(found.aliases.order_by("name").values_list("name", flat=True))
    form = AliasForm(request.POST or None, initial={"aliases": written})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_aliases(unit=found, names=form.cleaned_data["aliases"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", code)
    return _form_page(request, code, form, _("Aliases of %(unit)s"), _("Save"))


@require_http_methods(["GET", "HEAD", "POST"])
def unit_hours(request: SignedInRequest, code: str) -> HttpResponse:
    found = _to_change(request, code)
    standing = list(found.opening_hours.values_list("weekday", "opens", "closes"))
    form = HoursForm(request.POST or None, initial=written_week(standing))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_opening_hours(unit=found, hours=form.cleaned_data["week"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", code)
    note = _("Empty means closed on that day. Several windows are written with blanks between them.")
    return _form_page(request, code, form, _("Opening hours of %(unit)s"), _("Save"), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_calendar(request: SignedInRequest, code: str) -> HttpResponse:
    found = _to_change(request, code)
    form = UnitCalendarForm(request.POST or None, initial={"calendar": found.calendar_id})
    if request.method == "POST" and form.is_valid():
        services.set_calendar(unit=found, calendar=form.cleaned_data["calendar"], by=request.user, now=timezone.now())
        return redirect("unit", code)
    note = _("Deadlines of this unit and of those below it count by this calendar from now on; promises given stay.")
    return _form_page(request, code, form, _("Working calendar of %(unit)s"), _("Save"), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_move(request: SignedInRequest, code: str) -> HttpResponse:
    """Choose a place, look at what would change, then move."""
    found = _to_change(request, code)
    typed = request.POST or (request.GET if "parent" in request.GET else None)
    form = MoveForm(typed, unit=found, person=request.user)
    place = form.cleaned_data["parent"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and place is not None:
        require(request, Right.UNIT_EDIT, at=place)
        try:
            services.move_unit(unit=found, parent=place, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", code)
    context = {"unit": found, "form": form, "place": place, "from_chain": unit_chain(found)}
    if place is not None:
        context["to_chain"] = f"{unit_chain(place)}{CHAIN_SIGN}{found.name}"
        context["along"] = Unit.objects.visible_to(request.user).at_or_below(found).exclude(pk=found.pk).count()
    return render(request, "org/units/move.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_close(request: SignedInRequest, code: str) -> HttpResponse:
    found = _to_change(request, code)
    form = CloseForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            services.close_unit(unit=found, on=form.cleaned_data["on"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", code)
    note = _("Its complaints, figures and history stay. From that day nothing new can be booked to it.")
    return _form_page(request, code, form, _("Close %(unit)s"), _("Close the unit"), note=note, danger=True)


@require_http_methods(["GET", "HEAD", "POST"])
def unit_reopen(request: SignedInRequest, code: str) -> HttpResponse:
    found = _to_change(request, code)
    form = ActForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.reopen_unit(unit=found, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect("unit", code)
    note = _("The unit counts as open again, as if it had never been closed.")
    return _form_page(request, code, form, _("Reopen %(unit)s"), _("Reopen the unit"), note=note)


def _to_change(request: SignedInRequest, code: str) -> Unit:
    require(request, Right.UNIT_VIEW)
    found = get_object_or_404(Unit.objects.visible_to(request.user).select_related("parent", "calendar"), code=code)
    require(request, Right.UNIT_EDIT, at=found)
    return found


def _form_page(
    request: SignedInRequest,
    code: str,
    form: object,
    heading: str,
    submit: str,
    *,
    note: str = "",
    danger: bool = False,
) -> HttpResponse:
    found = get_object_or_404(Unit.objects.visible_to(request.user), code=code)
    context = {
        "form": form,
        "heading": heading % {"unit": found.name},
        "submit": submit,
        "note": note,
        "danger": danger,
        "crumbs_url": reverse("units"),
        "crumbs_label": _("Units"),
        "back_url": reverse("unit", args=[code]),
        "back_label": found.name,
    }
    return render(request, "org/form.html", context)
