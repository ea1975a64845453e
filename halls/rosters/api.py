"""Rosters for machines: the week of a hall, shifts, the duty minimum and certificates; swaps are in api_swaps."""

from __future__ import annotations

import datetime as dt
from typing import Any

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
from core.rights import require
from halls.desks.rules import slot_words
from halls.premises.models import Counter, Premises
from halls.premises.rules import business_day
from halls.rosters import rules, services
from halls.rosters.models import Certificate, DutyRule, RosterWeek, Shift
from halls.rosters.selectors import Week, own_shifts, staff_on, week_of
from org.access.choices import Right
from org.people.models import Person
from org.units.models import Unit, below_any

VERSION_MOST = 2**31 - 1


class ShiftSerializer(serializers.Serializer[Shift]):
    id = serializers.IntegerField(read_only=True)
    hall = serializers.CharField(source="premises.unit.code", read_only=True)
    person = serializers.CharField(source="person.staff_number", max_length=32)
    day = serializers.DateField()
    starts_at = serializers.TimeField(format="%H:%M")
    ends_at = serializers.TimeField(format="%H:%M")
    counter = serializers.CharField(source="counter.name", max_length=8, required=False, allow_null=True, default=None)
    post = serializers.CharField(max_length=rules.POST_MOST, required=False, allow_blank=True, default="")
    reason = serializers.CharField(
        max_length=rules.WHY_MOST, required=False, allow_blank=True, default="", write_only=True
    )
    changed_why = serializers.CharField(read_only=True)
    version = serializers.IntegerField(read_only=True)


class MovedShiftSerializer(ShiftSerializer):
    version = serializers.IntegerField(min_value=1, max_value=VERSION_MOST)


class RemovedShiftSerializer(serializers.Serializer[Any]):
    version = serializers.IntegerField(min_value=1, max_value=VERSION_MOST)
    reason = serializers.CharField(max_length=rules.WHY_MOST, required=False, allow_blank=True, default="")


class CopyWeekSerializer(serializers.Serializer[Any]):
    monday = serializers.DateField()
    into = serializers.DateField()
    leaving_out = serializers.BooleanField(required=False, default=False)


class PublishWeekSerializer(serializers.Serializer[Any]):
    monday = serializers.DateField()
    version = serializers.IntegerField(min_value=0, max_value=VERSION_MOST)
    reason = serializers.CharField(max_length=rules.WHY_MOST, required=False, allow_blank=True, default="")


