"""The chain for machines: where a ticket stands, up, seen, and down again."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from complaints.escalation import services
from complaints.escalation.selectors import escalations_of, level_of
from complaints.tickets.api import OnTicket
from complaints.tickets.models import Complaint
from core.api.idempotency import idempotent
from core.api.serializers import NothingSerializer
from org.access.choices import Right


class EscalationReasonSerializer(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=300)


class EscalationRaiseSerializer(EscalationReasonSerializer):
    seen = serializers.IntegerField(
        required=False, help_text="The level it was seen at; refused if it stands elsewhere"
    )


def standing(complaint: Complaint) -> dict[str, Any]:
    return {
        "level": level_of(complaint),
        "escalations": [
            {
                "level": row.level,
                "trigger": row.trigger,
                "occasion": row.occasion,
                "at": row.at,
                "reason": row.reason,
                "lowered_at": row.lowered_at,
                "told": [
                    {
                        "person": notice.person.staff_number,
                        "role": notice.role,
                        "acknowledged_at": notice.acknowledged_at,
                    }
                    for notice in row.notices.all()
                ],
            }
            for row in escalations_of(complaint)
        ],
    }


class Escalations(OnTicket):
    """GET: where the ticket stands and who knows. POST: to the next level, with a reason."""

    serializer_class = EscalationRaiseSerializer
    required_right = {"GET": Right.COMPLAINT_VIEW, "POST": Right.COMPLAINT_EDIT}

    def get(self, request: Request, number: str) -> Response:
        return Response(standing(self.loaded(request)))

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.escalate_by_hand(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(standing(complaint), status=201)


class Acknowledge(OnTicket):
    serializer_class = NothingSerializer
    required_right = Right.COMPLAINT_VIEW

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        self.checked(request)
        services.acknowledge_escalation(complaint=complaint, by=request.user, now=timezone.now())
        return Response(standing(complaint))


class Lower(OnTicket):
    serializer_class = EscalationReasonSerializer
    required_right = Right.ESCALATION_LOWER

    @idempotent
    def post(self, request: Request, number: str) -> Response:
        complaint = self.loaded(request)
        services.lower_escalation(complaint=complaint, by=request.user, now=timezone.now(), **self.checked(request))
        return Response(standing(complaint))


_ESCALATIONS = "complaints/<str:number>/escalations"
urlpatterns = [
    path(f"{_ESCALATIONS}/", Escalations.as_view(), name="api_complaint_escalations"),
    path(f"{_ESCALATIONS}/acknowledge/", Acknowledge.as_view(), name="api_complaint_escalation_acknowledge"),
    path(f"{_ESCALATIONS}/lower/", Lower.as_view(), name="api_complaint_escalation_lower"),
]
