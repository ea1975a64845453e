"""Seats per half-hour for machines: the proposal, plans, and what happened on their days."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.shortcuts import get_object_or_404
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.views import ScopedList, ScopedView
from core.rights import require
from halls.desks.rules import slot_words
from halls.premises.models import Premises, PremisesQuerySet
from halls.staffing import services
from halls.staffing.models import StaffingPlan, StaffingPlanQuerySet
from halls.staffing.rules import Half, propose
from halls.staffing.selectors import halves_of, happened_on, latest_like, need_per_half_hour
from org.access.choices import Right


class StaffingWishSerializer(serializers.Serializer[Any]):
    """What a proposal or a plan is asked for; `seats` has half-hours (`10:30`) for which another number was decided."""

    day = serializers.DateField()
    is_one_day = serializers.BooleanField(required=False, default=False)
    looked_from = serializers.DateField()
    looked_until = serializers.DateField()
    goal_share = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True, default=None)
    use_from = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True, default=None)
    use_until = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, allow_null=True, default=None)
    shrinkage = serializers.DecimalField(max_digits=5, decimal_places=2, required=False, default=0)


class StaffingWishedSerializer(StaffingWishSerializer):
    seats = serializers.DictField(
        child=serializers.IntegerField(min_value=0, max_value=200), required=False, default=dict
    )
    note = serializers.CharField(max_length=services.NOTE_MOST, required=False, allow_blank=True, default="")

    def validate_seats(self, seats: dict[str, int]) -> dict[int, int]:
        found = {}
        for words, number in seats.items():
            try:
                at = dt.time.fromisoformat(words)
            except ValueError:
                raise serializers.ValidationError(_("A half-hour is written like 10:30.")) from None
            if at.minute not in (0, 30) or at.second or at.microsecond or at.tzinfo:
                raise serializers.ValidationError(_("A half-hour is written like 10:30."))
            found[at.hour * 2 + at.minute // 30] = number
        return found


class StaffingPlanSerializer(serializers.Serializer[StaffingPlan]):
    id = serializers.IntegerField(source="pk", read_only=True)
    hall = serializers.CharField(source="premises.unit.code", read_only=True)
    weekday = serializers.IntegerField(read_only=True)
    valid_from = serializers.DateField(read_only=True)
    is_one_day = serializers.BooleanField(read_only=True)
    looked_from = serializers.DateField(read_only=True)
    looked_until = serializers.DateField(read_only=True)
    days_counted = serializers.IntegerField(read_only=True)
    visits_counted = serializers.IntegerField(read_only=True)
    handling_seconds = serializers.IntegerField(read_only=True)
    wait_minutes = serializers.IntegerField(read_only=True, allow_null=True)
    goal_share = serializers.DecimalField(max_digits=5, decimal_places=2, read_only=True, allow_null=True)
    use_from = serializers.DecimalField(max_digits=5, decimal_places=2, read_only=True, allow_null=True)
    use_until = serializers.DecimalField(max_digits=5, decimal_places=2, read_only=True, allow_null=True)
    shrinkage = serializers.DecimalField(max_digits=5, decimal_places=2, read_only=True)
    note = serializers.CharField(read_only=True)
    made_at = serializers.DateTimeField(read_only=True)
    made_by = serializers.CharField(source="made_by.staff_number", read_only=True, default=None)


def half_told(half: Half) -> dict[str, Any]:
    return {
        "from": slot_words(half.slot),
        "arrivals": round(half.arrivals, 2),
        "seats_for_goal": half.by_goal,
        "seats_for_band": [half.by_band.fewest, half.by_band.most] if half.by_band else None,
        "seats": half.seats,
        "rostered": half.rostered,
        "share_within": None if half.within is None else round(half.within, 6),
        "utilisation": round(half.utilisation, 6) if half.seats else None,
    }


class HallStaffing(ScopedView):
    """GET: seats per half-hour as asked for in the address. POST: keep them as a plan."""

    required_right = {"GET": Right.HALL_VIEW, "POST": Right.ROSTER_EDIT}
    serializer_class = StaffingWishedSerializer
    parameters = frozenset(StaffingWishSerializer().fields)
    pagination_class = None

    def get_queryset(self) -> PremisesQuerySet:
        return Premises.objects.visible_to(self.request.user).select_related("unit")

    def get(self, request: Request, code: str) -> Response:
        hall: Premises = get_object_or_404(self.get_queryset(), unit__code=code)
        asked = StaffingWishSerializer(data=self.wanted)
        asked.is_valid(raise_exception=True)
        said = asked.validated_data
        day = said["day"]
        wanted = {name: said[name] for name in ("goal_share", "use_from", "use_until", "shrinkage")}
        goal = services.goal_of(hall, on=day, **wanted)
        basis = services.look_at(
            hall, weekday=day.weekday(), looked_from=said["looked_from"], looked_until=said["looked_until"]
        )
        return Response(
            {
                "hall": hall.unit.code,
                "weekday": day.weekday(),
                "days_counted": basis.days,
                "visits_counted": basis.visits,
                "handling_seconds": basis.handling_seconds,
                "wait_minutes": goal.wait_minutes,
                "half_hours": [half_told(half) for half in propose(basis, goal)],
            }
        )

    @idempotent
    def post(self, request: Request, code: str) -> Response:
        hall: Premises = get_object_or_404(self.get_queryset(), unit__code=code)
        require(request, Right.ROSTER_EDIT, at=hall.unit)
        plan = services.save_plan(premises=hall, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(StaffingPlanSerializer(plan).data, status=201)


class HallNeed(ScopedView):
    """GET: the seats that the plan in force for a day asks for, by half-hour."""

    required_right = {"GET": Right.HALL_VIEW}
    serializer_class = StaffingPlanSerializer
    parameters = frozenset({"day"})
    pagination_class = None

    def get_queryset(self) -> PremisesQuerySet:
        return Premises.objects.visible_to(self.request.user).select_related("unit")

    def get(self, request: Request, code: str) -> Response:
        hall: Premises = get_object_or_404(self.get_queryset(), unit__code=code)
        day = day_in(self.wanted) or timezone.localdate()
        need = need_per_half_hour(hall, day=day)
        told = [{"from": f"{one.starts:%H:%M}", "seats": one.seats, "arrivals": f"{one.arrivals}"} for one in need]
        return Response({"hall": hall.unit.code, "day": day.isoformat(), "half_hours": told})


class Plans(ScopedList):
    """GET: plans of halls in one's reach, newest first."""

    required_right = {"GET": Right.HALL_VIEW}
    serializer_class = StaffingPlanSerializer
    filters = {"hall": "premises__unit__code", "weekday": "weekday"}
    orderings = {"-made_at": "-made_at", "-valid_from": "-valid_from"}
    ordering = "-made_at"

    def get_queryset(self) -> StaffingPlanQuerySet:
        return StaffingPlan.objects.visible_to(self.request.user).select_related("premises__unit", "made_by")


