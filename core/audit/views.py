"""The trail as auditors read it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.audit.forms import SIZES, AuditFilter
from core.audit.models import AuditEntry
from core.audit.selectors import page_of
from core.http import SignedInRequest
from core.rights import AUDIT_READ, EXPORT_RUN, require


@require_safe
def audit(request: SignedInRequest) -> HttpResponse:
    """All entries that the filters in the address let through, newest first."""
    require(request, AUDIT_READ)
    form = AuditFilter(request.GET)
    if not form.is_valid():
        return render(request, "core/audit/audit.html", {"form": form, "page": None}, status=400)
    wanted = form.cleaned_data
    page = page_of(
        form.narrow(AuditEntry.objects.visible_to(request.user).in_order()),
        size=wanted["size"],
        sizes=SIZES,
        after=wanted["after"],
        before=wanted["before"],
    )
    may_export = request.user.may(EXPORT_RUN)
    return render(request, "core/audit/audit.html", {"form": form, "page": page, "may_export": may_export})
