"""Agents for machines: their days as they came, the sums and ratios of a span, what is asked."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from core.api.idempotency import idempotent
from core.api.permissions import SignedIn
from core.api.views import ScopedList, ScopedView
from core.periods.rules import NotAPeriod
from core.ui.rules import half_up
from halls.agents import services
from halls.agents.choices import TALK_FORMULA
from halls.agents.models import AgentDay, AgentDayQuerySet, AgentGoal
from halls.agents.rules import TALK_VERSION, Worked
from halls.agents.selectors import agent_lines, goals_visible, latest_day, team_lines, whole_of
from halls.desks.spans import asked_span
from org.access.choices import Right
from org.units.named import named_unit


class AgentDaySerializer(serializers.Serializer[AgentDay]):
    agent = serializers.CharField(source="agent.staff_number")
    unit = serializers.CharField(source="unit.code")
    day = serializers.DateField()
    calls = serializers.IntegerField()
    talk_seconds = serializers.IntegerField()
    duty_seconds = serializers.IntegerField()
    after_call_seconds = serializers.IntegerField()
    transfers = serializers.IntegerField()
    solved = serializers.IntegerField(allow_null=True)


class AgentGoalSerializer(serializers.Serializer[AgentGoal]):
    unit = serializers.CharField(source="unit.code", max_length=40)
    valid_from = serializers.DateField()
    talk_from = serializers.DecimalField(max_digits=5, decimal_places=2)
    talk_until = serializers.DecimalField(max_digits=5, decimal_places=2)
    calls_a_day = serializers.IntegerField(min_value=1, max_value=999)
    minutes_a_call = serializers.DecimalField(max_digits=4, decimal_places=1)
    wording = serializers.CharField(max_length=services.WORDING_MOST)
    reason = serializers.CharField(max_length=services.REASON_MOST, required=False, write_only=True)


class AgentDays(ScopedList):
    """GET: days of one's units and one's own, as their sheets had them."""

    permission_classes = (SignedIn,)
    serializer_class = AgentDaySerializer
    filters = {"day": "day", "agent": "agent__staff_number", "unit": "unit__code"}
    orderings = {"day": "day", "-day": "-day"}
    ordering = "-day"

    def get_queryset(self) -> AgentDayQuerySet:
        return AgentDay.objects.visible_to(self.request.user).select_related("agent", "unit")


def told(worked: Worked) -> dict[str, Any]:
    share, calls = worked.talk_share, worked.calls_a_day
    return {
        "agent_days": worked.days,
        "calls": worked.calls,
        "talk_seconds": worked.talk,
        "duty_seconds": worked.duty,
        "after_call_seconds": worked.after_call,
        "transfers": worked.transfers,
        "solved": worked.solved,
        "talk_utilisation": None if share is None else str(half_up(share, 6)),
        "calls_a_day": None if calls is None else str(half_up(calls, 4)),
        "days_over_whole": worked.over_days,
    }


class Agents(ScopedView):
    """GET: teams and agents of a day or a month; totals are ratios of sums."""

    permission_classes = (SignedIn,)
    parameters = frozenset({"day", "month"})
    serializer_class = AgentDaySerializer
    pagination_class = None

    def get_queryset(self) -> AgentDayQuerySet:
        return AgentDay.objects.visible_to(self.request.user)

    def get(self, request: Request) -> Response:
        days = self.get_queryset()
        try:
            span = asked_span(self.wanted, usual=latest_day(days) or timezone.localdate())
        except NotAPeriod as refusal:
            raise ValidationError({"period": str(refusal)}) from None
        lines = agent_lines(days, span)
        return Response(
            {
                "period": span.words,
                "formula": str(TALK_FORMULA),
                "rule": TALK_VERSION,
                "total": told(whole_of(lines)),
                "teams": [
                    {"unit": one.unit.code, "standing": one.standing, **told(one.worked)} for one in team_lines(lines)
                ],
                "agents": [
                    {
                        "agent": one.agent.staff_number,
                        "unit": one.unit.code,
                        "standing": one.standing,
                        **told(one.worked),
                    }
                    for one in lines
                ],
            }
        )


class Goals(ScopedList):
    """GET: what is asked in one's units, newest first. POST: say it for a unit and below from a day on."""

    required_right = {"GET": Right.INDICATOR_VIEW, "POST": Right.TARGET_EDIT}
    serializer_class = AgentGoalSerializer
    filters = {"unit": "unit__code"}
    orderings = {"-valid_from": "-valid_from"}
    ordering = "-valid_from"

    def get_queryset(self) -> QuerySet[AgentGoal]:
        return goals_visible(self.request.user, Right.INDICATOR_VIEW)

    @idempotent
    def post(self, request: Request) -> Response:
        said = self.checked(request)
        code = said.pop("unit")["code"]
        unit = named_unit(request.user, code, see=Right.INDICATOR_VIEW, right=Right.TARGET_EDIT)
        goal = services.set_goal(unit=unit, by=request.user, now=timezone.now(), **said)
        return Response(AgentGoalSerializer(goal).data, status=201)


urlpatterns = [
    path("halls/agents/", Agents.as_view(), name="api_agents"),
    path("halls/agent-days/", AgentDays.as_view(), name="api_agent_days"),
    path("halls/agent-goals/", Goals.as_view(), name="api_agent_goal"),
]
