"""S0-M1: below which score a hall is a named finding, as dated rows of a unit."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from core.answering import answered
from core.http import SignedInRequest
from core.rights import require
from halls.checks import services
from halls.checks.forms_builder import LineForm
from halls.checks.selectors import lines_in_force, lines_visible_to
from org.access.choices import Right
from org.units.models import Unit


@require_http_methods(["GET", "HEAD", "POST"])
def check_lines(request: SignedInRequest) -> HttpResponse:
    """What is in force, everything that was set, and, for whoever builds sheets, a new row."""
    person = request.user
    require(request, Right.CHECK_EDIT if request.method == "POST" else Right.CHECK_VIEW)
    units = list(Unit.objects.where(person, Right.CHECK_EDIT).in_tree_order())
    rows = list(lines_visible_to(person).select_related("unit", "made_by"))
    today = timezone.localdate()
    context = {"rows": rows, "in_force": lines_in_force(rows, on=today), "may_edit": bool(units)}
    return answered(
        request,
        LineForm(request.POST or None, units=units, today=today),
        services.set_line,
        to=reverse("check_lines"),
        template="halls/checks/lines.html",
        context=context,
    )
