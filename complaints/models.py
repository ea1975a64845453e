from complaints.batches.models import Batch, BatchMember
from complaints.bulk.models import BulkAct, BulkRow
from complaints.cadence.models import CauseOwner, ProblemAnswer, QualityStandard, Sheet, SheetTicket
from complaints.callbacks.models import CallAttempt, CallBack
from complaints.casework.models import Casework
from complaints.categories.models import Category
from complaints.clocks.models import Clock, ClockInterval, ClockRule, ClockWarning
from complaints.counters.models import Tally, TallyChange
from complaints.detection.models import FalseEntry
from complaints.escalation.models import (
    Escalation,
    EscalationNotice,
    EscalationPlan,
    PendingEscalation,
    Rung,
)
from complaints.fieldorders.models import FieldOrder
from complaints.gates.models import DifficultCustomer, DissatisfiedReport
from complaints.promises.models import Promise
from complaints.remedies.models import Letter, Offer
from complaints.responsibility.models import CauseWeight, Finding, Share
from complaints.tags.models import Tag, TicketTag
from complaints.tickets.models import Complaint, ComplaintEvent
from complaints.worklist.saved.models import ListSetup, SavedView

__all__ = [
    "Batch",
    "BatchMember",
    "BulkAct",
    "BulkRow",
    "CallAttempt",
    "CallBack",
    "Casework",
    "Category",
    "CauseOwner",
    "CauseWeight",
    "Clock",
    "ClockInterval",
    "ClockRule",
    "ClockWarning",
    "Complaint",
    "ComplaintEvent",
    "DifficultCustomer",
    "DissatisfiedReport",
    "Escalation",
    "EscalationNotice",
    "EscalationPlan",
    "FalseEntry",
    "FieldOrder",
    "Finding",
    "Letter",
    "ListSetup",
    "Offer",
    "PendingEscalation",
    "ProblemAnswer",
    "Promise",
    "QualityStandard",
    "Rung",
    "SavedView",
    "Share",
    "Sheet",
    "SheetTicket",
    "Tag",
    "Tally",
    "TallyChange",
    "TicketTag",
]
