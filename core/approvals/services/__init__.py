"""The acts of approving; the only place that writes one."""

from core.approvals.services.asking import Fact, StepAsked, ask_again, ask_approval, withdraw
from core.approvals.services.deciding import decide, permit
from core.approvals.services.refusals import (
    AlreadyAsked,
    AlreadyDecided,
    CannotAppoint,
    CannotAsk,
    CannotEnd,
    CannotWithdraw,
    MayNotDecide,
    NeedsComment,
    NeedsPassword,
    NobodyCanDecide,
)
from core.approvals.services.standing_in import appoint_substitute, end_substitute, remind

__all__ = [
    "AlreadyAsked",
    "AlreadyDecided",
    "CannotAppoint",
    "CannotAsk",
    "CannotEnd",
    "CannotWithdraw",
    "Fact",
    "MayNotDecide",
    "NeedsComment",
    "NeedsPassword",
    "NobodyCanDecide",
    "StepAsked",
    "appoint_substitute",
    "ask_again",
    "ask_approval",
    "decide",
    "end_substitute",
    "permit",
    "remind",
    "withdraw",
]