class OnePlan(ScopedView):
    """GET: a plan by half-hour beside what happened on `day`, or on the last day it was made for."""

    required_right = {"GET": Right.HALL_VIEW}
    serializer_class = StaffingPlanSerializer
    parameters = frozenset({"day"})
    pagination_class = None

    def get_queryset(self) -> StaffingPlanQuerySet:
        return StaffingPlan.objects.visible_to(self.request.user).select_related("premises__unit", "made_by")

    def get(self, request: Request, pk: int) -> Response:
        plan = get_object_or_404(self.get_queryset(), pk=pk)
        now = timezone.now()
        day = day_in(self.wanted) or latest_like(plan, before=timezone.localdate(now))
        happened = happened_on(plan.premises, day=day, now=now) if day else {}
        halves = []
        for half in halves_of(plan):
            one = happened.get(half.slot)
            halves.append(
                {
                    "from": slot_words(half.slot),
                    "arrivals_expected": f"{half.arrivals}",
                    "seats_for_goal": half.by_goal,
                    "seats_for_band": half.by_band,
                    "seats": half.seats,
                    "arrivals": one.arrivals if one else None,
                    "open_counters": round(one.open_counters, 2) if one else None,
                    "over_limit": one.over if one and one.measured else None,
                }
            )
        told = {"compared_with": day.isoformat() if day else None, "half_hours": halves}
        return Response({**StaffingPlanSerializer(plan).data, **told})


def day_in(wanted: dict[str, str]) -> dt.date | None:
    """The parameter `day`; raises ValidationError."""
    if not (words := wanted.get("day", "")):
        return None
    try:
        return dt.date.fromisoformat(words)
    except ValueError:
        raise ValidationError({"day": _("A day is written like 2011-01-17.")}) from None


urlpatterns = [
    path("halls/<str:code>/staffing/", HallStaffing.as_view(), name="api_staffing_hall"),
    path("halls/<str:code>/need/", HallNeed.as_view(), name="api_staffing_need"),
    path("halls/staffing-plans/", Plans.as_view(), name="api_staffing_plans"),
    path("halls/staffing-plans/<int:pk>/", OnePlan.as_view(), name="api_staffing_plan"),
]
