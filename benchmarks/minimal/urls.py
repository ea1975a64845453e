from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from complaints.models import Complaint


@login_required
def table(request: HttpRequest) -> HttpResponse:
    """The newest 25 tickets, five columns, as a first attempt would write it."""
    rows = Complaint.objects.select_related("unit").order_by("-received_at")[:25]
    return render(request, "table.html", {"rows": rows})


urlpatterns = [path("", table)]
