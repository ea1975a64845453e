"""Views that somebody keeps, and the columns of a list."""

from __future__ import annotations

from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.tickets.filters import filters_for
from complaints.worklist.chips import chips_of, plain
from complaints.worklist.saved import services
from complaints.worklist.saved.forms import ViewForm, columns_from, places
from complaints.worklist.saved.models import SavedView
from complaints.worklist.saved.rules import MOST_VIEWS, kept_filters, kept_sort
from complaints.worklist.saved.selectors import address_of, kept_by, may_remove, shelf_of
from core.answering import answered
from core.http import SignedInRequest
from core.refusals import Refusal, refused_in
from core.rights import require
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]
FORM = "complaints/views/view_form.html"


@require_safe
def saved_views(request: SignedInRequest) -> HttpResponse:
    """All views at hand, and those below that one looks after."""
    require(request, Right.COMPLAINT_VIEW)
    return render(request, "complaints/views/views.html", {"kept": kept_by(request.user), "most": MOST_VIEWS})


@require_http_methods(DOOR)
def saved_view_new(request: SignedInRequest) -> HttpResponse:
    """Keep what the address asks, with the columns on screen."""
    require(request, Right.COMPLAINT_VIEW)
    asked = plain(request.GET)
    shelf = shelf_of(request.user, asked.get("view", ""))
    filters, now = kept_filters(asked), timezone.now()
    form = ViewForm(request.POST or None, person=request.user)
    back = f"{reverse('complaints')}?{urlencode(asked)}"
    chips = chips_of(filters_for(request.user, filters, now=now), filters)
    context = {"form": form, "back_url": back, "chips": chips}
    status = 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                view = services.keep_view(
                    filters=filters,
                    sort=kept_sort(asked.get("sort", "")).value,
                    columns=[column.code for column in shelf.columns] if shelf.has_chosen_columns else [],
                    by=request.user,
                    now=now,
                    **({"unit": None} | form.cleaned_data),
                )
            except Refusal as refusal:
                status = refused_in(form, refusal)
            else:
                return redirect(address_of(view))
    return render(request, FORM, context, status=status)


@require_http_methods(DOOR)
def saved_view_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Another name, another unit."""
    view = _own(request, pk)
    form = ViewForm(request.POST or None, person=request.user, view=view)
    back = reverse("saved_views")
    context = {"view": view, "back_url": back}
    return answered(request, form, services.change_view, to=back, template=FORM, context=context, view=view)


@require_POST
def saved_view_renew(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let the view ask what the address asks now."""
    view = _own(request, pk)
    asked = plain(request.GET)
    wanted = {"filters": kept_filters(asked), "sort": kept_sort(asked.get("sort", "")).value}
    try:
        services.change_view(view=view, by=request.user, now=timezone.now(), **wanted)
    except Refusal as refusal:
        return _refused(request, refusal)
    return redirect(address_of(view))


@require_POST
def saved_view_delete(request: SignedInRequest, pk: int) -> HttpResponse:
    view = _at_hand(request, pk)
    if not may_remove(view, request.user):
        raise PermissionDenied
    services.delete_view(view=view, by=request.user, now=timezone.now())
    return redirect("saved_views")


@require_POST
def saved_view_first(request: SignedInRequest, pk: int) -> HttpResponse:
    """Open the worklist with this view; with everything again if it already does."""
    require(request, Right.COMPLAINT_VIEW)
    view = get_object_or_404(SavedView.objects.offered_to(request.user), pk=pk)
    first = request.POST.get("first") != "0"
    services.put_first(view=view if first else None, by=request.user, now=timezone.now())
    return redirect("saved_views")


@require_http_methods(DOOR)
def columns(request: SignedInRequest) -> HttpResponse:
    """Which columns, in which order: of the own view that is open, else of one's list."""
    require(request, Right.COMPLAINT_VIEW)
    asked = plain(request.GET)
    shelf = shelf_of(request.user, asked.get("view", ""))
    back = f"{reverse('complaints')}?{urlencode(asked)}"
    if request.method == "POST" and not shelf.is_foreign:
        ticked = [] if request.POST.get("usual") else request.POST.getlist("columns")
        chosen = columns_from(request.POST.dict(), ticked)
        try:
            services.choose_columns(columns=chosen, view=shelf.open, by=request.user, now=timezone.now())
        except Refusal as refusal:
            return _refused(request, refusal)
        return redirect(back)
    context = {
        "places": places(shelf.columns),
        "shelf": shelf,
        "back_url": back,
        "keep_url": f"{reverse('saved_view_new')}?{urlencode(asked)}",
    }
    return render(request, "complaints/views/columns.html", context, status=403 if request.method == "POST" else 200)


def _at_hand(request: SignedInRequest, pk: int) -> SavedView:
    require(request, Right.COMPLAINT_VIEW)
    return get_object_or_404(SavedView.objects.visible_to(request.user).select_related("unit", "owner"), pk=pk)


def _own(request: SignedInRequest, pk: int) -> SavedView:
    view = _at_hand(request, pk)
    if view.owner_id != request.user.pk:
        raise PermissionDenied
    return view


def _refused(request: SignedInRequest, refusal: Refusal) -> HttpResponse:
    context = {"kept": kept_by(request.user), "most": MOST_VIEWS, "refusal": refusal}
    return render(request, "complaints/views/views.html", context, status=refusal.status)
