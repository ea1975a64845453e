"""Daily books: a day with all halls, a hall's month, and when they are due."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from core.answering import answered
from core.http import SignedInRequest
from core.periods.rules import Month, NotAPeriod, month
from core.rights import require
from halls.book import presenter, rules, services
from halls.book.forms import BookRuleForm
from halls.book.selectors import books, books_of_day, halls_below, rule_for, rules_at, streak_of
from halls.desks.spans import asked_span, day_span
from org.access.choices import Right
from org.units.asked import asked_unit
from org.units.choices import UnitKind
from org.units.models import Unit


def day_in(request: SignedInRequest, usual: dt.date) -> dt.date:
    """The one day an address asks for, `usual` without one. Raises Http404 for words that name no day."""
    try:
        return asked_span({"day": request.GET.get("day") or usual.isoformat()}, usual=usual).first
    except NotAPeriod as refusal:
        raise Http404(str(refusal)) from None


def unit_in(request: SignedInRequest) -> Unit:
    """The unit an address names, else the highest where the person sees checks: 404 outside, 403 without the right."""
    require(request, Right.CHECK_VIEW)
    if code := request.GET.get("unit", ""):
        found: Unit = get_object_or_404(Unit.objects.where(request.user, Right.CHECK_VIEW), code=code)
        return found
    return asked_unit(request.user, "", Right.CHECK_VIEW)


@require_safe
def day_of_books(request: SignedInRequest) -> HttpResponse:
    """All halls within reach on a day, missing ones first: the list that is sent when the books are missing."""
    now = timezone.now()
    unit = unit_in(request)
    day = day_in(request, timezone.localdate(now))
    found = books_of_day(halls_below(request.user, unit, Right.CHECK_VIEW), day, now=now)
    sums = rules.in_time(book.state for book in found)
    context = {
        "unit": unit,
        "span": day_span(day),
        "query": urlencode({"unit": unit.code}) if request.GET.get("unit") else "",
        "lines": [presenter.line_of(book) for book in found],
        "headline": presenter.headline(found),
        "sums": sums,
        "facts": presenter.rule_facts(rule_for(unit, on=day)),
        "may_set": request.user.may(Right.HALL_EDIT, at=unit),
        "may_export": request.user.may(Right.EXPORT_RUN),
        "month": Month.of(day).words,
    }
    return render(request, "halls/book/day.html", context)


@require_safe
def hall_books(request: SignedInRequest, code: str) -> HttpResponse:
    """A hall's month: each day a dot with its word, the books in a row, the share in time."""
    require(request, Right.CHECK_VIEW)
    halls = Unit.objects.where(request.user, Right.CHECK_VIEW).filter(kind=UnitKind.HALL)
    hall = get_object_or_404(halls, code=code)
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        shown = month(request.GET.get("month") or Month.of(today).words)
    except NotAPeriod as refusal:
        raise Http404(str(refusal)) from None
    found = books([hall], shown.first_day, shown.last_day, now=now)
    rule = rule_for(hall, on=min(shown.last_day, max(today, shown.first_day)))
    context = {
        "hall": hall,
        "month": shown,
        "before": shown.plus(-1).words,
        "after": shown.plus(1).words,
        "page": presenter.month_page(hall, found, shown),
        "streak": streak_of(hall, until=min(today, shown.last_day), now=now),
        "facts": presenter.rule_facts(rule),
        "may_set": request.user.may(Right.HALL_EDIT, at=hall),
        "may_export": request.user.may(Right.EXPORT_RUN),
    }
    return render(request, "halls/book/month.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def book_rule(request: SignedInRequest, code: str) -> HttpResponse:
    """Which sheet is the daily book of the halls at and below a unit, and when it is due, from a day on."""
    require(request, Right.HALL_VIEW)
    unit = get_object_or_404(Unit.objects.where(request.user, Right.HALL_VIEW), code=code)
    require(request, Right.HALL_EDIT, at=unit)
    today = timezone.localdate()
    # Who sets halls up need not see their checks.
    sees = request.user.may(Right.CHECK_VIEW, at=unit)
    back_url = f"{reverse('books')}?{urlencode({'unit': code})}" if sees else reverse("book_rule", args=[code])
    return answered(
        request,
        BookRuleForm(request.POST or None, unit=unit, rule=rule_for(unit, on=today), today=today),
        services.set_book_rule,
        to=back_url,
        template="halls/book/rule.html",
        context={
            "unit": unit,
            "back_url": back_url,
            "title": _("When the daily book is due"),
            "former": [(one, presenter.rule_facts(one)) for one in rules_at(unit).select_related("unit")],
        },
        unit=unit,
    )
