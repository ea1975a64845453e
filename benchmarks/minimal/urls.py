from __future__ import annotations

import random

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from complaints.models import Complaint
from halls.models import Visit


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """The newest 25 tickets, five columns, as a first attempt would write it."""
    rows = Complaint.objects.select_related("unit").order_by("-received_at")[:25]
    return render(request, "table.html", {"rows": rows})


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One row for one POST."""
    now = timezone.now()
    said = {"premises_id": request.POST["premises"], "service_id": request.POST["service"], "prefix": "Z"}
    said |= {"number": random.randrange(2**31), "origin": "kiosk", "arrived_at": now, "queued_at": now}
    visit = Visit.objects.create(business_day=now.date(), **said)
    return HttpResponse(str(visit.pk), status=201)


urlpatterns = [path("", table), path("insert/", insert)]
