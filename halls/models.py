from halls.agents.models import AgentDay, AgentGoal
from halls.book.models import BookRule
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
from halls.crossing.models import CrossInspector, CrossPair, CrossRound
from halls.desks.models import DeskBands
from halls.findings.models import WaitFinding, WaitFindingCause
from halls.intake.models import DayTotal
from halls.premises.models import Counter, Device, HallRule, Premises, Service
from halls.queue.models import CounterSession, Segment, SessionPause, Visit
from halls.rosters.models import Certificate, DutyRule, RosterWeek, Shift, Swap
from halls.rush.models import Emergency, EmergencyEntry, EmergencyStep, PlanStep, RushPlan, RushRule
from halls.shops.models import AppealItem, ShopAppeal, ShopResult, ShopRound, ShopRule, ShopVisit
from halls.spottests.models import (
    Draw,
    DrawnQuestion,
    Mark,
    Question,
    Sitting,
    SpotTest,
    TestedHall,
)
from halls.staffing.models import PlannedHalf, StaffingPlan
from halls.stationing.models import (
    CampaignHall,
    HallScore,
    OpenMatter,
    StationingCampaign,
    StationingRule,
    Stint,
    StintVersion,
)
from halls.waiting.models import WaitCell, WaitDay

__all__ = [
    "AgentDay",
    "AgentGoal",
    "Answer",
    "AnswerPhoto",
    "AppealItem",
    "BookRule",
    "CampaignHall",
    "Certificate",
    "CheckRun",
    "CheckTemplate",
    "Counter",
    "CounterSession",
    "CrossInspector",
    "CrossPair",
    "CrossRound",
    "DayTotal",
    "DeskBands",
    "Device",
    "Draw",
    "DrawnQuestion",
    "DutyRule",
    "Emergency",
    "EmergencyEntry",
    "EmergencyStep",
    "FindingLine",
    "HallRule",
    "HallScore",
    "Item",
    "Mark",
    "OpenMatter",
    "PlanStep",
    "PlannedHalf",
    "Premises",
    "Question",
    "RosterWeek",
    "RushPlan",
    "RushRule",
    "Section",
    "Segment",
    "Service",
    "SessionPause",
    "Shift",
    "ShopAppeal",
    "ShopResult",
    "ShopRound",
    "ShopRule",
    "ShopVisit",
    "Sitting",
    "SpotTest",
    "StaffingPlan",
    "StationingCampaign",
    "StationingRule",
    "Stint",
    "StintVersion",
    "Swap",
    "TemplateVersion",
    "TestedHall",
    "Visit",
    "WaitCell",
    "WaitDay",
    "WaitFinding",
    "WaitFindingCause",
]
