"""What was published to halls, and their appeals. Nothing here tells of rounds, plans or shoppers (H10)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.files.selectors import files_of
from core.http import SignedInRequest
from core.rights import require
from core.ui.leaves import leaf_of
from halls.shops import services
from halls.shops.forms import AppealForm
from halls.shops.models import ShopVisit
from halls.shops.presenter import result_page
from halls.shops.selectors import findings_of, notices_for
from org.access.choices import Right

PAGE = 50
DOOR = ["GET", "HEAD", "POST"]
SHOWN_WITH = ("hall", "run", "shopper", "round_of__unit", "appeal__made_by", "appeal__decided_by")


def published(request: SignedInRequest, pk: int) -> ShopVisit:
    require(request, Right.CHECK_VIEW)
    rows = ShopVisit.objects.published_to(request.user).select_related(*SHOWN_WITH)
    found: ShopVisit = get_object_or_404(rows, pk=pk)
    return found


@require_safe
def shop_results(request: SignedInRequest) -> HttpResponse:
    """Results of one's halls, the newest first, under what the staff were told."""
    require(request, Right.CHECK_VIEW)
    person = request.user
    rows = ShopVisit.objects.published_to(person).select_related("hall", "run", "appeal")
    context = {
        "page": leaf_of(rows.order_by("-published_at", "-pk"), request.GET.get("page"), size=PAGE),
        "notices": notices_for(person),
        "runs_rounds": person.may(Right.CHECK_REVIEW),
    }
    return render(request, "halls/shops/results.html", context)


@require_safe
def shop_result(request: SignedInRequest, pk: int) -> HttpResponse:
    visit = published(request, pk)
    page = result_page(visit, request.user, today=timezone.localdate())
    items = list(page.appeal.items.select_related("answer")) if page.appeal else []  # type: ignore[attr-defined]
    with_files = [(item, files_of(item, person=request.user)) for item in items]
    return render(request, "halls/shops/result.html", {"visit": visit, "page": page, "items": with_files})


@require_http_methods(DOOR)
def shop_appeal(request: SignedInRequest, pk: int) -> HttpResponse:
    """The hall says of which findings, and why, they are not right."""
    visit = published(request, pk)
    require(request, Right.ACTION_EDIT, at=visit.hall)
    said = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = AppealForm(*said, findings=findings_of(visit))
    return answered(
        request,
        form,
        services.appeal,
        to=reverse("shop_result", args=[pk]),
        template="halls/shops/appeal.html",
        context={"visit": visit},
        visit=visit,
    )
