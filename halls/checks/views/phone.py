"""Checks on a phone that may lose its network: one page, what it takes along, and the worker that keeps it open."""

from __future__ import annotations

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from core.http import SignedInRequest
from core.rights import require
from halls.checks import phone, rules
from halls.checks.choices import Verdict
from halls.checks.phone_words import words
from org.access.choices import Right


@require_safe
def check_phone(request: SignedInRequest) -> HttpResponse:
    """The same page for everybody who carries out checks; what is theirs comes beside it and is kept by the phone."""
    require(request, Right.CHECK_RUN)
    said = {
        "cache": phone.cache_name(),
        "person": request.user.pk,
        "worker": reverse("check_phone_worker"),
        "live": reverse("check_phone_live"),
        "checks": reverse("api_checks"),
        "check": reverse("check_run", args=["K000000-00000"]),
        "plain": reverse("check_new"),
        "sign_in": reverse("sign_in"),
        "kept_days": phone.KEPT.days,
        "photos_most": rules.PHOTOS_MOST,
        "photo_side": phone.PHOTO_SIDE,
        "photo_bytes": phone.PHOTO_BYTES,
    }
    context = {"said": said, "words": words(), "verdicts": Verdict, "note_most": rules.NOTE_MOST}
    return render(request, "halls/checks/phone.html", context)


@require_safe
def check_phone_live(request: SignedInRequest) -> HttpResponse:
    """What the phone takes along, and with what it may send: asked again before each sending.

    The page may have been opened days ago, before the session that sends.
    """
    require(request, Right.CHECK_RUN)
    stand = phone.stand_of(request.user, now=timezone.now())
    return JsonResponse({**stand, "key": phone.key_for(request.user), "csrf": get_token(request)})


@login_not_required
@require_safe
def check_phone_worker(request: HttpRequest) -> HttpResponse:
    """Served beside the page, which is all of its scope. It says nothing of anybody and is asked for anew each time.

    Whoever is signed out gets it too: a fault in it could not be mended on their phone otherwise.
    """
    said = {"cache": phone.cache_name(), "page": reverse("check_phone"), "static": static("")}
    context = {"said": json.dumps(said)}
    answer = render(request, "halls/checks/worker.js", context, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer
