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
from halls.findings.models import WaitFinding, WaitFindingCause
from halls.intake.models import DayTotal
from halls.premises.models import Counter, Device, HallRule, Premises, Service
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from halls.rush.models import Emergency, EmergencyEntry, EmergencyStep, PlanStep, RushPlan, RushRule
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
    "Emergency",
    "EmergencyEntry",
    "EmergencyStep",
    "FindingLine",
    "HallRule",
    "Item",
    "PlanStep",
    "PlannedHalf",
    "Premises",
    "RushPlan",
    "RushRule",
    "Section",
    "Segment",
    "Service",
    "SessionPause",
    "StaffingPlan",
    "TemplateVersion",
    "Visit",
    "WaitFinding",
    "WaitFindingCause",
]
