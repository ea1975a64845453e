"""The inbox. Looking writes nothing (N20): a notice is opened by a POST that leads on to its page."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.http import SignedInRequest
from core.notifications.forms import EXPLANATIONS, PaceForm, ReadAllForm
from core.notifications.models import Notification
from core.notifications.selectors import inbox_of, paces_of
from core.notifications.services import choose_pace, mark_all_read, mark_read


@require_safe
def inbox(request: SignedInRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    place = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    return render(request, "core/notifications/inbox.html", {"inbox": inbox_of(request.user, before=place)})


@require_POST
def notification_open(request: SignedInRequest, pk: int) -> HttpResponse:
    notice = get_object_or_404(Notification.objects.visible_to(request.user), pk=pk)
    mark_read(notification=notice, now=timezone.now())
    own_page = url_has_allowed_host_and_scheme(notice.address, allowed_hosts=None)
    return redirect(notice.address if notice.address and own_page else "inbox")


@require_POST
def inbox_read_all(request: SignedInRequest) -> HttpResponse:
    form = ReadAllForm(request.POST)
    if form.is_valid():
        mark_all_read(by=request.user, up_to=form.cleaned_data["up_to"], now=timezone.now())
    return redirect("inbox")


@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: SignedInRequest) -> HttpResponse:
    form = PaceForm(request.POST or None, paces=paces_of(request.user))
    if form.is_valid():
        with transaction.atomic():
            for channel, pace in form.chosen.items():
                choose_pace(channel=channel, pace=pace, by=request.user)
        return redirect("channels")
    context = {"form": form, "explanations": EXPLANATIONS.items()}
    return render(request, "core/notifications/channels.html", context)
