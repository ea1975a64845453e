from halls.agents.models import AgentDay, AgentGoal
from halls.checks.models import (
    Answer,
    AnswerPhoto,
    CheckRun,
    CheckTemplate,
    FindingLine,
    Item,
    Section,
    TemplateVersion,
)
from halls.desks.models import DeskBands
from halls.intake.models import DayTotal
from halls.premises.models import Counter, Device, HallRule, Premises, Service
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from halls.staffing.models import PlannedHalf, StaffingPlan

__all__ = [
    "AgentDay",
    "AgentGoal",
    "Answer",
    "AnswerPhoto",
    "CheckRun",
    "CheckTemplate",
    "Counter",
    "CounterSession",
    "DayTotal",
    "DeskBands",
    "Device",
    "FindingLine",
    "HallRule",
    "Item",
    "PlannedHalf",
    "Premises",
    "Section",
    "Segment",
    "Service",
    "SessionPause",
    "StaffingPlan",
    "TemplateVersion",
    "Visit",
]
