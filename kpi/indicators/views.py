"""The declared indicators, each with its formula in words."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.http import SignedInRequest
from core.rights import require
from kpi.indicators.choices import EVERY
from org.access.choices import Right


@require_safe
def indicators(request: SignedInRequest) -> HttpResponse:
    require(request, Right.INDICATOR_VIEW)
    return render(request, "kpi/indicators/indicators.html", {"indicators": EVERY})