class DutyRuleSerializer(serializers.Serializer[DutyRule]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    valid_from = serializers.DateField()
    least = serializers.IntegerField(
        min_value=1, max_value=rules.LEAST_MOST, required=False, allow_null=True, default=None
    )
    noon_least = serializers.IntegerField(
        min_value=1, max_value=rules.LEAST_MOST, required=False, allow_null=True, default=None
    )
    noon_from = serializers.TimeField(format="%H:%M", required=False, allow_null=True, default=None)
    noon_until = serializers.TimeField(format="%H:%M", required=False, allow_null=True, default=None)
    certificate = serializers.CharField(max_length=rules.POST_MOST, required=False, allow_blank=True, default="")
    note = serializers.CharField(max_length=rules.WHY_MOST, required=False, allow_blank=True, default="")


class CertificateSerializer(serializers.Serializer[Certificate]):
    person = serializers.CharField(source="person.staff_number", max_length=32)
    kind = serializers.CharField(max_length=rules.POST_MOST)
    until = serializers.DateField(required=False, allow_null=True, default=None)


def asked_monday(view: ScopedView, today: dt.date) -> dt.date:
    """What the parameter `week` asks for: any day of it. Raises ValidationError."""
    words = view.wanted.get("week", "")
    try:
        day = dt.date.fromisoformat(words) if words else today
        rules.days_of(rules.monday_of(day))
    except (ValueError, OverflowError):
        raise ValidationError({"week": _("Name a day of the week, such as 2011-01-17.")}) from None
    return rules.monday_of(day)


class _OfHall(ScopedView):
    """A door at one hall: 404 outside one's reach, 403 without the right there."""

    pagination_class = None

    def get_queryset(self) -> QuerySet[Premises]:
        return Premises.objects.where(self.request.user, Right.HALL_VIEW).select_related("unit")

    def hall(self, code: str, right: str) -> Premises:
        found: Premises = get_object_or_404(self.get_queryset(), unit__code=code)
        require(self.request, right, at=found.unit)
        return found


def placed(premises: Premises, said: dict[str, Any]) -> dict[str, Any]:
    """What a shift was sent with, its person and counter found. Raises ValidationError."""
    number = said.pop("person")["staff_number"]
    staff = {one.staff_number: one for one in staff_on(premises, said["day"])}
    if number not in staff:
        raise ValidationError({"person": _("Nobody of this number is posted at the hall that day.")})
    name = (said.pop("counter", None) or {}).get("name")
    counter = Counter.objects.filter(premises=premises, name=name).first() if name else None
    if name and counter is None:
        raise ValidationError({"counter": _("This hall has no such counter.")})
    return {**said, "person": staff[number], "counter": counter}


class Roster(_OfHall):
    """GET: a hall's week with what speaks against it. POST: put somebody on the roster."""

    required_right = {"GET": Right.ROSTER_VIEW, "POST": Right.ROSTER_EDIT}
    parameters = frozenset({"week"})
    serializer_class = ShiftSerializer

    @extend_schema(operation_id="roster_of_hall")
    def get(self, request: Request, code: str) -> Response:
        premises = self.hall(code, Right.ROSTER_VIEW)
        monday = asked_monday(self, business_day(timezone.now(), premises.time_zone))
        week = week_of(premises, monday)
        may_edit = request.user.may(Right.ROSTER_EDIT, at=premises.unit)  # type: ignore[union-attr]
        return Response(_said(week, is_shown=week.is_published or may_edit))

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.hall(code, Right.ROSTER_EDIT)
        said = placed(premises, self.checked(request))
        made = services.add_shift(premises=premises, by=_by(request), now=timezone.now(), **said)
        return Response(ShiftSerializer(made).data, status=201)


def _said(week: Week, *, is_shown: bool) -> dict[str, Any]:
    days = [
        {
            "day": day.day.isoformat(),
            "shifts": [
                {**ShiftSerializer(shift).data, "conflicts": [str(one) for one in week.conflicts.get(shift.pk, [])]}
                for shift in day.shifts
            ],
            "half_hours": [
                {"from": slot_words(half.slot), "there": half.there, "need": half.need, "least": half.least}
                for half in day.halves
            ],
        }
        for day in week.days
    ]
    return {
        "monday": week.monday.isoformat(),
        "published_at": week.row.published_at if week.row else None,
        "reason": week.row.reason if week.row else "",
        "version": week.row.version if week.row else 0,
        "days": days if is_shown else [],
    }


class CopyRoster(_OfHall):
    """POST: this week's shifts once more in another week."""

    required_right = {"POST": Right.ROSTER_EDIT}
    serializer_class = CopyWeekSerializer

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.hall(code, Right.ROSTER_EDIT)
        said = self.checked(request)
        copied = services.copy_week(premises=premises, by=_by(request), now=timezone.now(), **said)
        return Response({"monday": rules.monday_of(said["into"]).isoformat(), "shifts": len(copied)}, status=201)


class PublishRoster(_OfHall):
    """POST: publish the week as it was read."""

    required_right = {"POST": Right.ROSTER_EDIT}
    serializer_class = PublishWeekSerializer

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.hall(code, Right.ROSTER_EDIT)
        said = self.checked(request)
        said["monday"] = rules.monday_of(said["monday"])
        week: RosterWeek = services.publish_week(premises=premises, by=_by(request), now=timezone.now(), **said)
        return Response({"monday": week.monday.isoformat(), "published_at": week.published_at, "version": week.version})


class _OnShift(ScopedView):
    required_right = {"POST": Right.ROSTER_EDIT}

    def get_queryset(self) -> QuerySet[Shift]:
        rows = Shift.objects.standing().visible_to(self.request.user)
        return rows.select_related("premises__unit", "person", "counter", "week")

    def shift(self) -> Shift:
        found: Shift = self.get_object()
        require(self.request, Right.ROSTER_EDIT, at=found.premises.unit)
        return found


class MoveShift(_OnShift):
    """POST: another day, time, person or place."""

    serializer_class = MovedShiftSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        found = self.shift()
        said = placed(found.premises, self.checked(request))
        services.move_shift(shift=found, by=_by(request), now=timezone.now(), **said)
        return Response(ShiftSerializer(found).data)


class RemoveShift(_OnShift):
    """POST: take it off the roster."""

    serializer_class = RemovedShiftSerializer

    @idempotent
    def post(self, request: Request, pk: int) -> Response:
        found = self.shift()
        services.remove_shift(shift=found, by=_by(request), now=timezone.now(), **self.checked(request))
        return Response(ShiftSerializer(found).data)


class OwnShifts(ScopedView):
    """GET: one's own published shifts of a week."""

    required_right = {"GET": Right.ROSTER_VIEW}
    parameters = frozenset({"week"})
    serializer_class = ShiftSerializer
    pagination_class = None

    def get_queryset(self) -> QuerySet[Shift]:
        return Shift.objects.visible_to(self.request.user)

    def get(self, request: Request) -> Response:
        monday = asked_monday(self, timezone.localdate())
        shifts = own_shifts(_by(request), first=monday, last=monday + dt.timedelta(days=6))
        return Response({"monday": monday.isoformat(), "shifts": ShiftSerializer(shifts, many=True).data})


class DutyRules(ScopedList):
    """GET: rules set in one's units, newest first. POST: set one for a unit and below from a day on."""

    required_right = {"GET": Right.ROSTER_VIEW, "POST": Right.ROSTER_EDIT}
    serializer_class = DutyRuleSerializer
    filters = {"unit": "unit__code"}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[DutyRule]:
        within = below_any("unit__path", _by(self.request).paths_for(Right.ROSTER_VIEW))
        return DutyRule.objects.filter(within).select_related("unit")

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        units = Unit.objects.where(_by(request), Right.ROSTER_VIEW)
        unit = get_object_or_404(units, code=said.pop("unit")["code"])
        require(request, Right.ROSTER_EDIT, at=unit)
        rule = services.set_duty_rule(unit=unit, by=_by(request), now=timezone.now(), **said)
        return Response(DutyRuleSerializer(rule).data, status=201)


class Certificates(_OfHall):
    """GET: certificates of who is posted at the hall today. POST: write one down."""

    required_right = {"GET": Right.ROSTER_VIEW, "POST": Right.ROSTER_EDIT}
    serializer_class = CertificateSerializer

    @extend_schema(operation_id="certificates_of_hall")
    def get(self, request: Request, code: str) -> Response:
        people = self._staff(self.hall(code, Right.ROSTER_VIEW))
        rows = Certificate.objects.filter(person__in=people.values()).select_related("person")
        return Response(CertificateSerializer(rows, many=True).data)

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        premises = self.hall(code, Right.ROSTER_EDIT)
        said = self.checked(request)
        person = self._staff(premises).get(said.pop("person")["staff_number"])
        if person is None:
            raise ValidationError({"person": _("Nobody of this number is posted at the hall today.")})
        made = services.add_certificate(person=person, unit=premises.unit, by=_by(request), now=timezone.now(), **said)
        return Response(CertificateSerializer(made).data, status=201)

    def _staff(self, premises: Premises) -> dict[str, Person]:
        today = business_day(timezone.now(), premises.time_zone)
        return {one.staff_number: one for one in staff_on(premises, today)}


def _by(request: Request) -> Any:
    return request.user


urlpatterns = [
    path("halls/own-shifts/", OwnShifts.as_view(), name="api_own_shifts"),
    path("halls/duty-rules/", DutyRules.as_view(), name="api_duty_rules"),
    path("halls/shifts/<int:pk>/move/", MoveShift.as_view(), name="api_shift_move"),
    path("halls/shifts/<int:pk>/remove/", RemoveShift.as_view(), name="api_shift_remove"),
    path("halls/<str:code>/roster/", Roster.as_view(), name="api_roster"),
    path("halls/<str:code>/roster/copy/", CopyRoster.as_view(), name="api_roster_copy"),
    path("halls/<str:code>/roster/publish/", PublishRoster.as_view(), name="api_roster_publish"),
    path("halls/<str:code>/certificates/", Certificates.as_view(), name="api_certificates"),
]
