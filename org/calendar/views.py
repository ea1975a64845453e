"""The doors to the working calendar."""

from __future__ import annotations

import datetime as dt

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.http import SignedInRequest
from core.refusals import Refusal
from core.rights import require
from org.access.choices import Right
from org.calendar import services
from org.calendar.forms import CalendarFilter, DayForm, DeadlineForm, NewCalendarForm, an_example
from org.calendar.models import CalendarDay, CalendarYear, WorkCalendar
from org.calendar.rules import YearNotLoaded
from org.calendar.selectors import calendar_for, clock_of, history_of, special_days, working_time, year_of
from org.forms import ActForm, WeekForm, written_week
from org.units.models import Unit


@require_safe
def calendar(request: SignedInRequest) -> HttpResponse:
    """A year on one page: what is worked, what is not, and why."""
    require(request, Right.CALENDAR_VIEW)
    wanted = CalendarFilter(request.GET)
    chosen = wanted.cleaned_data if wanted.is_valid() else {}
    today = timezone.localdate()
    work_calendar = chosen.get("calendar") or calendar_for()
    loaded = list(CalendarYear.objects.order_by("year").values_list("year", flat=True))
    year = chosen.get("year") or (today.year if today.year in loaded or not loaded else loaded[-1])
    context = {
        "year": year,
        "loaded": loaded,
        "today": today,
        "calendar": work_calendar,
        "calendars": WorkCalendar.objects.order_by("-is_default", "name"),
        "windows": work_calendar.windows.all() if work_calendar else [],
        "units": Unit.objects.visible_to(request.user).exclude(calendar=None).filter(calendar=work_calendar),
        "months": year_of(clock_of(work_calendar), year) if year in loaded and work_calendar else [],
        "days": special_days(year),
        "history": history_of(year),
        "may_edit": request.user.may(Right.CALENDAR_EDIT),
        "may_import": request.user.may(Right.CALENDAR_EDIT) and request.user.may(Right.IMPORT_RUN),
        "at_hand": services.FIRST_OFFICIAL_YEAR <= year <= services.LAST_OFFICIAL_YEAR,
        "next_missing": today.year + 1 if loaded and today.year + 1 not in loaded and today.month >= 11 else None,
    }
    return render(request, "org/calendar/calendar.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_load(request: SignedInRequest, year: int) -> HttpResponse:
    """Load the official notice of one year that is at hand."""
    require(request, Right.CALENDAR_EDIT)
    form = ActForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            services.set_up_default_calendar(by=request.user, now=now)
            services.load_official_years(first=year, last=year, by=request.user, now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(_address(year))
    return _form_page(
        request, form, _("Load the official notice of %(year)s") % {"year": year}, _("Load"), back=_address(year)
    )


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_day(request: SignedInRequest, day: str) -> HttpResponse:
    """Make a day a holiday, a make-up workday, or ordinary again."""
    require(request, Right.CALENDAR_EDIT)
    date = _date(day)
    standing = CalendarDay.objects.filter(date=date).first()
    initial = {"kind": standing.kind, "name": standing.name} if standing else {}
    form = DayForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_day(date=date, by=request.user, now=timezone.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(_address(date.year))
    words = _("%(day)s, %(weekday)s") % {"day": date.isoformat(), "weekday": date_format(date, "l")}
    note = _("Deadlines computed from now on count by it; promises already given stay.")
    return _form_page(request, form, words, _("Save"), back=_address(date.year), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_new(request: SignedInRequest) -> HttpResponse:
    """A further calendar, for units that keep other hours."""
    require(request, Right.CALENDAR_EDIT)
    form = NewCalendarForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name, week = form.cleaned_data["name"], form.cleaned_data["week"]
        try:
            made = services.create_calendar(name=name, windows=week, by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(f"{reverse('calendar')}?calendar={made.pk}")
    note = _("A unit takes it up on its own page; everything below that unit follows.")
    return _form_page(request, form, _("New working calendar"), _("Add the calendar"), note=note)


@require_http_methods(["GET", "HEAD", "POST"])
def calendar_windows(request: SignedInRequest, pk: int) -> HttpResponse:
    """The weekly hours of one calendar."""
    require(request, Right.CALENDAR_EDIT)
    found = get_object_or_404(WorkCalendar.objects.order_by("pk"), pk=pk)
    standing = list(found.windows.values_list("weekday", "starts", "ends"))
    form = WeekForm(request.POST or None, initial=written_week(standing))
    if request.method == "POST" and form.is_valid():
        try:
            services.set_windows(calendar=found, windows=form.cleaned_data["week"], by=request.user, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return redirect(f"{reverse('calendar')}?calendar={found.pk}")
    note = _("Deadlines computed from now on count by it; promises already given stay.")
    return _form_page(request, form, found.name, _("Save"), back=f"{reverse('calendar')}?calendar={pk}", note=note)


@require_safe
def deadline(request: SignedInRequest) -> HttpResponse:
    """Why this deadline? A moment, an amount and a unit give the days that were counted and skipped."""
    require(request, Right.CALENDAR_VIEW)
    now = timezone.now()
    asked = request.GET if "received" in request.GET else None
    form = DeadlineForm(asked, person=request.user, initial=an_example(now))
    explanation, unit = None, None
    if form.is_bound and form.is_valid():
        received, amount = form.question()
        unit = form.cleaned_data["unit"]
        try:
            explanation = working_time(unit).explain(received, **amount)
        except YearNotLoaded as refusal:
            form.refuse(refusal)
    context = {"form": form, "why": explanation, "unit": unit, "calendar": calendar_for(unit)}
    return render(request, "org/calendar/deadline.html", context, status=400 if form.errors else 200)


def _date(day: str) -> dt.date:
    try:
        return dt.date.fromisoformat(day)
    except ValueError as not_a_day:
        raise Http404 from not_a_day


def _address(year: int) -> str:
    return f"{reverse('calendar')}?year={year}"


def _form_page(
    request: SignedInRequest, form: ActForm, heading: str, submit: str, *, back: str = "", note: str = ""
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "submit": submit,
        "note": note,
        "back_url": back or reverse("calendar"),
        "back_label": _("Working calendar"),
    }
    return render(request, "org/form.html", context)
