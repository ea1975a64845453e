"""Tags: what they mean, on a ticket, and off again a level above."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.tags import services
from complaints.tags.forms import OffForm, PutForm, TagForm
from complaints.tags.models import Tag
from complaints.tags.selectors import carried_by
from complaints.tickets.views.page import in_scope
from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from org.access.choices import Right

DOOR = ["GET", "HEAD", "POST"]
ACT = "complaints/escalation/act.html"
FORM = "complaints/tags/tag_form.html"


@require_safe
def tags(request: SignedInRequest) -> HttpResponse:
    """What the branch calls zero tolerance, in the sources' words and its own."""
    require(request, Right.COMPLAINT_VIEW)
    context = {"tags": Tag.objects.order_by("code"), "may_edit": request.user.may(Right.TAG_EDIT)}
    return render(request, "complaints/tags/tags.html", context)


@require_POST
def plant(request: SignedInRequest) -> HttpResponse:
    require(request, Right.TAG_EDIT)
    services.plant_tags(by=request.user, now=timezone.now())
    return redirect("tags")


@require_http_methods(DOOR)
def new(request: SignedInRequest) -> HttpResponse:
    require(request, Right.TAG_EDIT)
    form = TagForm(request.POST or None)
    return answered(request, form, services.define_tag, to=reverse("tags"), template=FORM, context={})


@require_http_methods(DOOR)
def edit(request: SignedInRequest, code: str) -> HttpResponse:
    require(request, Right.TAG_EDIT)
    tag = get_object_or_404(Tag.objects.order_by("code"), code=code)
    form = TagForm(request.POST or None, tag=tag)
    said: dict[str, Any] = {"to": reverse("tags"), "template": FORM, "context": {"tag": tag}, "tag": tag}
    return answered(request, form, services.define_tag, anew=lambda row: TagForm(tag=row), **said)


@require_http_methods(DOOR)
def put(request: SignedInRequest, number: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.COMPLAINT_EDIT, at=complaint)
    context = {"complaint": complaint, "title": _("Put a tag on"), "note": _("Only a level above takes it off again.")}
    form = PutForm(request.POST or None)
    to = reverse("complaint", args=[number])
    return answered(request, form, services.put_tag, to=to, template=ACT, context=context, complaint=complaint)


@require_http_methods(DOOR)
def take_off(request: SignedInRequest, number: str, code: str) -> HttpResponse:
    complaint = in_scope(request, number)
    require(request, Right.TAG_EDIT, at=complaint)
    carried = next((one.tag.name for one in carried_by(complaint) if one.tag.code == code), code)
    context = {"complaint": complaint, "title": _("Take “%(tag)s” off") % {"tag": carried}}
    form = OffForm(request.POST or None)
    to = reverse("complaint", args=[number])
    return answered(
        request, form, services.take_tag_off, to=to, template=ACT, context=context, complaint=complaint, tag=code
    )
