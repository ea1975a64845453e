"""Daily books for machines: the same states and the same scope as the pages."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.periods.rules import Month, NotAPeriod, month
from core.rights import require
from halls.book import rules, services
from halls.book.choices import DueDays
from halls.book.models import BookRule
from halls.book.selectors import Book, books, books_of_day, streak_of
from halls.checks.models import CheckTemplate
from org.access.choices import Right
from org.units.choices import UnitKind
from org.units.models import Unit, UnitQuerySet


class BookSerializer(serializers.Serializer[Book]):
    """A hall and a day; times are null while nothing was sent, `meeting` while nobody has set one."""

    hall = serializers.CharField(source="unit.code")
    day = serializers.DateField()
    state = serializers.CharField()
    meeting = serializers.DateTimeField(allow_null=True)
    number = serializers.CharField(source="run.number", default=None)
    by = serializers.CharField(source="run.checker.staff_number", default=None)
    finished_at = serializers.DateTimeField(source="first.finished_at", default=None)
    received_at = serializers.DateTimeField(source="first.received_at", default=None)
    findings = serializers.IntegerField(source="run.findings", default=None)
    score = serializers.DecimalField(source="run.score", max_digits=6, decimal_places=2, default=None)


class BookRuleSerializer(serializers.Serializer[BookRule]):
    """`template` by its id; without it and `meeting_at` nothing is due from that day on."""

    unit = serializers.CharField(source="unit.code", max_length=40)
    valid_from = serializers.DateField()
    template = serializers.IntegerField(source="template_id", min_value=1, required=False, allow_null=True)
    meeting_at = serializers.TimeField(required=False, allow_null=True)
    days = serializers.ChoiceField(choices=DueDays.choices, default=DueDays.OPEN)
    remind_minutes = serializers.IntegerField(
        min_value=1, max_value=rules.REMIND_MOST, required=False, allow_null=True, default=None
    )
    missing_at = serializers.TimeField(required=False, allow_null=True, default=None)
    note = serializers.CharField(max_length=rules.NOTE_MOST, required=False, allow_blank=True, default="")


def day_asked(view: ScopedView, usual: dt.date) -> dt.date:
    try:
        return dt.date.fromisoformat(view.wanted.get("day", usual.isoformat()))
    except ValueError:
        raise ValidationError({"day": _("A day is written like 2011-01-17.")}) from None


class _Halls(ScopedView):
    required_right = {"GET": Right.CHECK_VIEW}
    serializer_class = BookSerializer
    pagination_class = None

    def get_queryset(self) -> UnitQuerySet:
        return Unit.objects.where(self.request.user, Right.CHECK_VIEW).filter(kind=UnitKind.HALL)  # type: ignore[arg-type]


class DayOfBooks(_Halls):
    """GET: every hall in one's reach on a day (today without one), missing ones first."""

    parameters = frozenset({"day"})

    @extend_schema(operation_id="books_of_day")
    def get(self, request: Request) -> Response:
        now = timezone.now()
        day = day_asked(self, timezone.localdate(now))
        found = books_of_day(list(self.get_queryset().order_by("path")), day, now=now)
        sums = rules.in_time(book.state for book in found)
        body = {"day": day, "in_time": sums.done, "due": sums.due, "halls": BookSerializer(found, many=True).data}
        return Response(body)


class HallBooks(_Halls):
    """GET: a hall's month, the newest day first, with the books in a row that were in time."""

    parameters = frozenset({"month"})

    @extend_schema(operation_id="books_of_hall")
    def get(self, request: Request, code: str) -> Response:
        hall = get_object_or_404(self.get_queryset(), code=code)
        now = timezone.now()
        today = timezone.localdate(now)
        try:
            asked = month(self.wanted.get("month", Month.of(today).words))
        except NotAPeriod as refusal:
            raise ValidationError({"month": str(refusal)}) from None
        found = books([hall], asked.first_day, asked.last_day, now=now)
        newest = [found[key] for key in sorted(found, key=lambda key: key[1], reverse=True)]
        sums = rules.in_time(book.state for book in newest)
        return Response(
            {
                "month": asked.words,
                "in_time": sums.done,
                "due": sums.due,
                "streak": streak_of(hall, until=min(today, asked.last_day), now=now),
                "days": BookSerializer(newest, many=True).data,
            }
        )


class BookRules(ScopedList):
    """GET: rules of units in one's reach, newest first. POST: set one for a unit and below from a day on."""

    required_right = {"GET": Right.CHECK_VIEW, "POST": Right.HALL_EDIT}
    serializer_class = BookRuleSerializer
    filters = {"unit": "unit__code"}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[BookRule]:
        units = Unit.objects.where(self.request.user, Right.CHECK_VIEW)  # type: ignore[arg-type]  # signed in
        return BookRule.objects.filter(unit__in=units).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        units = Unit.objects.where(request.user, Right.HALL_VIEW)  # type: ignore[arg-type]  # signed in
        unit = get_object_or_404(units, code=said.pop("unit")["code"])
        require(request, Right.HALL_EDIT, at=unit)
        chosen = said.pop("template_id", None)
        template = get_object_or_404(CheckTemplate.objects.holding_at(unit), pk=chosen) if chosen else None
        meeting_at = said.pop("meeting_at", None)
        rule = services.set_book_rule(
            unit=unit, template=template, meeting_at=meeting_at, by=request.user, now=timezone.now(), **said
        )
        return Response(BookRuleSerializer(rule).data, status=201)


urlpatterns = [
    path("books/", DayOfBooks.as_view(), name="api_books"),
    path("book-rules/", BookRules.as_view(), name="api_book_rules"),
    path("halls/<str:code>/books/", HallBooks.as_view(), name="api_hall_books"),
]
