"""Webhooks as those see them who look after the system. Nothing is sent from here; workers do that."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.audit.selectors import timeline
from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import SYSTEM_MANAGE, require
from core.webhooks import services
from core.webhooks.choices import EndpointState
from core.webhooks.forms import DeliveryFilter, EndpointForm, NewEndpointForm
from core.webhooks.models import WebhookDelivery, WebhookEndpoint
from core.webhooks.selectors import newest_deliveries


@require_safe
def webhooks(request: SignedInRequest) -> HttpResponse:
    require(request, SYSTEM_MANAGE)
    endpoints = WebhookEndpoint.objects.visible_to(request.user).select_related("person")
    context = {"endpoints": endpoints, "hosts": settings.WEBHOOK_HOSTS}
    return render(request, "core/webhooks/webhooks.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def webhook_new(request: SignedInRequest) -> HttpResponse:
    """Answers with the page that shows the secret, this once."""
    require(request, SYSTEM_MANAGE)
    form = NewEndpointForm(request.POST or None, person=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            endpoint, secret = services.create_endpoint(by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return _page(request, endpoint, secret=secret)
    context = {"form": form, "hosts": settings.WEBHOOK_HOSTS}
    return render(request, "core/webhooks/form.html", context, status=_status_of(request))


@require_safe
def webhook(request: SignedInRequest, pk: int) -> HttpResponse:
    return _page(request, _in_scope(request, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def webhook_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    endpoint = _in_scope(request, pk)
    initial = {"name": endpoint.name, "url": endpoint.url, "events": endpoint.events}
    form = EndpointForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_endpoint(endpoint=endpoint, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(endpoint)
    context = {"form": form, "endpoint": endpoint, "hosts": settings.WEBHOOK_HOSTS}
    return render(request, "core/webhooks/form.html", context, status=_status_of(request))


@never_cache
@require_POST
@sensitive_variables("secret")
def webhook_rotate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Answers with the page that shows the new secret, this once."""
    endpoint = _in_scope(request, pk)
    try:
        secret = services.rotate_secret(endpoint=endpoint, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, endpoint, refusal=refusal)
    return _page(request, _in_scope(request, pk), secret=secret)


@require_POST
def webhook_pause(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, _in_scope(request, pk), services.pause_endpoint)


@require_POST
def webhook_resume(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, _in_scope(request, pk), services.resume_endpoint)


@require_POST
def webhook_ping(request: SignedInRequest, pk: int) -> HttpResponse:
    return _act(request, _in_scope(request, pk), services.ping)


@require_POST
def webhook_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    services.remove_endpoint(endpoint=_in_scope(request, pk), by=request.user, now=timezone.now())
    return redirect("webhooks")


@require_POST
def webhook_send_again(request: SignedInRequest, pk: int) -> HttpResponse:
    require(request, SYSTEM_MANAGE)
    rows = WebhookDelivery.objects.visible_to(request.user).select_related("endpoint")
    delivery = get_object_or_404(rows, pk=pk)
    try:
        services.send_again(delivery=delivery, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, delivery.endpoint, refusal=refusal)
    return redirect(delivery.endpoint)


def _in_scope(request: SignedInRequest, pk: int) -> WebhookEndpoint:
    require(request, SYSTEM_MANAGE)
    return get_object_or_404(WebhookEndpoint.objects.visible_to(request.user).select_related("person"), pk=pk)


def _act(request: SignedInRequest, endpoint: WebhookEndpoint, act: Callable[..., Any]) -> HttpResponse:
    try:
        act(endpoint=endpoint, by=request.user, now=timezone.now())
    except Refusal as refusal:
        return _page(request, endpoint, refusal=refusal)
    return redirect(endpoint)


def _status_of(request: SignedInRequest) -> int:
    return 400 if request.method == "POST" else 200


@sensitive_variables("secret")
def _page(
    request: SignedInRequest, endpoint: WebhookEndpoint, *, secret: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    chosen = DeliveryFilter(request.GET)
    chosen.is_valid()
    now = timezone.now()
    context = {
        "endpoint": endpoint,
        "receives": endpoint.state == EndpointState.ACTIVE,
        "rests": endpoint.rests_until is not None and endpoint.rests_until > now,
        "rotating": endpoint.former_until is not None and endpoint.former_until > now,
        "page": newest_deliveries(endpoint, before=chosen.cleaned_data.get("before")),
        "history": timeline(endpoint),
        "secret": secret,
        "refusal": refusal,
    }
    return render(request, "core/webhooks/webhook.html", context, status=409 if refusal else 200)
